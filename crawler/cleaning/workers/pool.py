"""Worker processes that clean pages, each page with a time and a memory limit.

A page that hangs in C code cannot be interrupted by a signal, so its process is killed and replaced; the page
becomes a `Rejected` and the next one is not affected.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, InvalidStateError
from contextlib import ExitStack, suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Any, NamedTuple, Protocol, Self

from cleaners.model import Page, Rejected
from crawler.cleaning.shards import Shard
from crawler.cleaning.workers.entry import PRELOAD
from crawler.cleaning.workers.fork_server import start_fork_server
from crawler.cleaning.workers.spool import open_spool_folder, read_spool
from crawler.cleaning.workers.tasks import MIB, CleanSettings, Outcomes, Result
from crawler.cleaning.workers.worker import StoppedError, Worker

AHEAD = 2  # shards that a worker may have begun or finished before the one whose results are next
UNDER_WAY = 4  # pages a worker has waiting
BYTES_UNDER_WAY = 32 * MIB  # above it, no more than one page waits for each worker


class CleanedShard(NamedTuple):
    """A shard and the results of its pages, which can be gone through once."""

    shard: Shard
    results: Iterator[Result]


class Engine(Protocol):
    """Whoever cleans shards, here or elsewhere."""

    def run(self, shards: Iterable[Shard]) -> Iterator[CleanedShard]:
        """Clean shards as they come; each in its turn, in the order given."""


class Job(NamedTuple):
    """Work that waits for a worker, and where its result goes."""

    work: Callable[[Worker], Any]
    result: Future[Any]


class CleaningPool:
    """So many worker processes of this machine; use as a context manager or call `close`.

    They are forked from a server (`fork_server`), so that they hold no lock or socket of this process. What is cleaned
    first is begun first; a page or a shard of them does not wait for the results of another.
    """

    def __init__(self, settings: CleanSettings, workers: int = 2) -> None:
        server = start_fork_server(PRELOAD)
        self._stack = ExitStack()
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._workers = [Worker(server, settings) for _ in range(workers)]
        self._threads = [
            threading.Thread(target=self._serve, args=(worker,), daemon=True) for worker in self._workers
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, page: Page) -> Future[Outcomes]:
        """Clean one page; the future never raises for a bad page: time-outs and crashes are `Rejected`."""
        return self._submit(lambda worker: worker.clean_pages((page,))[0].outcomes)

    def submit_many(self, pages: tuple[Page, ...]) -> Future[tuple[Result, ...]]:
        """Clean a batch of pages in one worker, with a result for each."""
        return self._submit(lambda worker: worker.clean_pages(pages))

    def run(self, shards: Iterable[Shard]) -> Iterator[CleanedShard]:
        """Clean shards as they come; each in its turn, in the order given. Raises what `Worker.clean_shard` does.

        Finished shards wait for their turn on disk: memory does not grow with them.
        """
        folder = self._stack.enter_context(open_spool_folder())
        waiting: deque[tuple[Shard, Path, Future[None]]] = deque()
        for number, shard in enumerate(shards):
            spool = folder / f"{number}.results"
            waiting.append((shard, spool, self._submit_shard(shard, spool)))
            if len(waiting) > AHEAD * len(self._workers):
                yield finish_shard(*waiting.popleft())
        while waiting:
            yield finish_shard(*waiting.popleft())

    def close(self, now: bool = False) -> None:
        """Wait for the work under way and end the workers; `now` drops it instead."""
        if now:
            with suppress(Empty):
                while job := self._jobs.get_nowait():
                    job.result.cancel()
            for worker in self._workers:
                worker.stop()
        for _ in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            thread.join()
        self._stack.close()

    def _submit_shard(self, shard: Shard, spool: Path) -> Future[None]:
        return self._submit(lambda worker: worker.clean_shard(shard, spool))

    def _submit(self, work: Callable[[Worker], Any]) -> Future[Any]:
        job = Job(work, Future())
        self._jobs.put(job)
        return job.result

    def _serve(self, worker: Worker) -> None:
        """Give one worker its jobs, until there are no more."""
        while job := self._jobs.get():
            with suppress(InvalidStateError):  # whoever asked has given up
                try:
                    job.result.set_result(job.work(worker))
                except InvalidStateError:
                    raise
                except StoppedError:
                    job.result.cancel()
                except Exception as error:
                    job.result.set_exception(error)
        with suppress(EOFError):
            worker.end()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close(now=error is not None)


def finish_shard(shard: Shard, spool: Path, done: Future[None]) -> CleanedShard:
    """A shard with its results, once it is done."""
    done.result()
    return CleanedShard(shard, read_spool(spool))


def clean_stream(
    pages: Iterable[Page | Rejected], pool: CleaningPool, workers: int
) -> Iterator[tuple[Page | Rejected, Result]]:
    """Clean pages as they come, a bounded number at once; yields each with what became of it, in the order of the input.

    A `Rejected` in the input passes through.
    """
    waiting: deque[tuple[Page | Rejected, Future[tuple[Result, ...]] | None]] = deque()

    def finish() -> tuple[Page | Rejected, Result]:
        page, future = waiting.popleft()
        return page, future.result()[0] if future else Result((page,))  # type: ignore[arg-type]

    for page in pages:
        waiting.append((page, pool.submit_many((page,)) if isinstance(page, Page) else None))
        while len(waiting) > workers * (1 if size_of(waiting) > BYTES_UNDER_WAY else UNDER_WAY):
            yield finish()
    while waiting:
        yield finish()


def size_of(waiting: Iterable[tuple[Page | Rejected, object]]) -> int:
    """Bytes of the pages that wait."""
    return sum(len(page.body) for page, _ in waiting if isinstance(page, Page))
