"""Watches one worker process at its shards: kills it when a page takes too long, replaces it when it has died."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from cleaners.model import Reason
from crawler.cleaning.shards.shard import Shard
from crawler.cleaning.shards.watch import Stand, Watch
from crawler.cleaning.shards.worker import Order, Rows, ShardSettings, name_shard
from crawler.cleaning.workers.fork_server import Child, ForkServer
from crawler.errors import StoreError

CLEAN = "crawler.cleaning.shards.worker.clean_shards"
READ_LIMIT_SECONDS = 600.0  # to read the next page: a store that does not answer is asked again for a while
LOOK_EVERY_SECONDS = 0.25
MAX_DEATHS = 3  # in a row, between two pages


class StoppedError(Exception):
    """The work was called off."""


class ShardSlot:
    """One place for a worker process, for one thread; `stop` (from any thread) ends what is under way."""

    def __init__(self, server: ForkServer, told: ShardSettings) -> None:
        self._server, self._told = server, told
        self._worker: Child | None = None
        self._stopped = threading.Event()

    def clean(self, shard: Shard, spool: Path) -> Rows:
        """Clean a shard into a new file, and return what was counted.

        A page that takes too long is rejected, and so is one at which the worker has died twice: once may be the
        doing of somebody else. What was done until then stays. Raises StoreError or InputError when the shard cannot
        be read or the file not be written, StoppedError after `stop`, OSError or EOFError when no worker can be started.
        """
        spool.touch()
        order = Order(shard, spool, spool.with_suffix(".watch"))
        last_death, deaths = -1, 0
        with Watch(order.watch) as watch:
            while True:
                worker = self._worker = self._worker or self._server.fork(CLEAN, self._told)
                try:
                    worker.channel.send(order)
                    self._attend(worker, watch)
                    answer: Rows | Exception = worker.channel.receive()
                except TimeoutError as error:
                    self.end()
                    order = order._replace(verdict=(Reason.TIMEOUT, str(error)))
                except EOFError:
                    code, stand = self.end(), watch.see()
                    deaths = deaths + 1 if stand.done == last_death else 1
                    last_death = stand.done
                    order = order._replace(verdict=self._judge(code, stand, deaths, shard))
                else:
                    order.watch.unlink()
                    if isinstance(answer, Exception):
                        raise answer
                    return answer

    def stop(self) -> None:
        """Let `clean` end soon."""
        self._stopped.set()

    def end(self) -> int:
        """Kill the worker, if there is one; returns its exit code, negative for a signal."""
        worker, self._worker = self._worker, None
        if worker is None:
            return 0
        worker.channel.close()
        return self._server.end(worker.pid)

    def _attend(self, worker: Child, watch: Watch) -> None:
        """Wait until the worker has something to say, or has gone. Raises TimeoutError when a page takes too long."""
        seen, since = watch.see(), time.monotonic()
        while not worker.channel.wait(min(LOOK_EVERY_SECONDS, self._told.page_limit_seconds / 4)):
            if self._stopped.is_set():
                raise StoppedError
            stand, now = watch.see(), time.monotonic()
            if stand != seen:
                seen, since = stand, now
            elif stand.begun == stand.done:
                if now - since > READ_LIMIT_SECONDS:
                    raise StoreError(f"an input gave nothing for {READ_LIMIT_SECONDS:g} s: look at its store")
            elif now - since > stand.limit:
                raise TimeoutError(f"cleaning took more than {stand.limit:g} s")

    def _judge(self, code: int, stand: Stand, deaths: int, shard: Shard) -> tuple[Reason, str] | None:
        """What the page at which a worker died is rejected for; None: it is tried again."""
        if deaths < (2 if stand.begun > stand.done else MAX_DEATHS):
            return None
        if stand.begun > stand.done:
            return Reason.CRASHED, f"the worker ended with code {code}"
        raise StoreError(
            f"cannot read {name_shard(shard)}: the worker ended with code {code}, {deaths} times: "
            "give it more memory or take the file out"
        )
