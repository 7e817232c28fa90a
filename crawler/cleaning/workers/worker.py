"""Watches one worker process: kills it when a page takes too long, replaces it when a page has cost it its life."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from cleaners.model import Page, Reason
from crawler.cleaning.shards import Shard
from crawler.cleaning.workers.entry import CLEAN
from crawler.cleaning.workers.fork_server import Child, ForkServer
from crawler.cleaning.workers.progress_file import Progress, ProgressFile
from crawler.cleaning.workers.tasks import (
    CleanSettings,
    Result,
    ShardTask,
    Verdict,
    limit_of,
    reject_page,
)
from crawler.errors import StoreError

READ_LIMIT_SECONDS = 600.0  # to read the next page: a store that does not answer is asked again for a while
LOOK_EVERY_SECONDS = 0.25
MAX_DEATHS = 2  # at one page: the first may be the doing of somebody else, of the system out of memory or a text before
MAX_DEATHS_READING = 3  # in a row, between two pages

T = TypeVar("T")


class StoppedError(Exception):
    """The work was called off."""


class Worker:
    """One worker process, started when there is work; for one thread. `stop`, from any thread, ends what is under way."""

    def __init__(self, server: ForkServer, settings: CleanSettings) -> None:
        self._server, self._settings = server, settings
        self._child: Child | None = None
        self._stopped = threading.Event()

    def clean_pages(self, pages: tuple[Page, ...]) -> tuple[Result, ...]:
        """A result for each page, in order; those that take too long or end the worker are `Rejected`.

        Raises RuntimeError when no worker can be started, StoppedError after `stop`.
        """
        results: list[Result] = []

        def progress() -> Progress:
            done = len(results)
            return Progress(done + 1, done, limit_of(pages[done], self._settings.page_limit_seconds))

        def work(verdict: Verdict | None) -> None:
            if verdict:
                results.append(reject_page(pages[len(results)], self._settings.provenance, *verdict))
            if rest := pages[len(results) :]:
                child = self._start()
                child.channel.send(rest)
                for _ in rest:
                    self._await(child, progress)
                    results.append(child.channel.receive())

        self._persist(work, progress, "pages that were fetched")
        return tuple(results)

    def clean_shard(self, shard: Shard, spool: Path) -> None:
        """Clean the pages of a shard, with their results in a new file (`read_results`).

        Raises StoreError or InputError when the shard cannot be read or the file not be written, RuntimeError when no
        worker can be started, StoppedError after `stop`.
        """
        spool.touch()
        path = spool.with_suffix(".progress")
        with ProgressFile(path) as progress:

            def work(verdict: Verdict | None) -> Exception | None:
                child = self._start()
                child.channel.send(ShardTask(shard, spool, path, verdict))
                self._await(child, progress.read)
                error: Exception | None = child.channel.receive()
                return error

            error = self._persist(work, progress.read, shard.name)
        path.unlink()
        if error:
            raise error

    def stop(self) -> None:
        """Let what is under way end soon."""
        self._stopped.set()

    def end(self) -> int:
        """Kill the process, if there is one; returns its exit code, negative for a signal."""
        child, self._child = self._child, None
        if child is None:
            return 0
        child.channel.close()
        return self._server.end(child.pid)

    def _start(self) -> Child:
        if self._child is None:
            try:
                self._child = self._server.fork(CLEAN, self._settings)
            except (OSError, EOFError) as error:
                raise RuntimeError(f"no worker process can be started: {error}") from error
        return self._child

    def _persist(self, work: Callable[[Verdict | None], T], progress: Callable[[], Progress], name: str) -> T:
        """Do a work to its end, in as many processes as it takes; `work` goes on behind the pages that are done.

        It is handed the verdict on the next page: a page that takes too long is rejected, and so is one at which
        the worker has died twice.
        """
        verdict: Verdict | None = None
        last_death, deaths = -1, 0
        while True:
            try:
                return work(verdict)
            except TimeoutError as error:
                self.end()
                verdict = Reason.TIMEOUT, str(error)
            except EOFError:
                code, (begun, done, *_) = self.end(), progress()
                deaths = deaths + 1 if done == last_death else 1
                last_death = done
                verdict = None
                if begun > done and deaths >= MAX_DEATHS:
                    verdict = Reason.CRASHED, f"the worker ended with code {code}"
                elif deaths >= MAX_DEATHS_READING:
                    raise StoreError(
                        f"cannot read {name}: the worker ended with code {code}, {deaths} times: "
                        "give it more memory or take the file out"
                    ) from None

    def _await(self, child: Child, progress: Callable[[], Progress]) -> None:
        """Wait until the process has sent something, or has gone. Raises TimeoutError when a page takes too long."""
        seen, since = progress(), time.monotonic()
        while not child.channel.wait(min(LOOK_EVERY_SECONDS, self._settings.page_limit_seconds / 4)):
            if self._stopped.is_set():
                raise StoppedError
            now, current = time.monotonic(), progress()
            if current != seen:
                seen, since = current, now
            elif current.begun > current.done:
                if now - since > current.limit:
                    raise TimeoutError(f"cleaning took more than {current.limit:g} s")
            elif now - since > READ_LIMIT_SECONDS:
                raise StoreError(f"an input gave nothing for {READ_LIMIT_SECONDS:g} s: look at its store")
