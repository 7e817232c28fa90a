"""Worker processes that clean pages, each page with a time and a memory limit.

A page that hangs in C code cannot be interrupted by a signal, so its process is killed and replaced; the page
becomes a `Rejected` and the next one is not affected.
"""

from __future__ import annotations

import multiprocessing
import resource
from collections.abc import Mapping
from concurrent.futures import Future, TimeoutError
from types import MappingProxyType, TracebackType
from typing import Any, Self

from pebble import ProcessExpired, ProcessPool

from cleaners.blocks.recurring import group_of
from cleaners.model import Outcome, Page, Provenance, Reason, Rejected, Rules, Stage
from cleaners.process import clean_page

Outcomes = tuple[Outcome, ...]
Recurring = Mapping[str, frozenset[int]]
NOTHING: frozenset[int] = frozenset()

_worker: dict[str, Any] = {}  # what every page of this worker process is cleaned with, set once at its start


def start_worker(rules: Rules, provenance: Provenance, recurring: Recurring, memory_mib: int) -> None:
    """Set up a worker process: its rules, what recurs, and a limit on its address space."""
    _worker["args"] = (rules, provenance, recurring)
    limit = memory_mib * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def clean_one(page: Page) -> Outcomes:
    """Clean one page in this worker process; a bug or an exhausted memory becomes a `Rejected`."""
    rules, provenance, recurring = _worker["args"]
    try:
        return clean_page(page, rules, provenance, recurring.get(group_of(page), NOTHING))
    except MemoryError:
        return (reject_page(page, provenance, Reason.CRASHED, "more memory than a page may take"),)
    except Exception as error:  # the worker loop: one bad page must not stop the others
        return (reject_page(page, provenance, Reason.CRASHED, f"{type(error).__name__}: {error}"[:200]),)


def clean_many(pages: tuple[Page, ...]) -> tuple[Outcomes, ...]:
    """Clean several pages in this worker process, in order."""
    return tuple(clean_one(page) for page in pages)


def reject_page(page: Page, provenance: Provenance, reason: Reason, detail: str) -> Rejected:
    """A `Rejected` of the cleaning stage for this page."""
    return Rejected(Stage.CLEAN, reason, page.url, page.input, page.source, detail, None, provenance.run)


class CleaningPool:
    """A pool of cleaning workers; use as a context manager or call `close`.

    `page_limit_seconds` is the time one page may take before its worker is killed, `memory_mib` the address
    space of a worker, `recurring` what recurs in the texts of each group (`group_of`). Workers come from a fork
    server, so that they hold no lock or socket of this process.
    """

    def __init__(
        self,
        rules: Rules,
        provenance: Provenance,
        workers: int = 2,
        page_limit_seconds: float = 10.0,
        memory_mib: int = 1024,
        recurring: Recurring = MappingProxyType({}),
    ) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["cleaners.process"])
        self._provenance = provenance
        self._limit = page_limit_seconds
        self._pool = ProcessPool(
            max_workers=workers,
            context=context,
            initializer=start_worker,
            initargs=(rules, provenance, dict(recurring), memory_mib),
        )

    def submit(self, page: Page) -> Future[Outcomes]:
        """Clean one page; the future never raises for a bad page: time-outs and crashes are `Rejected`."""
        result: Future[Outcomes] = Future()

        def finish(done: Future[Outcomes]) -> None:
            if not result.cancelled():
                result.set_result(self._outcomes(done, page))

        self._pool.schedule(clean_one, args=(page,), timeout=self._limit).add_done_callback(finish)
        return result

    def submit_many(self, pages: tuple[Page, ...]) -> Future[tuple[Outcomes, ...]]:
        """Clean a batch of pages in one worker; if the batch fails, each of its pages is run alone."""
        result: Future[tuple[Outcomes, ...]] = Future()

        def finish(done: Future[tuple[Outcomes, ...]]) -> None:
            try:
                result.set_result(done.result())
            except Exception:
                singles = [self.submit(page) for page in pages]
                waiting = len(singles)

                def collect(_: Future[Outcomes]) -> None:
                    nonlocal waiting
                    waiting -= 1
                    if waiting == 0:
                        result.set_result(tuple(single.result() for single in singles))

                for single in singles:
                    single.add_done_callback(collect)

        self._pool.schedule(clean_many, args=(pages,), timeout=self._limit).add_done_callback(finish)
        return result

    def _outcomes(self, done: Future[Outcomes], page: Page) -> Outcomes:
        try:
            return done.result()
        except TimeoutError:
            detail = f"cleaning took more than {self._limit:g} s"
            return (reject_page(page, self._provenance, Reason.TIMEOUT, detail),)
        except ProcessExpired as error:
            detail = f"the worker ended with code {error.exitcode}"
            return (reject_page(page, self._provenance, Reason.CRASHED, detail),)

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
