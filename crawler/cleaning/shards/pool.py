"""Shards through worker processes of this machine, results in the order of the shards."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import NamedTuple, Protocol, Self

from crawler.cleaning.shards.shard import Shard
from crawler.cleaning.shards.slot import ShardSlot
from crawler.cleaning.shards.worker import Rows, ShardSettings, read_results
from crawler.cleaning.workers.fork_server import start_fork_server
from crawler.cleaning.workers.values import Result
from crawler.errors import LockHeldError, StoreError
from crawler.state.lock import hold_lock
from crawler.store.disk import report_disk_errors

PREFIX, LOCK = "khyber-shards-", "lock"
ORPHAN_SECONDS = 3600.0
WAITING = 2  # shards that a worker may have begun or finished ahead of the one that is next to be written


class Cleaned(NamedTuple):
    """A shard with its counts and its results, which can be gone through once."""

    shard: Shard
    rows: Rows
    results: Iterator[Result]


class Engine(Protocol):
    """Whoever cleans shards, here or elsewhere."""

    def run(self, shards: Iterable[Shard]) -> Iterator[Cleaned]:
        """Clean shards as they come; each in its turn, in the order given."""


class ShardPool:
    """Cleans shards in so many worker processes of this machine; use as a context manager.

    Finished shards wait for their turn on disk: memory does not grow with them.
    """

    def __init__(self, told: ShardSettings, workers: int) -> None:
        self._stack = ExitStack()
        with report_disk_errors("write", f"a temporary folder in {tempfile.gettempdir()}"):
            sweep_orphans()
            self._folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix=PREFIX)))
            self._stack.enter_context(hold_lock(self._folder / LOCK))
        server = start_fork_server()
        self._slots = [ShardSlot(server, told) for _ in range(workers)]
        self._free: SimpleQueue[ShardSlot] = SimpleQueue()
        for slot in self._slots:
            self._free.put(slot)
        self._threads = ThreadPoolExecutor(workers)

    def run(self, shards: Iterable[Shard]) -> Iterator[Cleaned]:
        """Clean shards as they come; each in its turn, in the order given. Raises what `ShardSlot.clean` does."""
        waiting: deque[tuple[Shard, Path, Future[Rows]]] = deque()
        for number, shard in enumerate(shards):
            spool = self._folder / f"{number}.results"
            waiting.append((shard, spool, self._threads.submit(self._clean, shard, spool)))
            if len(waiting) > WAITING * len(self._slots):
                yield self._finish(*waiting.popleft())
        while waiting:
            yield self._finish(*waiting.popleft())

    def close(self) -> None:
        """End the workers, whatever they are at."""
        for slot in self._slots:
            slot.stop()
        self._threads.shutdown(cancel_futures=True)
        for slot in self._slots:
            slot.end()
        self._stack.close()

    def _clean(self, shard: Shard, spool: Path) -> Rows:
        slot = self._free.get()
        try:
            return slot.clean(shard, spool)
        finally:
            self._free.put(slot)

    def _finish(self, shard: Shard, spool: Path, done: Future[Rows]) -> Cleaned:
        rows = done.result()
        return Cleaned(shard, rows, self._read(spool))

    def _read(self, spool: Path) -> Iterator[Result]:
        with spool.open("rb") as stream:
            yield from read_results(stream)
        spool.unlink()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def sweep_orphans() -> None:
    """Remove the temporary folders of runs that were killed: nobody holds their lock."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError, StoreError, LockHeldError):
            if (
                time.time() - folder.stat().st_mtime > ORPHAN_SECONDS
            ):  # a younger one may be about to be locked
                with hold_lock(folder / LOCK):
                    shutil.rmtree(folder, ignore_errors=True)
