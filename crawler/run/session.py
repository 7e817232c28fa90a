"""What a run holds open: lock, store, state, archive, workers; and how it is closed. `open_session` makes one."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Self

from cleaners.model import Outcome, Page, Rejected
from crawler.cleaning.workers import CleaningPool
from crawler.errors import StoreError
from crawler.report import SourceDays, write_report
from crawler.run._feed_texts import FeedTexts
from crawler.run._runlog import RunLog
from crawler.run._watching import watch_sources
from crawler.run.ending import Cause, Ending, RunEnd, RunResult
from crawler.run.item import FetchedPage
from crawler.run.job import CrawlJob
from crawler.run.ledger import PageCount, UrlLedger
from crawler.run.recorder import Recorded, Recorder
from crawler.state import SeenFeed, State
from crawler.store import ObjectStore

log = logging.getLogger(__name__)
Progress = Callable[[Page | Rejected, tuple[Outcome, ...]], None]


@dataclass(frozen=True, slots=True)
class Gaps:
    """What is missing of the days that a run was asked for: by source, and a line for each fault of its inputs."""

    days: tuple[SourceDays, ...] = ()
    faults: tuple[str, ...] = ()


FindGaps = Callable[[CrawlJob, State], Gaps]


@dataclass(frozen=True, slots=True)
class Session:
    """One run on one output: at most one at a time. Close it, or use it as a context manager.

    `holder` is whose name the leases are in. `lock` is for whoever records: archive, store and state take one call
    at a time. `documents` are the feeds and sitemaps that were read well, with the addresses each named. `find_gaps`
    is asked before the report is written, when everything is saved.
    """

    job: CrawlJob
    holder: str
    store: ObjectStore
    state: State
    ledger: UrlLedger
    recorder: Recorder
    pool: CleaningPool
    workers: int
    run_log: RunLog
    opened: ExitStack
    progress: Progress | None = None
    find_gaps: FindGaps | None = None
    documents: dict[str, tuple[SeenFeed, frozenset[str]]] = field(default_factory=dict)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    feed_texts: FeedTexts = field(default_factory=FeedTexts)
    run_end: RunEnd = field(default_factory=RunEnd)

    def end(self, ending: Ending, detail: str = "") -> bool:
        """Note why the run ends: the first cause counts (see `RunEnd`). Whether it was the first.

        Whoever drives the run brings it to its end; nothing new is to be begun from now on.
        """
        first = self.run_end.note(ending, detail)
        if ending in (Ending.FAILED, Ending.STORE_FAILED):
            log.log(logging.ERROR if first else logging.INFO, "the run ends: %s", detail)
        return first

    def count(self, item: FetchedPage, recorded: Recorded) -> None:
        """Count a page that was recorded, once, in ledger and progress."""
        if recorded.unwanted:
            self.ledger.defer([item.url])
            self.ledger.unsettled.add(item.url)
            return
        self.feed_texts.note(item)
        count = PageCount(
            recorded.outcomes, recorded.unchanged, item.fetched, size=item.size, updated=recorded.updated
        )
        if item.captured:
            self.ledger.count(item.source, count)
        else:
            self.ledger.finish(item.url, count)
        subject = item.page or next((o for o in item.outcomes if isinstance(o, Rejected)), None)
        if self.progress and subject:
            self.progress(subject, recorded.outcomes)

    @property
    def is_ending(self) -> bool:
        """Whether the run ends before everything is done."""
        return self.run_end.cause is not None

    @property
    def has_failed_store(self) -> bool:
        """Whether the store failed: nothing more is to be recorded."""
        cause = self.run_end.cause
        return cause is not None and cause.ending is Ending.STORE_FAILED

    @property
    def result(self) -> RunResult | None:
        """What the run came to; None until it is closed."""
        return self.run_end.result

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> RunResult:
        """Save everything, write the report, let go of the output; a second call only returns the result.

        A store that failed is not tried again: what was not saved will be asked for by the next run.
        """
        if self.run_end.result is None:
            with self.opened:
                self.run_end.result = self._close()
        return self.run_end.result

    def _close(self) -> RunResult:
        self.pool.close(now=True)
        self.ledger.defer_rest(self.is_ending)
        gaps = self._save()
        self._note_left()
        self.ledger.problems += [*self.feed_texts.list_problems(), *gaps.faults]
        summary = self.ledger.summarize(self.job.run, self.job.started, datetime.now(UTC))
        summary = replace(summary, days=gaps.days)
        report = None
        if not self.has_failed_store:
            try:
                report = write_report(summary, self.store)
                self.run_log.publish(self.store)
                self.state.finish_run(self.job.run, summary.finished, self._cause.choose_exit(summary))
            except StoreError as error:
                self.end(Ending.STORE_FAILED, str(error))
        return RunResult(self._cause, summary, report)

    @property
    def _cause(self) -> Cause:
        return self.run_end.cause or Cause(Ending.FINISHED)

    def _save(self) -> Gaps:
        """Save what is recorded, judge the sources by it, and find what is missing."""
        if self.has_failed_store:
            return Gaps()
        try:
            self.recorder.checkpoint()
            self.state.save(self._settled_documents())
            self._watch()
            return self.find_gaps(self.job, self.state) if self.find_gaps else Gaps()
        except StoreError as error:
            self.end(Ending.STORE_FAILED, str(error))
            return Gaps()

    def _watch(self) -> None:
        whole = self.job.limit is None and not self.is_ending
        broken = watch_sources(self.job, self.ledger.tallies, self.state, datetime.now(UTC), whole=whole)
        for source, lines in broken.items():
            for line in lines:
                self.ledger.fail(source, line)

    def _note_left(self) -> None:
        if self._cause.ending is Ending.FAILED:
            self.ledger.problems.append(f"the run ended early: {self._cause.detail}")
        if self.ledger.deferred and self.is_ending:
            self.ledger.problems.append(
                f"stopped: {self.ledger.deferred} addresses are left for the next run"
            )
        elif self.ledger.deferred:
            log.info("%d addresses are left for the next run", self.ledger.deferred)

    def _settled_documents(self) -> list[SeenFeed]:
        """Feeds and sitemaps of which every address is remembered: the next run may ask "changed since?".

        What was left, or could not be had, stays in the frontier. A document of which an address was not wanted
        is known for the days of this run alone: to others its answer "unchanged" would hide that address for ever.
        """
        unsettled, days = self.ledger.unsettled, self.job.days
        return [replace(row, days=days) if urls & unsettled else row for row, urls in self.documents.values()]
