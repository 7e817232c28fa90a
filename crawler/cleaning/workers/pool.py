"""Worker processes that clean pages, each page with a time and a memory limit.

A page that hangs in C code cannot be interrupted by a signal, so its process is killed and replaced; the page
becomes a `Rejected` and the next one is not affected.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import NamedTuple, Self

from cleaners.model import Page, Provenance, Rules
from crawler.cleaning.workers.fork_server import ForkServer, start_fork_server
from crawler.cleaning.workers.slot import Slot
from crawler.cleaning.workers.values import CleanSettings, Outcomes, Result

SERVE = "crawler.cleaning.workers.fork_server.serve_group"
LEARN = "crawler.cleaning.workers.worker.learn"


class Task(NamedTuple):
    """Pages that wait for a worker, and where their results go."""

    pages: tuple[Page, ...]
    results: Future[tuple[Result, ...]]


class CleaningPool:
    """A pool of cleaning workers; use as a context manager or call `close`.

    `page_limit_seconds` is the time one page may take before its worker is killed (a text above the size limit of
    pages gets more, by its size), `memory_mib` the address space of a worker; with `undo` texts come back with
    what rebuilds them, with `sketch` articles with what they are compared by. Workers are forked from a server of the
    pool, so that they hold no lock or socket of this process and know what the pool has learned.
    """

    def __init__(
        self,
        rules: Rules,
        provenance: Provenance,
        workers: int = 2,
        page_limit_seconds: float = 10.0,
        memory_mib: int = 1024,
        undo: bool = False,
        sketch: bool = False,
    ) -> None:
        self._parent = start_fork_server()
        pid, channel = self._parent.fork(SERVE)
        self._pid, self._server = pid, ForkServer(channel)
        self._closing = False
        self._tasks: SimpleQueue[Task | None] = SimpleQueue()
        setting = CleanSettings(rules, provenance, memory_mib, undo, sketch)
        slots = [Slot(self._server, setting, page_limit_seconds) for _ in range(workers)]
        self._threads = [threading.Thread(target=self._work, args=(slot,), daemon=True) for slot in slots]
        for thread in self._threads:
            thread.start()

    def learn(
        self, tell: Callable[[int], None], inputs: tuple[str, ...], source: str | None, rules: Rules
    ) -> None:
        """Count what recurs in the texts of the inputs, before any page is submitted; workers then know it.

        `tell` is called now and then with the number of texts read since. Raises InputError for an input that
        does not exist.
        """
        self._server.call(tell, LEARN, inputs, source, rules)

    def submit(self, page: Page) -> Future[Outcomes]:
        """Clean one page; the future never raises for a bad page: time-outs and crashes are `Rejected`."""
        outcomes: Future[Outcomes] = Future()

        def finish(done: Future[tuple[Result, ...]]) -> None:
            with suppress(InvalidStateError):  # whoever asked has given up
                if done.cancelled():
                    outcomes.cancel()
                elif error := done.exception():
                    outcomes.set_exception(error)
                else:
                    outcomes.set_result(done.result()[0].outcomes)

        self.submit_many((page,)).add_done_callback(finish)
        return outcomes

    def submit_many(self, pages: tuple[Page, ...]) -> Future[tuple[Result, ...]]:
        """Clean a batch of pages in one worker, with a result for each."""
        task = Task(pages, Future())
        self._tasks.put(task)
        return task.results

    def close(self, now: bool = False) -> None:
        """Wait for the work under way and end the workers; `now` drops it instead."""
        self._closing = now
        if now:
            with suppress(Empty):
                while task := self._tasks.get_nowait():
                    task.results.cancel()
            self._server.close()  # which kills the workers
        for _ in self._threads:
            self._tasks.put(None)
        for thread in self._threads:
            thread.join()
        self._server.close()
        with suppress(EOFError, ProcessLookupError, KeyError):  # KeyError: closed before
            (self._parent.end if now else self._parent.wait)(self._pid)

    def _work(self, slot: Slot) -> None:
        """Give one slot its tasks, until there are no more."""
        while task := self._tasks.get():
            try:
                results = slot.clean(task.pages)
            except Exception as error:
                with suppress(InvalidStateError):
                    if self._closing:
                        task.results.cancel()
                    else:
                        task.results.set_exception(RuntimeError(f"no worker process can be started: {error}"))
            else:
                with suppress(InvalidStateError):
                    task.results.set_result(results)
        with suppress(EOFError):
            slot.end()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close(now=error is not None)
