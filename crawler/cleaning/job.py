"""The clean job: inputs to articles in a store or on a stream, with a summary of what happened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TextIO

from cleaners.model import Article, Page, Provenance, Rejected, Rules, Stage
from crawler.cleaning.inputs import read_inputs
from crawler.cleaning.workers.pool import CleaningPool
from crawler.cleaning.workers.stream import clean_stream
from crawler.cleaning.workers.values import Outcomes, Result
from crawler.report import RunSummary, SourceSummary, count_outcomes
from crawler.report.summary import merge_sources
from crawler.store.articles.records import to_json_line, to_record

if TYPE_CHECKING:
    from crawler.articles.sink import ArticleSink

CHECKPOINT_EVERY = 1000  # articles
MERGE_EVERY = 500  # pages counted before their counts are added to the rest
Progress = Callable[[Page | Rejected | None, Outcomes], None]
"""Called for each page that is done, with what became of it; None for a text that was only read."""


@dataclass(frozen=True, slots=True)
class CleanJob:
    """What to clean and how: `workers` processes, `page_limit_seconds` a page, `memory_mib` a worker.

    With `undo` each text comes with what rebuilds it, with `sketch` each article with what it is compared by.
    """

    inputs: tuple[str, ...]
    rules: Rules
    provenance: Provenance
    source: str | None = None
    workers: int = 2
    page_limit_seconds: float = 10.0
    memory_mib: int = 1024
    undo: bool = False
    sketch: bool = False


def clean_inputs(
    job: CleanJob,
    pool: CleaningPool,
    write: Callable[[Result], None],
    progress: Progress = lambda page, outcomes: None,
) -> RunSummary:
    """Clean everything and hand the outcomes of each page to `write`, in the order of the inputs.

    Raises InputError for an input that does not exist, StoreError when `write` does; what was written until
    then is whole.
    """
    started = datetime.now(UTC)
    rows: tuple[SourceSummary, ...] = ()
    fresh: list[SourceSummary] = []
    pages = read_inputs(job.inputs, job.source, job.rules.max_bytes, job.rules.max_text_bytes)
    for page, result in clean_stream(pages, pool, job.workers):
        write(result)
        fresh += count_page(page, result.outcomes)
        if len(fresh) >= MERGE_EVERY:
            rows, fresh = merge_sources((*rows, *fresh)), []
        progress(page, result.outcomes)
    run = job.provenance.run or ""
    return RunSummary(run, started, datetime.now(UTC), merge_sources((*rows, *fresh)))


def open_pool(job: CleanJob) -> CleaningPool:
    """The workers of a job."""
    return CleaningPool(
        job.rules, job.provenance, job.workers, job.page_limit_seconds, job.memory_mib, job.undo, job.sketch
    )


def learn_inputs(job: CleanJob, pool: CleaningPool, progress: Progress) -> None:
    """Let the workers know what recurs in the texts of the inputs.

    Raises InputError for an input that does not exist.
    """

    def tell(texts: int) -> None:
        for _ in range(texts):
            progress(None, ())

    pool.learn(tell, job.inputs, job.source, job.rules)


def count_page(page: Page | Rejected, outcomes: Outcomes) -> list[SourceSummary]:
    """Counts of one page, by source; a file that could not be read or cleaned names itself as a failure."""
    rows = []
    fetched = isinstance(page, Page)
    for source in sorted({outcome.source or "file" for outcome in outcomes} or {page.source or "file"}):
        row = count_outcomes(source, [o for o in outcomes if (o.source or "file") == source])
        size = len(page.body) if isinstance(page, Page) else 0
        failed = tuple(describe(o) for o in outcomes if isinstance(o, Rejected) and is_failure(o))
        rows.append(replace(row, found=1, fetched=int(fetched), bytes=size, failed=failed))
    return rows


def is_failure(rejected: Rejected) -> bool:
    """Whether something went wrong, rather than the page being no article: such inputs end a run with 3."""
    return rejected.stage in (Stage.READ, Stage.DECODE) or str(rejected.reason) in ("timeout", "crashed")


def describe(rejected: Rejected) -> str:
    """One line for people: what, where, why."""
    where = rejected.input or rejected.url or "?"
    return f"{where}: {rejected.reason}: {rejected.detail or rejected.stage}"


def write_lines(stream: TextIO) -> Callable[[Result], None]:
    """A writer that prints one Article a line; rejected pages are counted, not printed."""

    def write(result: Result) -> None:
        for outcome in result.outcomes:
            if isinstance(outcome, Article):
                stream.write(to_json_line(to_record(outcome)).decode())

    return write


class StoreOutput:
    """Hands outcomes to a store, leaving out what is stored already; call `checkpoint` at the end."""

    def __init__(self, sink: ArticleSink) -> None:
        self._sink = sink

    def write(self, result: Result) -> None:
        """Store the outcomes of one page."""
        self.write_many((result,))

    def write_many(self, results: Sequence[Result]) -> None:
        """Store the outcomes of several pages: what is stored already is asked once for all of them."""
        kept = self._sink.look_up([result.outcomes for result in results], by_id=False)
        for result, outcomes in zip(results, kept, strict=True):
            self._sink.write(outcomes, result.sketches, result.undo)
        if self._sink.waiting >= CHECKPOINT_EVERY:
            self.checkpoint()

    def checkpoint(self) -> None:
        """Bring everything written so far to the store, then note it as stored."""
        self._sink.checkpoint()
