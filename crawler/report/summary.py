"""What a run did, in numbers: frozen values that add up, whoever counted them and in whatever order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from functools import reduce
from hashlib import sha256

from cleaners.model import Article, Outcome, Rejected, as_plain
from crawler.report.changes import Changes
from crawler.report.days import SourceDays
from crawler.report.sample import ArticleSample, sample_article, sample_rejected

SCHEMA = "report/1"

SAMPLE_SIZE = 3
"""Articles a source that a report shows: enough to see a pattern, few enough to read."""

Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class SourceSummary:
    """Counts of one source in one run; a number left out is zero.

    `found` candidates, `fetched` responses (for files: pages read), `unchanged` pages seen before, `off_beat` those
    not asked for because their announcement names nothing of the source's beat, `updated` those
    of the `articles` that are new versions of stored ones, `rejected`
    pages by reason, `removed` pieces and `repairs` by cleaner, `bytes` fetched, `failed` what went wrong with
    the source as a whole, `unfit` articles that none of the source's templates fitted, `read_by` articles of pages by
    who chose their blocks: `template`, `body model`, `body model and trafilatura` (asked in doubt) ... The samples
    are for people to review.
    """

    source: str
    found: int = 0
    fetched: int = 0
    unchanged: int = 0
    articles: int = 0
    updated: int = 0
    rejected: Counts = field(default_factory=dict)
    removed: Counts = field(default_factory=dict)
    repairs: Counts = field(default_factory=dict)
    bytes: int = 0
    failed: tuple[str, ...] = ()
    unfit: int = 0
    read_by: Counts = field(default_factory=dict)
    off_beat: int = 0
    articles_sample: tuple[ArticleSample, ...] = ()
    rejected_sample: tuple[Rejected, ...] = ()

    def merge(self, other: SourceSummary) -> SourceSummary:
        """Add up two counts of the same source, as a new value."""
        return SourceSummary(
            source=self.source,
            found=self.found + other.found,
            fetched=self.fetched + other.fetched,
            unchanged=self.unchanged + other.unchanged,
            articles=self.articles + other.articles,
            updated=self.updated + other.updated,
            rejected=_add(self.rejected, other.rejected),
            removed=_add(self.removed, other.removed),
            repairs=_add(self.repairs, other.repairs),
            bytes=self.bytes + other.bytes,
            failed=tuple(dict.fromkeys(self.failed + other.failed)),
            unfit=self.unfit + other.unfit,
            read_by=_add(self.read_by, other.read_by),
            off_beat=self.off_beat + other.off_beat,
            articles_sample=_choose_articles(self.articles_sample + other.articles_sample),
            rejected_sample=_choose_rejected(self.rejected_sample + other.rejected_sample),
        )


@dataclass(frozen=True, slots=True)
class RunSummary:
    """One run: when (times carry a zone), its sources sorted by id, and `problems` of the run as a whole.

    `days` says what the store holds of the days that a backfill asked for, `changes` how the articles of an archive
    that was cleaned again differ from those of before.
    """

    run: str
    started: datetime
    finished: datetime
    sources: tuple[SourceSummary, ...] = ()
    problems: tuple[str, ...] = ()
    days: tuple[SourceDays, ...] = ()
    changes: Changes | None = None

    def __post_init__(self) -> None:
        if self.started.tzinfo is None or self.finished.tzinfo is None:
            raise ValueError("RunSummary needs times with a zone: use datetime.now(UTC)")

    @property
    def total(self) -> SourceSummary:
        """All sources added up, without samples, under the name `all`."""
        rows = (replace(row, articles_sample=(), rejected_sample=()) for row in self.sources)
        return reduce(SourceSummary.merge, rows, SourceSummary("all"))

    @property
    def failed_sources(self) -> tuple[str, ...]:
        """Ids of the sources that failed: with one of them, a run ends with exit code 3."""
        return tuple(row.source for row in self.sources if row.failed)

    @property
    def warnings(self) -> tuple[str, ...]:
        """A line for each source whose pages changed: no failure, since they were read the general way."""
        return tuple(
            f"{row.source}: {row.unfit:,} of {row.articles:,} articles no longer fit its templates and were read the "
            f"general way: khyber sources learn {row.source}"
            for row in self.sources
            if row.unfit
        )

    def merge(self, other: RunSummary) -> RunSummary:
        """Add up two parts of one run, as a new value; ValueError when they are of different runs."""
        if self.run != other.run:
            raise ValueError(f"cannot merge run {self.run} with run {other.run}: merge parts of one run only")
        return RunSummary(
            run=self.run,
            started=min(self.started, other.started),
            finished=max(self.finished, other.finished),
            sources=merge_sources(self.sources + other.sources),
            problems=tuple(dict.fromkeys(self.problems + other.problems)),
            days=self.days or other.days,
            changes=self.changes or other.changes,
        )

    def to_dict(self) -> dict[str, object]:
        """The JSON object of `runs/<run>/report.json`; `total` adds up the sources."""
        return {
            "schema": SCHEMA,
            "run": self.run,
            "started": self.started.isoformat(),
            "finished": self.finished.isoformat(),
            "total": {key: value for key, value in _plain(self.total).items() if not key.endswith("_sample")},
            "sources": [_plain(row) for row in self.sources],
            "problems": list(self.problems),
            "days": [_plain(row) for row in self.days],
            "changes": self.changes and _plain(self.changes),
        }


def count_outcomes(source: str, outcomes: Iterable[Outcome]) -> SourceSummary:
    """Count what became of pages: articles with what was taken out of them, rejected pages by reason.

    >>> from cleaners.model import Reason, Removed, Stage
    >>> article = Article("1", "1", "a", ("Text.",), removed=(Removed("Share", "remove_share_bars", "bar"),))
    >>> row = count_outcomes("a", [article, Rejected(Stage.FETCH, Reason.TIMEOUT)])
    >>> row.articles, row.removed, row.rejected
    (1, {'remove_share_bars': 1}, {'timeout': 1})
    """
    kept = tuple(outcomes)
    articles = [outcome for outcome in kept if isinstance(outcome, Article)]
    rejected = [outcome for outcome in kept if isinstance(outcome, Rejected)]
    repairs: Counter[str] = Counter()
    for article in articles:
        repairs.update({repair.cleaner: repair.count for repair in article.repairs})
    return SourceSummary(
        source=source,
        articles=len(articles),
        rejected=dict(Counter(str(page.reason) for page in rejected)),
        removed=dict(Counter(piece.cleaner for article in articles for piece in article.removed)),
        repairs=dict(repairs),
        unfit=sum(article.unfit is not None for article in articles),
        read_by=dict(Counter(_name_reader(article.read_by) for article in articles if article.read_by)),
        articles_sample=_choose_articles(map(sample_article, articles)),
        rejected_sample=_choose_rejected(map(sample_rejected, rejected)),
    )


def merge_sources(rows: Iterable[SourceSummary]) -> tuple[SourceSummary, ...]:
    """Add up the rows of each source; one row a source, sorted by id.

    >>> rows = [SourceSummary("b", found=1), SourceSummary("a"), SourceSummary("b", found=2)]
    >>> [(row.source, row.found) for row in merge_sources(rows)]
    [('a', 0), ('b', 3)]
    """
    merged: dict[str, SourceSummary] = {}
    for row in rows:
        merged[row.source] = merged[row.source].merge(row) if row.source in merged else row
    return tuple(merged[source] for source in sorted(merged))


def _name_reader(by: str) -> str:
    return "template" if by.startswith("template ") else by  # a source has several, which are numbered


def _add(one: Counts, other: Counts) -> Counts:
    return dict(sorted((Counter(one) + Counter(other)).items()))


def _choose_articles(samples: Iterable[ArticleSample]) -> tuple[ArticleSample, ...]:
    # Ids are hash values: the smallest are a random choice that does not depend on the order of the pages.
    # Where nothing was removed there is little to review.
    unique = dict.fromkeys(samples)
    ordered = sorted(unique, key=lambda sample: (not sample.removed, sample.id, sample.opening))
    return tuple(ordered[:SAMPLE_SIZE])


def _choose_rejected(pages: Iterable[Rejected]) -> tuple[Rejected, ...]:
    # One page a reason shows more than many of the commonest.
    chosen: dict[str, Rejected] = {}
    for page in sorted(pages, key=lambda page: sha256(repr(page).encode("utf-8", "replace")).digest()):
        chosen.setdefault(str(page.reason), page)
    return tuple(chosen[reason] for reason in sorted(chosen))


def _plain(row: SourceSummary | SourceDays | Changes) -> dict[str, object]:
    plain = {f.name: getattr(row, f.name) for f in fields(row)}
    return {
        key: dict(value) if isinstance(value, Mapping) else as_plain(value) for key, value in plain.items()
    }
