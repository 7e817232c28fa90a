"""The work of a run of cleaning: files through the workers, in order, written some at a time, and counted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from typing import TextIO

from cleaners.model import Article, Outcome, Page, Provenance, Rejected, Rules, Stage
from crawler.cleaning.inputs import InputFile
from crawler.cleaning.shards import cut_shards
from crawler.cleaning.workers.entry import LEARN, PRELOAD
from crawler.cleaning.workers.fork_server import start_fork_server
from crawler.cleaning.workers.pool import CleaningPool, Engine
from crawler.cleaning.workers.tasks import CleanSettings, Outcomes, Recurring, Result
from crawler.errors import InputError
from crawler.report import RunSummary, SourceSummary, count_outcomes
from crawler.report.summary import merge_sources
from crawler.store.articles.records import to_json_line, to_record

BATCH = 100  # results that are written together

Progress = Callable[[Page | Rejected | None, Outcomes], None]
"""Called for each page that is done, with what became of it; None for one that was read elsewhere."""

Rows = tuple[SourceSummary, ...]
Write = Callable[[Sequence[Result]], None]
Finished = Callable[[Sequence[InputFile], Rows], None]
"""Called when files are done and written, with what was counted in them."""


@dataclass(frozen=True, slots=True)
class CleanJob:
    """What to clean, how, and to where: `out` is a folder, an `s3://` prefix, or `-` for lines on stdout.

    `workers` processes, `page_limit_seconds` a page, `memory_mib` a worker. With `learn` the lines that recur across
    the texts are counted first. `engine` is `local` or `dask` (on the cluster of `scheduler`, or one of this
    machine). An `archive` is WARC files only: files that are done are left out, and the articles are compared with
    those of the store `against`.
    """

    inputs: tuple[str, ...]
    rules: Rules
    provenance: Provenance
    out: str = "-"
    formats: frozenset[str] = frozenset(("jsonl",))
    source: str | None = None
    workers: int = 2
    page_limit_seconds: float = 10.0
    memory_mib: int = 1024
    learn: bool = True
    engine: str = "local"
    scheduler: str | None = None
    archive: bool = False
    against: str | None = None

    @property
    def run(self) -> str:
        """Id of the run."""
        return self.provenance.run or ""


def clean_files(
    job: CleanJob,
    files: Iterable[InputFile],
    write: Write,
    progress: AbstractContextManager[Progress],
    learning: AbstractContextManager[Progress],
    finished: Finished = lambda files, rows: None,
) -> RunSummary:
    """Clean files and hand the results to `write` some at a time, in the order of the files.

    What comes out depends neither on the engine nor on its number of workers.
    """
    started = datetime.now(UTC)
    total: Rows = ()
    of_files: Rows = ()
    with open_engine(job, learn(job, learning)) as engine, progress as show:
        for shard, results in engine.run(cut_shards(files)):
            while batch := tuple(islice(results, BATCH)):
                write(batch)
                of_files = merge_sources((*of_files, *count_results(batch)))
                for result in batch:
                    show(None, result.outcomes)
            if shard.last:
                finished(shard.files, of_files)
                total, of_files = merge_sources((*total, *of_files)), ()
    return RunSummary(job.run, started, datetime.now(UTC), total)


def open_engine(job: CleanJob, recurring: Recurring | None) -> AbstractContextManager[Engine]:
    """The workers of a job."""
    to_store = job.out != "-"
    settings = CleanSettings(
        job.rules,
        job.provenance,
        job.page_limit_seconds,
        job.memory_mib,
        undo=to_store and "files" in job.formats,
        sketch=to_store,
        source=job.source,
        recurring=recurring,
    )
    if job.engine == "local":
        return CleaningPool(settings, job.workers)
    from crawler.cleaning.workers.dask import DaskEngine  # loads nothing of Dask before it is asked to

    return DaskEngine(settings, job.workers, job.scheduler)


def learn(job: CleanJob, learning: AbstractContextManager[Progress]) -> Recurring | None:
    """Count which lines recur in the texts of all inputs, in a process that is forked; None: in each shard of an archive.

    Raises InputError, StoreError.
    """
    if not job.learn or "remove_recurring_lines" not in job.rules.cleaners:
        return {}
    if job.archive:
        return None
    server = start_fork_server(PRELOAD)
    child = server.fork(LEARN, job.inputs, job.source, job.rules)
    try:
        with learning as show:
            while isinstance(answer := child.channel.receive(), int):
                for _ in range(answer):
                    show(None, ())
    except EOFError:
        raise InputError(
            "counting the lines that recur ended early: add --no-learn, or give it more memory"
        ) from None
    finally:
        child.channel.close()
        server.end(child.pid)
    if isinstance(answer, Exception):
        raise answer
    recurring: Recurring = answer
    return recurring


def count_results(results: Iterable[Result]) -> Rows:
    """Counts of pages, by source; a file that could not be read or cleaned names itself as a failure."""
    outcomes: dict[str, list[Outcome]] = defaultdict(list)
    found: Counter[str] = Counter()
    fetched: Counter[str] = Counter()
    size: Counter[str] = Counter()
    for result in results:
        for outcome in result.outcomes:
            outcomes[outcome.source or "file"].append(outcome)
        for source in {outcome.source or "file" for outcome in result.outcomes}:
            found[source] += 1
            fetched[source] += result.size is not None
            size[source] += result.size or 0
    return tuple(
        replace(
            count_outcomes(source, some),
            found=found[source],
            fetched=fetched[source],
            bytes=size[source],
            failed=tuple(
                dict.fromkeys(describe(o) for o in some if isinstance(o, Rejected) and is_failure(o))
            ),
        )
        for source, some in sorted(outcomes.items())
    )


def is_failure(rejected: Rejected) -> bool:
    """Whether something went wrong, rather than the page being no article: such inputs end a run with 3."""
    return rejected.stage in (Stage.READ, Stage.DECODE) or str(rejected.reason) in ("timeout", "crashed")


def describe(rejected: Rejected) -> str:
    """One line for people: what, where, why."""
    where = rejected.input or rejected.url or "?"
    return f"{where}: {rejected.reason}: {rejected.detail or rejected.stage}"


def write_lines(stream: TextIO) -> Write:
    """A writer that prints one Article a line; rejected pages are counted, not printed."""

    def write(results: Sequence[Result]) -> None:
        for result in results:
            for outcome in result.outcomes:
                if isinstance(outcome, Article):
                    stream.write(to_json_line(to_record(outcome)).decode())

    return write
