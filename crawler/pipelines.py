"""What happens to every page that was asked for, in the order of the settings: archive, clean, store.

Thin adapters: each takes a visited page and returns a new one. A failure of our own on one page is logged,
counted and passed over; a failure of the store ends the run, since losing articles silently is worse.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from cleaners.model import Rejected, Stage
from crawler.spiders.item import VisitedPage
from crawler.spiders.recorder import Recorded
from crawler.spiders.responses import visit_crash
from crawler.spiders.session import Session
from crawler.store import StoreError

PATIENCE_SECONDS = 120.0
"""Wait for a worker, beyond the time that all pages under way may take: after it, none is alive."""

log = logging.getLogger(__name__)


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

    async def process_item(self, item: VisitedPage) -> VisitedPage:
        """Append the page to the archive."""
        if item.page is None or item.archived:
            return item
        async with self.session.gate:
            self._require_store()
            try:
                await asyncio.to_thread(self.session.recorder.archive, item.page)
            except StoreError as error:
                raise self._fail_store(error) from error
            except Exception as error:
                log.exception("%s: archiving failed", item.url)
                return visit_crash(item.visit, error, Stage.READ)
        return item


class CleanPipeline(_Adapter):
    """Cleans the page in a worker process, whose time and memory are limited."""

    async def process_item(self, item: VisitedPage) -> VisitedPage:
        """Add the outcomes: articles, or the reason why there is none."""
        if item.page is None:
            return item
        self._require_store()
        manners = self.session.job.manners
        patience = PATIENCE_SECONDS + manners.page_limit_seconds * manners.concurrency
        cleaning = asyncio.wrap_future(self.session.pool.submit(item.page))
        try:
            outcomes = await asyncio.wait_for(cleaning, patience)
        except TimeoutError as error:
            raise self._end_run("workers failed", f"no worker answered for {patience:.0f} s") from error
        return replace(item, outcomes=outcomes)


class StorePipeline(_Adapter):
    """Stores what is new, remembers the page, and closes its account."""

    async def process_item(self, item: VisitedPage) -> VisitedPage:
        """Record the page and count it, once."""
        async with self.session.gate:
            self._require_store()
            try:
                recorded = await asyncio.to_thread(self.session.recorder.record, item)
            except StoreError as error:
                raise self._fail_store(error) from error
            except Exception as error:
                log.exception("%s: storing failed", item.url)
                item = visit_crash(item.visit, error, Stage.READ)
                recorded = Recorded(item.outcomes, settled=False)
        self._count(item, recorded)
        return item

    def _count(self, item: VisitedPage, recorded: Recorded) -> None:
        session = self.session
        if recorded.unwanted:
            session.account.leave(item.url)
            session.account.unsettled.add(item.url)
            return
        session.account.close(
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
