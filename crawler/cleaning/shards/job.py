"""The clean job by shards: every file of the inputs through an engine, here or on a cluster, in the order of the files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from itertools import islice

from crawler.cleaning.job import CleanJob, Progress
from crawler.cleaning.shards.pool import Engine
from crawler.cleaning.shards.shard import InputFile, cut_shards
from crawler.cleaning.shards.worker import Recurring, Rows, ShardSettings
from crawler.cleaning.workers.values import CleanSettings, Result
from crawler.report import RunSummary
from crawler.report.summary import merge_sources

BATCH = 100  # results that are written together

Finished = Callable[[Sequence[InputFile], Rows], None]
"""Called when files are done and written, with what was counted in them."""


def clean_files(
    job: CleanJob,
    engine: Engine,
    files: Iterable[InputFile],
    write: Callable[[Sequence[Result]], None],
    progress: Progress = lambda page, outcomes: None,
    finished: Finished = lambda files, rows: None,
) -> RunSummary:
    """Clean every file and hand the results to `write` some at a time, in the order of the files.

    What comes out depends neither on the engine nor on its number of workers. Raises InputError and StoreError; what
    was written until then is whole.
    """
    started = datetime.now(UTC)
    total: Rows = ()
    of_files: Rows = ()
    for shard, rows, results in engine.run(cut_shards(files)):
        while batch := tuple(islice(results, BATCH)):
            write(batch)
            for result in batch:
                progress(None, result.outcomes)
        of_files = merge_sources((*of_files, *rows))
        if shard.last:
            finished(shard.files, of_files)
            total, of_files = merge_sources((*total, *of_files)), ()
    return RunSummary(job.provenance.run or "", started, datetime.now(UTC), total)


def tell_workers(job: CleanJob, learn: bool, recurring: Recurring | None) -> ShardSettings:
    """What the workers of a job need to know. Without `recurring` each shard learns from its own texts, if asked to."""
    setting = CleanSettings(job.rules, job.provenance, job.memory_mib, job.undo, job.sketch)
    return ShardSettings(setting, job.source, job.page_limit_seconds, learn, recurring)
