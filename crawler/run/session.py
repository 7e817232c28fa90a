"""What a run holds open: lock, store, state, archive, workers; and how it ends."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from cleaners.model import Outcome, Page, Rejected
from crawler.articles.clusters import open_clusters
from crawler.cleaning.workers import CleaningPool
from crawler.errors import Exit, LockHeldError, StoreError
from crawler.report import RunSummary, write_report
from crawler.run.feed_texts import FeedTexts
from crawler.run.job import CrawlJob
from crawler.run.ledger import UrlLedger
from crawler.run.recorder import Recorder
from crawler.run.runlog import RunLog
from crawler.run.watching import watch_sources
from crawler.state import SeenFeed, lock_path, open_state, state_folder, state_url
from crawler.state.lock import hold_lock, name_holder
from crawler.store import ArticleWriter, WarcArchive, open_store, recover_spool

SPOOL = "spool"
FORMATS = frozenset(("files", "parquet"))
NO_CONTACT = "crawl.toml: no contact under [identity]: site owners cannot reach you, and may block the crawl"

log = logging.getLogger(__name__)
Progress = Callable[[Page | Rejected, tuple[Outcome, ...]], None]


class Session:
    """One run on one output: at most one at a time. Close it, or use it as a context manager.

    `stopped` says that somebody ended the run, `failure` that something else did, and what.

    Opening raises LockHeldError when another run holds the output, or other machines crawl all its sources;
    StoreError when store or state cannot be used. A source that another machine crawls is not in `job.sources`.
    `holder` is whose name the leases are in. `lock` is for whoever records: archive, store and state take one call at a time.
    """

    def __init__(self, job: CrawlJob, progress: Progress | None = None) -> None:
        self.job = job
        self.progress = progress
        self.documents: dict[str, tuple[SeenFeed, frozenset[str]]] = {}
        self.lock = asyncio.Lock()
        self.feed_texts = FeedTexts()
        self.stopped = False
        self.failure: str | None = None
        self.ending: asyncio.Future[None] | None = None
        self.store_error: StoreError | None = None
        self.summary: RunSummary | None = None
        self.report: str | None = None
        self.exit_code: int | None = None
        with ExitStack() as stack:
            self._open(stack)
            self._stack = stack.pop_all()

    def _open(self, stack: ExitStack) -> None:
        job, folder = self.job, state_folder(self.job.out)
        stack.enter_context(hold_lock(lock_path(job.out)))
        self.holder = name_holder(folder)
        self._log = stack.enter_context(RunLog(folder, job.run))
        self.store = open_store(job.out)
        self.store.check()
        self.state = stack.enter_context(open_state(job.settings.state or state_url(job.out)))
        job = self.job = self._lease(stack)
        self._resume(folder)
        self.state.start_run(job.run, job.started, self.holder)
        archive = WarcArchive(self.store, job.run, folder / SPOOL)
        clusters = stack.enter_context(open_clusters(folder, self.store))
        writer = ArticleWriter(self.store, job.run, FORMATS, clusters)
        self.recorder = Recorder(job, self.state, archive, writer)
        self.workers = job.settings.workers or len(os.sched_getaffinity(0))
        self.pool = CleaningPool(
            job.rules,
            job.provenance,
            self.workers,
            job.settings.page_limit_seconds,
            job.settings.worker_memory_mib,
            sketch=True,
        )

    def _lease(self, stack: ExitStack) -> CrawlJob:
        """Take the leases of the job's sources; the job with those that could be had."""
        wanted = [source.id for source in self.job.sources]
        stack.callback(self._release)
        taken = self.state.leases.take(wanted, self.holder)
        others = self.state.leases.find_holders(set(wanted) - taken)
        if not taken:
            names = ", ".join(sorted(set(others.values()))) or "another machine"
            raise LockHeldError(
                f"{names} crawls all of {', '.join(wanted)}: wait for it, or name other sources"
            )
        self.ledger = UrlLedger(sorted(taken))
        self.ledger.problems += [f"{name} is left to {who}, which crawls it" for name, who in others.items()]
        return replace(self.job, sources=tuple(source for source in self.job.sources if source.id in taken))

    def _release(self) -> None:
        with suppress(StoreError):  # a lease that cannot be given back ends by itself
            self.state.leases.release(self.holder)

    def _resume(self, folder: Path) -> None:
        """Say what the runs before left behind, and take care of it."""
        if self.job.settings.contact is None:
            self.ledger.problems.append(NO_CONTACT)
        if self.state.problem:
            self.ledger.problems.append(self.state.problem)
        for run in self.state.find_unfinished(self.holder):
            self.ledger.problems.append(f"run {run} was killed: what it had left is taken over")
            self.state.finish_run(run, self.job.started, -1)
        if recovered := recover_spool(self.store, folder / SPOOL):
            log.info("Archived %d files that a killed run left behind", len(recovered))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Save everything, write the report, let go of the output; a second call does nothing.

        Sets `summary`, `report` (where it lies) and `exit_code`. A store that failed is not tried again: what
        was not saved will be asked for by the next run.
        """
        if self.exit_code is not None:
            return
        with self._stack:
            self.pool.close(now=True)
            self.ledger.leave_rest(self.stopped or self.store_error is not None or self.failure is not None)
            try:
                if self.store_error is None:
                    self.recorder.checkpoint()
                    self.state.save(self._settled_documents())
                    self._watch()
            except StoreError as error:
                self.store_error = error
            self._note_left()
            self.ledger.problems += self.feed_texts.tell()
            self.summary = self.ledger.summarize(self.job.run, self.job.started, datetime.now(UTC))
            self.exit_code = self._report(self.summary)

    def _watch(self) -> None:
        job = self.job
        part = job.limit is not None or self.stopped or self.failure is not None
        broken = watch_sources(job, self.ledger.tallies, self.state, datetime.now(UTC), whole=not part)
        for source, lines in broken.items():
            for line in lines:
                self.ledger.fail(source, line)

    def _note_left(self) -> None:
        if self.failure:
            self.ledger.problems.append(f"the run ended early: {self.failure}")
        if self.ledger.left and (self.stopped or self.store_error or self.failure):
            self.ledger.problems.append(f"stopped: {self.ledger.left} addresses are left for the next run")
        elif self.ledger.left:
            log.info("%d addresses are left for the next run", self.ledger.left)

    def _report(self, summary: RunSummary) -> int:
        code = Exit.FAILED if summary.failed_sources or self.failure else Exit.OK
        if self.store_error is None:
            try:
                self.report = write_report(summary, self.store)
                self._log.publish(self.store)
                self.state.finish_run(self.job.run, summary.finished, code)
            except StoreError as error:
                self.store_error = error
        return code if self.store_error is None else Exit.STORE

    def _settled_documents(self) -> list[SeenFeed]:
        """Feeds and sitemaps of which every address is remembered: the next run may ask "changed since?".

        What was left, or could not be had, stays in the frontier. A document of which an address was not wanted
        is known for the days of this run alone: to others its answer "unchanged" would hide that address for ever.
        """
        unsettled, days = self.ledger.unsettled, self.job.days
        return [replace(row, days=days) if urls & unsettled else row for row, urls in self.documents.values()]
