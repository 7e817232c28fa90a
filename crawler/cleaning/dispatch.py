"""Cleaning by shards, as the command line asks for it: on which engine, with what learned, to where."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace

from crawler.articles.query.parts import holds_articles
from crawler.cleaning.archive.run import find_former, name_archive_run, reclean_archive
from crawler.cleaning.arguments import CleanArguments
from crawler.cleaning.job import CleanJob, StoreOutput, write_lines
from crawler.cleaning.output import fill_store
from crawler.cleaning.progress import show_progress
from crawler.cleaning.shards.job import clean_files, tell_workers
from crawler.cleaning.shards.pool import Engine, ShardPool
from crawler.cleaning.shards.shard import list_files
from crawler.cleaning.shards.worker import Recurring
from crawler.cleaning.workers.values import Result
from crawler.report import RunSummary
from crawler.store import open_store

NOTHING = "none"  # of --against


def clean_by_shards(
    job: CleanJob, told: CleanArguments, formats: frozenset[str], archives: bool
) -> RunSummary:
    """Clean what `told` names; `archives` says that it is WARC files and nothing else.

    Raises ValueError for a wrong option, InputError, StoreError, LockHeldError.
    """
    learn = told.learn and "remove_recurring_lines" in job.rules.cleaners
    recurring: Recurring | None = None if archives else learn_all(job) if learn else {}

    def open_engine(job: CleanJob) -> AbstractContextManager[Engine]:
        setting = tell_workers(job, learn, recurring)
        if told.engine == "local":
            return ShardPool(setting, job.workers)
        from crawler.cleaning.shards.dask import DaskEngine  # loads nothing of Dask before it is asked to

        return DaskEngine(setting, job.workers, told.scheduler)

    if archives and told.out != "-":
        against = choose_former(told) if "parquet" in formats else None
        run = name_archive_run(job.provenance.run or "")
        job = replace(job, provenance=replace(job.provenance, run=run))
        return reclean_archive(job, open_engine, told.out, formats, against, learn, show_progress("clean"))
    if told.out == "-":
        write = write_lines(sys.stdout)

        def write_many(batch: Sequence[Result]) -> None:
            for result in batch:
                write(result)

        with open_engine(job) as engine, show_progress("clean") as progress:
            summary = clean_files(job, engine, list_files(job.inputs), write_many, progress)
        sys.stdout.flush()
        return summary

    def work(output: StoreOutput) -> RunSummary:
        with open_engine(job) as engine, show_progress("clean") as progress:
            return clean_files(job, engine, list_files(job.inputs), output.write_many, progress)

    return fill_store(told.out, job.provenance.run or "", formats, work)


def learn_all(job: CleanJob) -> Recurring:
    """Count what recurs in the texts of all inputs."""
    from crawler.cleaning.recurring.learn import learn_recurring

    with show_progress("learn") as progress:
        return learn_recurring(job.inputs, job.source, job.rules, lambda page: progress(page, ()))


def choose_former(told: CleanArguments) -> str | None:
    """The store to compare with. Raises ValueError when the one that was named holds no articles."""
    if told.against is None:
        return find_former(told.inputs)
    if told.against == NOTHING:
        return None
    if not holds_articles(open_store(told.against)):
        raise ValueError(f"--against {told.against}: holds no articles: name a store that does, or {NOTHING}")
    return told.against
