"""The ledger of a run: every address found has one outcome, and none vanishes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from cleaners.model import Outcome, Reason, Rejected, Stage
from crawler.report import RunSummary, SourceSummary, count_outcomes
from crawler.report.monitors import Tally, count_articles
from crawler.report.summary import merge_sources

MERGE_EVERY = 200
MIN_LOST = 3
"""Pages from which on a source is judged by what became of them: fewer may be chance."""

LOST = (
    Reason.HTTP_STATUS,
    Reason.UNREACHABLE,
    Reason.FORBIDDEN,
    Reason.REDIRECT_LOOP,
    Reason.BLOCKED,
    Reason.CRASHED,
    Reason.TIMEOUT,
)
"""Reasons that lie with the server or with us, not in the page."""


class PageCount(NamedTuple):
    """What one page came to: its outcomes, and what it adds to the counts of its source."""

    outcomes: tuple[Outcome, ...] = ()
    unchanged: bool = False
    fetched: bool = True
    size: int = 0
    updated: int = 0


class UrlLedger:
    """Counts addresses in and outcomes out, by source.

    An address is started once and finished once. `unsettled` holds those that this run did not want and did not
    remember: the documents that named them must be read in full again. `deferred` counts those left for a later run.
    """

    def __init__(self, sources: Iterable[str]) -> None:
        self._rows = tuple(SourceSummary(source) for source in sources)
        self._fresh: list[SourceSummary] = []
        self._open: dict[str, str] = {}
        self._started: set[int] = set()  # hashes: a run may start very many
        self._finished: dict[str, list[PageCount]] = {}
        self._waiting = 0
        self._tallies: dict[str, Tally] = {}
        self.problems: list[str] = []
        self.unsettled: set[str] = set()
        self.deferred = 0

    def start(self, url: str, source: str) -> bool:
        """Begin with an address; False if this run has it already."""
        if hash(url) in self._started:
            return False
        self._open[url] = source
        self._started.add(hash(url))
        return True

    def finish(self, url: str, count: PageCount) -> None:
        """Give an address that was started its outcome."""
        self.count(self._open.pop(url), count)

    def count(self, source: str, count: PageCount) -> None:
        """Count a page whose address was not started: one of several captures of it, say."""
        self._finished.setdefault(source, []).append(count)
        self._waiting += 1
        if self._waiting >= MERGE_EVERY:
            self._merge()

    @property
    def tallies(self) -> Mapping[str, Tally]:
        """What monitors look at, by source."""
        self._merge()
        return self._tallies

    def defer(self, urls: Iterable[str]) -> None:
        """Leave addresses for a later run, whether they were started or not; those that are finished stay so."""
        for url in urls:
            if self._open.pop(url, None) is not None:
                self.deferred += 1
            elif hash(url) not in self._started:
                self._started.add(hash(url))
                self.deferred += 1

    def count_open(self) -> int:
        """How many addresses have no outcome yet."""
        return len(self._open)

    def skip(self, source: str, unchanged: int, off_beat: int = 0) -> None:
        """Count addresses that were found and not asked for: known not to have changed, or announced as off the beat."""
        self._add(SourceSummary(source, found=unchanged + off_beat, unchanged=unchanged, off_beat=off_beat))

    def fail(self, source: str, line: str) -> None:
        """Note what went wrong with a source as a whole; with one such line a run ends with exit code 3."""
        self._add(SourceSummary(source, failed=(line,)))

    def summarize(self, run: str, started: datetime, finished: datetime) -> RunSummary:
        """The counts so far, and the sources of which nothing could be had."""
        rows = tuple(replace(row, failed=row.failed + find_failures(row)) for row in self._merge())
        return RunSummary(run, started, finished, rows, tuple(dict.fromkeys(self.problems)))

    def defer_rest(self, ends_early: bool) -> None:
        """Close the ledger: what is open was left because the run ends early, or is a fault of ours."""
        if not ends_early:
            for source, count in Counter(self._open.values()).items():
                self.fail(source, f"{count} addresses ended without an outcome: please report this")
        self.defer(tuple(self._open))

    def _add(self, row: SourceSummary) -> None:
        self._fresh.append(row)
        if len(self._fresh) >= MERGE_EVERY:
            self._merge()

    def _merge(self) -> tuple[SourceSummary, ...]:
        # Many pages at once: counting each alone costs several times as much.
        for source, pages in self._finished.items():
            outcomes = [outcome for page in pages for outcome in page.outcomes]
            counts = replace(
                count_outcomes(source, outcomes),
                found=len(pages),
                fetched=sum(page.fetched for page in pages),
                unchanged=sum(page.unchanged for page in pages),
                bytes=sum(page.size for page in pages),
                updated=sum(page.updated for page in pages),
            )
            self._fresh.append(counts)
            self._tallies[source] = self._tallies.get(source, Tally()).merge(count_articles(outcomes))
        self._finished, self._waiting = {}, 0
        self._rows, self._fresh = merge_sources((*self._rows, *self._fresh)), []
        return self._rows


def find_failures(row: SourceSummary) -> tuple[str, ...]:
    """What the counts of a source say against it: not one page could be had, of three or more; a cleaner crashed.

    >>> find_failures(SourceSummary("a", found=60, off_beat=57, rejected={"blocked": 3}))
    ('none of 3 pages could be had: 3 blocked',)
    >>> find_failures(SourceSummary("a", found=9, rejected={"crashed": 1}))
    ('cleaning crashed on 1 of 9 pages: see crashed in rejected/',)
    """
    crashed = row.rejected.get(str(Reason.CRASHED), 0)
    if crashed:
        return (f"cleaning crashed on {crashed} of {row.found} pages: see crashed in rejected/",)
    lost = {str(reason): row.rejected[reason] for reason in LOST if row.rejected.get(reason)}
    wanted = row.found - row.off_beat
    if sum(lost.values()) < max(MIN_LOST, wanted):
        return ()
    why = ", ".join(f"{count} {reason}" for reason, count in lost.items())
    return (f"none of {wanted} pages could be had: {why}",)


def is_lost(outcomes: Iterable[Outcome]) -> bool:
    """Whether a page was not had, or not cleaned through no fault of its own: nothing is to be remembered."""
    return any(
        isinstance(outcome, Rejected)
        and (outcome.stage is Stage.FETCH or outcome.reason in (Reason.CRASHED, Reason.TIMEOUT))
        for outcome in outcomes
    )
