"""What happens to every page that was asked for, in the order of the settings: archive, clean, store.

Thin adapters: each takes a visited page and returns a new one. A failure of our own on one page is logged,
counted and passed over; a failure of the store ends the run, since losing articles silently is worse.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from cleaners.model import Page, Rejected, Stage
from crawler.cleaning.workers.values import Result
from crawler.errors import StoreError
from crawler.run.batching import Batcher
from crawler.run.item import FetchedPage
from crawler.run.recorder import Recorded
from crawler.run.responses import visit_crash
from crawler.run.session import Session

PATIENCE_SECONDS = 120.0
"""Wait for a worker, beyond the time that all pages under way may take: after it, none is alive."""

MOST_RECORDED = 200
"""Pages archived, or stored, by one call: what a thread and a transaction cost is shared among them."""

MOST_CLEANED_BYTES = 64 * 1024
"""Bytes of pages handed to a worker at once (one page, if it is larger): it need not wait between small ones."""

MIB = 1024 * 1024

log = logging.getLogger(__name__)


def size_of(page: Page) -> int:
    """Bytes of a page."""
    return len(page.body)


class _Adapter:
    """What the pipelines share: the session, and the end of a run whose store failed."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        return cls(crawler)

    @property
    def session(self) -> Session:
        """The session of the spider."""
        session: Session = self.crawler.spider.session  # type: ignore[union-attr]
        return session

    def _require_store(self) -> None:
        if self.session.store_error is not None:
            raise DropItem("the store failed")

    def _fail_store(self, error: StoreError) -> DropItem:
        self.session.store_error = self.session.store_error or error
        return self._end_run("store failed", str(error))

    def _end_run(self, reason: str, detail: str) -> DropItem:
        if self.session.ending is None:
            log.error("%s, the run ends: %s", reason, detail)
            # Not awaited: the engine waits for this very item before it closes.
            closing = self.crawler.engine.close_spider_async(reason=reason)
            self.session.ending = asyncio.ensure_future(closing)
        return DropItem(reason)


class ArchivePipeline(_Adapter):
    """Keeps every response as it came, before anything else is done with it."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._batches = Batcher(self._archive, MOST_RECORDED)

    async def process_item(self, item: FetchedPage) -> FetchedPage:
        """Append the page to the archive."""
        if item.page is None or item.archived:
            return item
        try:
            await self._batches.submit(item.page)
        except StoreError as error:
            raise self._fail_store(error) from error
        except DropItem:
            raise
        except Exception as error:
            log.exception("%s: archiving failed", item.url)
            return visit_crash(item.visit, error, Stage.READ)
        return item

    async def _archive(self, pages: Sequence[Page]) -> Sequence[Exception | None]:
        self._require_store()
        return await asyncio.to_thread(self.session.recorder.archive_all, pages)


class CleanPipeline(_Adapter):
    """Cleans the page in a worker process, whose time and memory are limited."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        # Twice the workers: each finds its next batch without waiting for this process.
        self._batches = Batcher(self._clean, MOST_CLEANED_BYTES, size_of, 2 * self.session.workers)

    async def process_item(self, item: FetchedPage) -> FetchedPage:
        """Add the outcomes: articles, or the reason why there is none."""
        if item.page is None:
            return item
        self._require_store()
        result = await self._batches.submit(item.page)
        return replace(item, outcomes=result.outcomes, sketches=result.sketches)

    async def _clean(self, pages: Sequence[Page]) -> Sequence[Result]:
        settings = self.session.job.settings
        patience = PATIENCE_SECONDS + settings.page_limit_seconds * (
            len(pages) + sum(map(size_of, pages)) / MIB
        )
        cleaning = asyncio.wrap_future(self.session.pool.submit_many(tuple(pages)))
        try:
            return await asyncio.wait_for(cleaning, patience)
        except TimeoutError as error:
            raise self._end_run("workers failed", f"no worker answered for {patience:.0f} s") from error


class StorePipeline(_Adapter):
    """Stores what is new, remembers the page, and finishes it in the ledger."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._batches = Batcher(self._record, MOST_RECORDED)

    async def process_item(self, item: FetchedPage) -> FetchedPage:
        """Record the page and count it, once."""
        try:
            recorded = await self._batches.submit(item)
        except StoreError as error:
            raise self._fail_store(error) from error
        except DropItem:
            raise
        except Exception as error:
            log.exception("%s: storing failed", item.url)
            item = visit_crash(item.visit, error, Stage.READ)
            recorded = Recorded(item.outcomes, settled=False)
        self._count(item, recorded)
        return item

    async def _record(self, items: Sequence[FetchedPage]) -> Sequence[Recorded | Exception]:
        async with self.session.lock:
            self._require_store()
            return await asyncio.to_thread(self.session.recorder.record_all, items)

    def _count(self, item: FetchedPage, recorded: Recorded) -> None:
        session = self.session
        if recorded.unwanted:
            session.ledger.leave(item.url)
            session.ledger.unsettled.add(item.url)
            return
        session.feed_texts.note(item)
        session.ledger.close(
            item.url,
            recorded.outcomes,
            unchanged=recorded.unchanged,
            fetched=item.fetched,
            size=item.size,
            updated=recorded.updated,
        )
        subject = item.page or next((o for o in item.outcomes if isinstance(o, Rejected)), None)
        if session.progress and subject:
            session.progress(subject, recorded.outcomes)
