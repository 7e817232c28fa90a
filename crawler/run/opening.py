"""Opens the session of a run: takes its lock and its leases, and takes care of what killed runs left behind."""

from __future__ import annotations

import logging
import os
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path

from crawler.articles.clusters import open_clusters
from crawler.cleaning.workers import CleaningPool, CleanSettings
from crawler.errors import LockHeldError, StoreError
from crawler.run._runlog import RunLog
from crawler.run.job import CrawlJob
from crawler.run.ledger import UrlLedger
from crawler.run.recorder import Recorder
from crawler.run.session import FindGaps, Progress, Session
from crawler.state import State, lock_path, open_state, state_folder, state_url
from crawler.state.lock import hold_lock, name_holder
from crawler.store import ArticleWriter, ObjectStore, WarcArchive, open_store, recover_spool

SPOOL = "spool"
FORMATS = frozenset(("files", "parquet"))
NO_CONTACT = "crawl.toml: no contact under [identity]: site owners cannot reach you, and may block the crawl"

log = logging.getLogger(__name__)


def open_session(
    job: CrawlJob, progress: Progress | None = None, find_gaps: FindGaps | None = None
) -> Session:
    """Open everything that a run needs; a source that another machine crawls is not in the `job` of the session.

    Raises LockHeldError when another run holds the output, or other machines crawl all its sources; StoreError when
    store or state cannot be used. Whatever was opened until then is closed again.
    """
    folder = state_folder(job.out)
    with ExitStack() as stack:
        stack.enter_context(hold_lock(lock_path(job.out)))
        holder = name_holder(folder)
        run_log = stack.enter_context(RunLog(folder, job.run))
        store = open_store(job.out)
        store.check()
        state = stack.enter_context(open_state(job.settings.state or state_url(job.out)))
        job, ledger = _lease_sources(job, state, holder, stack)
        _resume(job, store, state, holder, ledger, folder)
        state.start_run(job.run, job.started, holder)
        archive = WarcArchive(store, job.run, folder / SPOOL)
        clusters = stack.enter_context(open_clusters(folder, store))
        writer = ArticleWriter(store, job.run, FORMATS, clusters)
        workers = job.settings.workers or len(os.sched_getaffinity(0))
        return Session(
            job=job,
            holder=holder,
            store=store,
            state=state,
            ledger=ledger,
            recorder=Recorder(job, state, archive, writer),
            pool=_open_pool(job, workers),
            workers=workers,
            run_log=run_log,
            opened=stack.pop_all(),
            progress=progress,
            find_gaps=find_gaps,
        )


def _lease_sources(job: CrawlJob, state: State, holder: str, stack: ExitStack) -> tuple[CrawlJob, UrlLedger]:
    """Take the leases of the job's sources; the job with those that could be had, and a ledger for them."""

    def release() -> None:
        with suppress(StoreError):  # a lease that cannot be given back ends by itself
            state.leases.release(holder)

    wanted = [source.id for source in job.sources]
    stack.callback(release)
    taken = state.leases.take(wanted, holder)
    others = state.leases.find_holders(set(wanted) - taken)
    if not taken:
        names = ", ".join(sorted(set(others.values()))) or "another machine"
        raise LockHeldError(f"{names} crawls all of {', '.join(wanted)}: wait for it, or name other sources")
    ledger = UrlLedger(sorted(taken))
    ledger.problems += [f"{name} is left to {who}, which crawls it" for name, who in others.items()]
    return replace(job, sources=tuple(source for source in job.sources if source.id in taken)), ledger


def _resume(
    job: CrawlJob, store: ObjectStore, state: State, holder: str, ledger: UrlLedger, folder: Path
) -> None:
    """Report what the runs before left behind, and take care of it."""
    if job.settings.contact is None:
        ledger.problems.append(NO_CONTACT)
    if state.problem:
        ledger.problems.append(state.problem)
    for run in state.find_unfinished(holder):
        ledger.problems.append(f"run {run} was killed: what it had left is taken over")
        state.finish_run(run, job.started, -1)
    if recovered := recover_spool(store, folder / SPOOL):
        log.info("Archived %d files that a killed run left behind", len(recovered))


def _open_pool(job: CrawlJob, workers: int) -> CleaningPool:
    settings = job.settings
    cleaning = CleanSettings(
        job.rules, job.provenance, settings.page_limit_seconds, settings.worker_memory_mib, sketch=True
    )
    return CleaningPool(cleaning, workers)
