"""Shards through a Dask cluster: whoever started its workers, results come in the order of the shards.

A worker of the cluster cleans nothing itself: as on one machine, it has a process that can be killed for each of its
threads, so that a bad page costs itself and not the worker. A worker that dies costs the shards it was at, which
the scheduler gives to another one.
"""

from __future__ import annotations

import io
import logging
import tempfile
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from crawler.cleaning.shards import Shard
from crawler.cleaning.workers.entry import PRELOAD
from crawler.cleaning.workers.fork_server import start_fork_server
from crawler.cleaning.workers.pool import CleanedShard
from crawler.cleaning.workers.spool import read_results
from crawler.cleaning.workers.tasks import CleanSettings
from crawler.cleaning.workers.worker import Worker

if TYPE_CHECKING:
    from distributed import Client, Future

WAITING = 3  # shards for each thread of the cluster that are under way or wait to be written
ANSWER_SECONDS = 30
RETRIES = 3  # of a shard that failed; of workers that died under it the scheduler allows as many


class DaskEngine:
    """Cleans shards on a Dask cluster; use as a context manager.

    With `scheduler` (such as `tcp://host:8786`) on that one, whose workers have this package installed and see the
    inputs under the same names; without, on so many worker processes of this machine. Raises ValueError when Dask is
    not installed or the scheduler does not answer.
    """

    def __init__(self, settings: CleanSettings, workers: int, scheduler: str | None = None) -> None:
        try:
            import distributed
        except ModuleNotFoundError:
            raise ValueError(
                "--engine dask: Dask is not installed: pip install 'khyber[dask]', or leave --engine out"
            ) from None
        self._settings = settings
        self._stack = ExitStack()
        logging.getLogger("distributed").setLevel(logging.ERROR)
        try:
            if scheduler is None:
                cluster = distributed.LocalCluster(  # type: ignore[no-untyped-call]
                    n_workers=workers, threads_per_worker=1, memory_limit=0, dashboard_address=None
                )
                scheduler = self._stack.enter_context(cluster).scheduler_address
            self._client: Client = self._stack.enter_context(
                distributed.Client(scheduler, timeout=ANSWER_SECONDS)  # type: ignore[no-untyped-call]
            )
            self._client.wait_for_workers(1, timeout=ANSWER_SECONDS)
        except (OSError, TimeoutError, ValueError) as error:
            self._stack.close()
            raise ValueError(
                f"--scheduler {scheduler}: no workers there within {ANSWER_SECONDS} s "
                f"({type(error).__name__}): start them, or look at the address"
            ) from None

    def run(self, shards: Iterable[Shard]) -> Iterator[CleanedShard]:
        """Clean shards as they come; each in its turn, in the order given. Raises what `Worker.clean_shard` does."""
        waiting: deque[tuple[Shard, Future[bytes]]] = deque()
        for shard in shards:
            waiting.append((shard, self._submit(shard)))
            while len(waiting) > WAITING * self._count_threads():
                yield self._finish(*waiting.popleft())
        while waiting:
            yield self._finish(*waiting.popleft())

    def close(self) -> None:
        """Let go of the cluster; one of this machine ends."""
        self._stack.close()

    def _submit(self, shard: Shard) -> Future[bytes]:
        code = self._settings.provenance.code
        return self._client.submit(clean_here, shard, self._settings, code, pure=False, retries=RETRIES)

    def _count_threads(self) -> int:
        threads: dict[str, int] = self._client.nthreads()  # type: ignore[no-untyped-call]
        return max(1, sum(threads.values()))

    def _finish(self, shard: Shard, future: Future[bytes]) -> CleanedShard:
        return CleanedShard(shard, read_results(io.BytesIO(future.result())))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


_here = threading.local()  # the worker process of each thread of a cluster's worker, and its settings


def clean_here(shard: Shard, settings: CleanSettings, code: str | None) -> bytes:
    """Clean a shard in a worker of the cluster; its results as they stand in a spool."""
    if (here := version("khyber")) != code:
        raise ValueError(f"a worker has version {here} of khyber, its client {code}: install the same")
    if getattr(_here, "settings", None) != settings:
        if worker := getattr(_here, "worker", None):
            worker.end()
        _here.settings, _here.worker = settings, Worker(start_fork_server(PRELOAD), settings)
    from distributed import get_worker

    # In the worker's own folder, which Dask clears when the worker was killed.
    with tempfile.TemporaryDirectory(dir=get_worker().local_directory) as folder:
        spool = Path(folder) / "results"
        _here.worker.clean_shard(shard, spool)
        return spool.read_bytes()
