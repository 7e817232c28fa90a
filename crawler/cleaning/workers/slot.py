"""One place in the pool: a worker process, replaced whenever a page has cost it its life."""

from __future__ import annotations

from cleaners.model import Page, Reason
from crawler.cleaning.workers.fork_server import Child, ForkServer
from crawler.cleaning.workers.values import CleanSettings, Result, limit_of, reject_page

CLEAN = "crawler.cleaning.workers.worker.clean_batches"


class Slot:
    """Cleans batches of pages in a worker process that is started when there is work; for one thread."""

    def __init__(self, server: ForkServer, setting: CleanSettings, page_limit_seconds: float) -> None:
        self._server = server
        self._setting = setting
        self._page_limit_seconds = page_limit_seconds
        self._worker: Child | None = None

    def clean(self, pages: tuple[Page, ...]) -> tuple[Result, ...]:
        """A result for each page, in order; those that take too long or end the worker are `Rejected`.

        When a worker dies with several pages in hand, nobody knows which of them did it: from there on each is sent
        alone. Raises OSError or EOFError when no worker can be started.
        """
        results: list[Result] = []
        step = len(pages)
        while len(results) < len(pages):
            batch = pages[len(results) : len(results) + step]
            failed = self._stream(batch, results)
            if failed and failed[0] is Reason.CRASHED and len(batch) > 1:
                step = 1
            elif failed:
                page = pages[len(results)]
                results.append(Result((reject_page(page, self._setting.provenance, *failed),)))
        return tuple(results)

    def end(self) -> int:
        """Kill the worker, if there is one; returns its exit code, negative for a signal."""
        worker, self._worker = self._worker, None
        if worker is None:
            return 0
        worker.channel.close()
        return self._server.end(worker.pid)

    def _stream(self, batch: tuple[Page, ...], results: list[Result]) -> tuple[Reason, str] | None:
        """Add the results of a batch as they come; what ended the worker if one is missing."""
        limit = self._page_limit_seconds
        worker = self._worker = self._worker or self._server.fork(CLEAN, self._setting)
        try:
            worker.channel.send(batch)
            for page in batch:
                limit = limit_of(page, self._page_limit_seconds)
                results.append(worker.channel.receive(limit))
        except TimeoutError:
            self.end()
            return Reason.TIMEOUT, f"cleaning took more than {limit:g} s"
        except EOFError:
            return Reason.CRASHED, f"the worker ended with code {self.end()}"
        return None
