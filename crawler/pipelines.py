"""What happens to every page that was asked for, in the order of the settings: archive, clean, store.

Thin adapters: each takes a fetched page and returns a new one. A failure of our own on one page is logged,
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

from cleaners.model import Page, Stage
from crawler.cleaning.workers.tasks import Result
from crawler.errors import StoreError
from crawler.run.batching import Batcher
from crawler.run.ending import Ending
from crawler.run.item import FetchedPage
from crawler.run.recorder import Recorded
from crawler.run.responses import reject_crash
from crawler.run.session import Session
from crawler.spiders import flow
from crawler.spiders.news import NewsSpider

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
        spider: NewsSpider = self.crawler.spider  # type: ignore[assignment]
        return spider.session

    def _require_store(self) -> None:
        if self.session.has_failed_store:
            raise DropItem("the store failed")

    def _end_run(self, ending: Ending, detail: str) -> DropItem:
        spider: NewsSpider = self.crawler.spider  # type: ignore[assignment]
        spider.end_run(ending, detail)
        return DropItem(detail)


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
            raise self._end_run(Ending.STORE_FAILED, str(error)) from error
        except DropItem:
            raise
        except Exception as error:
            log.exception("%s: archiving failed", item.url)
            return reject_crash(item.planned, error, Stage.READ)
        return item

    async def _archive(self, pages: Sequence[Page]) -> Sequence[Exception | None]:
        self._require_store()
        return await flow.archive(self.session, pages)


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
        try:
            return await asyncio.wait_for(flow.clean(self.session, pages), patience)
        except TimeoutError as error:
            raise self._end_run(Ending.FAILED, f"no worker answered for {patience:.0f} s") from error


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
            raise self._end_run(Ending.STORE_FAILED, str(error)) from error
        except DropItem:
            raise
        except Exception as error:
            log.exception("%s: storing failed", item.url)
            item = reject_crash(item.planned, error, Stage.READ)
            recorded = Recorded(item.outcomes, settled=False)
        flow.count(self.session, item, recorded)
        return item

    async def _record(self, items: Sequence[FetchedPage]) -> Sequence[Recorded | Exception]:
        async with self.session.lock:
            self._require_store()  # it may have failed for those who had the lock before
            return await flow.record(self.session, items)
