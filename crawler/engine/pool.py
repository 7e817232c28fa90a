"""Worker processes that clean pages, each page with a time and a memory limit.

A page that hangs in C code cannot be interrupted by a signal, so its process is killed and replaced; the page
becomes a `Rejected` and the next one is not affected.
"""

from __future__ import annotations

import multiprocessing
from concurrent.futures import Future, TimeoutError
from types import MappingProxyType, TracebackType
from typing import Self

from pebble import ProcessExpired, ProcessPool

from cleaners.model import Page, Provenance, Reason, Rules
from crawler.engine.worker import (
    Outcomes,
    Recurring,
    Result,
    clean_many,
    clean_one,
    reject_page,
    start_worker,
)
from crawler.prefork import start_fork_server


class CleaningPool:
    """A pool of cleaning workers; use as a context manager or call `close`.

    `page_limit_seconds` is the time one page may take before its worker is killed, `memory_mib` the address
    space of a worker, `recurring` what recurs in the texts of each group (`group_of`); with `undo`
    texts come back with what rebuilds them. Workers come from a fork server, so that they hold no lock or socket
    of this process.
    """

    def __init__(
        self,
        rules: Rules,
        provenance: Provenance,
        workers: int = 2,
        page_limit_seconds: float = 10.0,
        memory_mib: int = 1024,
        recurring: Recurring = MappingProxyType({}),
        undo: bool = False,
    ) -> None:
        start_fork_server()
        self._provenance = provenance
        self._limit = page_limit_seconds
        self._pool = ProcessPool(
            max_workers=workers,
            context=multiprocessing.get_context("forkserver"),
            initializer=start_worker,
            initargs=(rules, provenance, dict(recurring), memory_mib, undo),
        )

    def submit(self, page: Page) -> Future[Outcomes]:
        """Clean one page; the future never raises for a bad page: time-outs and crashes are `Rejected`."""
        outcomes: Future[Outcomes] = Future()

        def finish(done: Future[Result]) -> None:
            if not outcomes.cancelled():
                outcomes.set_result(done.result().outcomes)

        self._submit(page).add_done_callback(finish)
        return outcomes

    def _submit(self, page: Page) -> Future[Result]:
        result: Future[Result] = Future()
        task = self._pool.schedule(clean_one, args=(page,), timeout=self._limit)
        task.add_done_callback(lambda done: result.set_result(self._result(done, page)))
        return result

    def submit_many(self, pages: tuple[Page, ...]) -> Future[tuple[Result, ...]]:
        """Clean a batch of pages in one worker; if the batch fails, each of its pages is run alone."""
        result: Future[tuple[Result, ...]] = Future()
        if len(pages) == 1:  # a page that failed alone is not tried again
            self._collect([self._submit(pages[0])], result)
            return result

        def finish(done: Future[tuple[Result, ...]]) -> None:
            try:
                result.set_result(done.result())
            except Exception:
                try:
                    self._collect([self._submit(page) for page in pages], result)
                except RuntimeError as error:  # no worker starts any more: say so instead of waiting for ever
                    result.set_exception(error)

        self._pool.schedule(clean_many, args=(pages,), timeout=self._limit).add_done_callback(finish)
        return result

    def _collect(self, singles: list[Future[Result]], result: Future[tuple[Result, ...]]) -> None:
        """Set the result once every page of a batch has its own."""
        waiting = len(singles)

        def collect(_: Future[Result]) -> None:
            nonlocal waiting
            waiting -= 1
            if waiting == 0:
                result.set_result(tuple(single.result() for single in singles))

        for single in singles:
            single.add_done_callback(collect)

    def _result(self, done: Future[Result], page: Page) -> Result:
        try:
            return done.result()
        except TimeoutError:
            detail = f"cleaning took more than {self._limit:g} s"
            return Result((reject_page(page, self._provenance, Reason.TIMEOUT, detail),))
        except ProcessExpired as error:
            detail = f"the worker ended with code {error.exitcode}"
            return Result((reject_page(page, self._provenance, Reason.CRASHED, detail),))

    def close(self, now: bool = False) -> None:
        """Wait for the work under way and end the workers; `now` drops it instead."""
        if now:
            self._pool.stop()  # type: ignore[no-untyped-call]
        else:
            self._pool.close()  # type: ignore[no-untyped-call]
        self._pool.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close(now=error is not None)
