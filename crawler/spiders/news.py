"""The one spider: feeds, sitemaps and section pages of the configured sources, then their articles."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any, Self

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.discovery.choose import PlannedFetch
from crawler.errors import StoreError
from crawler.middlewares.crawl_settings import apply_crawl_settings
from crawler.middlewares.host_cache import HostCache
from crawler.middlewares.logs import quiet_scrapy
from crawler.middlewares.politeness import Politeness
from crawler.middlewares.refused import Interrupted
from crawler.run.item import FetchedPage
from crawler.run.leasing import keep_leases
from crawler.run.responses import describe_failure, visit_failure, visit_response
from crawler.run.resuming import find_kept, resume_pages
from crawler.run.session import Session
from crawler.spiders.arguments import open_session
from crawler.spiders.backlog import Backlog
from crawler.spiders.discovery import READERS, Document, SourceDiscovery, start_discovery
from crawler.spiders.visits import note_discovery, plan_visits, share_limit
from crawler.state import SeenFeed

log = logging.getLogger(__name__)


class NewsSpider(Spider):
    """Candidates in, visited pages out; what to crawl comes from a `Session`.

    `khyber crawl` passes one. `scrapy crawl news -a sources=one,two -a out=data` opens one from the same
    arguments: `sources`, `out`, `since`, `until`, `limit`, `config`.
    """

    name = "news"
    session: Session

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.memory = HostCache(session.state, session.lock)
        self._reading = (
            asyncio.Lock()
        )  # one document at a time: a large sitemap takes much memory while it is read
        self.discoveries = [start_discovery(source, session.job) for source in session.job.sources]
        self._sources = {source.id: source for source in session.job.sources}
        self.discovered: set[str] = set()
        self._leasing: asyncio.Task[None] | None = None
        self.backlog = Backlog(session.state)
        self.planned: dict[str, tuple[PlannedFetch, ...]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Scrapy's constructor; sets what crawl.toml says before Scrapy's settings are frozen."""
        quiet_scrapy()
        session: Session | None = kwargs.pop("session", None)
        spider = super().from_crawler(crawler, session or open_session(**kwargs))
        apply_crawl_settings(crawler.settings, spider.session.job.settings)
        return spider

    async def start(self) -> AsyncIterator[Request | FetchedPage]:
        """Take over what an earlier run had fetched; then ask for the documents that name articles, of all sources."""
        self._leasing = asyncio.create_task(keep_leases(self.session, self._end_run))
        async for item in self._resume():
            yield item
        for discovery in self.discoveries:
            for request in await self._go_on(discovery, discovery.begin()):
                yield request

    async def _resume(self) -> AsyncIterator[FetchedPage]:
        with self._store_failure_ends_run():
            kept = await asyncio.to_thread(find_kept, self.session)
            pages = resume_pages(self.session, kept)
            while (item := await asyncio.to_thread(next, pages, None)) is not None:
                yield item
                # Pages out of the archive come faster than they are cleaned.
                while self.session.ledger.count_open() >= self.session.job.settings.concurrency:
                    await asyncio.sleep(0.05)

    async def read_document(
        self, response: Response, document: Document, discovery: SourceDiscovery
    ) -> AsyncIterator[Request]:
        """Take the candidates of a feed, sitemap or section page; with the last one, choose what to visit."""
        now, children = datetime.now(UTC), list[Document]()
        with self._store_failure_ends_run():
            seen = self._find_seen(document)
        try:
            unchanged = discovery.take_unchanged(document, response, seen, now)
            if unchanged is not None:
                children = unchanged
            elif response.status == 200:
                read = READERS[document.kind]
                async with self._reading:
                    found = await asyncio.to_thread(read, response.body, response.url, discovery.source)
                children = discovery.take(document, response, found, now, seen)
            else:
                discovery.fail(document, f"status {response.status}")
        except Exception as error:  # a border: one document must not stop its source
            log.exception("%s: reading failed", document.url)
            discovery.fail(document, f"{type(error).__name__}: {error}")
        for request in await self._go_on(discovery, children):
            yield request

    async def miss_document(self, failure: Failure) -> AsyncIterator[Request]:
        """Note that a document could not be had."""
        arguments = failure.request.cb_kwargs  # type: ignore[attr-defined]
        discovery: SourceDiscovery = arguments["discovery"]
        error = failure.value
        if isinstance(error, Interrupted):
            return
        discovery.fail(arguments["document"], describe_failure(error)[1])
        for request in await self._go_on(discovery, []):
            yield request

    def read_article(self, response: Response, visit: PlannedFetch) -> Iterator[FetchedPage]:
        """Hand a page to the pipelines."""
        self._come_back(visit)
        yield visit_response(visit, response, datetime.now(UTC))

    def miss_article(self, failure: Failure) -> Iterator[FetchedPage]:
        """Hand on why a page could not be had."""
        visit: PlannedFetch = failure.request.cb_kwargs["visit"]  # type: ignore[attr-defined]
        if isinstance(failure.value, Interrupted):
            self.session.ledger.leave(visit.candidate.url)
        else:
            self._come_back(visit)
            yield visit_failure(visit, failure.value)

    def closed(self, reason: str) -> None:
        """Save and report; Scrapy calls this when the pipelines are through."""
        session = self.session
        if self._leasing is not None:
            self._leasing.cancel()
        if reason == "shutdown":
            session.stopped = True
        elif reason not in ("finished", "store failed"):
            session.failure = reason
        politeness = self.crawler.get_downloader_middleware(Politeness)
        for slot, refused in politeness.skipped.items() if politeness else ():
            for source in session.job.sources:
                if source.owns(f"http://{slot}/"):
                    session.ledger.fail(source.id, refused.detail)
        with suppress(StoreError):  # then it has failed before, and says so
            session.ledger.left += self.backlog.count_left()
        session.close()

    async def _go_on(self, discovery: SourceDiscovery, documents: list[Document]) -> list[Request]:
        """Requests for documents; when none is awaited any more, those for the source's articles."""
        now = datetime.now(UTC)
        requests = [self._request_document(discovery, document, now) for document in documents]
        source = discovery.source
        if not discovery.done or source.id in self.discovered:
            return requests
        self.discovered.add(source.id)
        note_discovery(self.session, discovery)
        with self._store_failure_ends_run():
            visits, place = await asyncio.to_thread(plan_visits, self.session, discovery, now)
            discovery.forget()
            if self.session.job.limit is None:
                self.backlog.add(source.id, place)
                return requests + self._hand_out(source.id)
        self.planned[source.id] = visits
        return requests + [self._request_article(visit, now) for visit in self._share(self.session.job.limit)]

    def _share(self, limit: int) -> list[PlannedFetch]:
        """With a limit, the visits of all sources when all are known, and none before."""
        ledger = self.session.ledger
        if len(self.planned) < len(self.discoveries):
            return []
        visits, rest = share_limit(self.planned.values(), limit)
        ledger.put_off(visit.candidate.url for visit in rest)
        return [visit for visit in visits if ledger.open(visit.candidate.url, visit.candidate.source)]

    def _come_back(self, visit: PlannedFetch) -> None:
        """Note that a visit has an answer, and ask for the next ones of its source."""
        source = visit.candidate.source
        self.backlog.end(source)
        if self.session.stopped or self.session.store_error is not None:
            return
        try:
            requests = self._hand_out(source)
        except StoreError as error:
            self.session.store_error = error
            self._end_run("store failed")
            return
        for request in requests:
            self.crawler.engine.crawl(request)

    def _hand_out(self, source: str) -> list[Request]:
        """Requests for the next visits of a source; those that this run had already are passed over."""
        now, requests = datetime.now(UTC), list[Request]()
        while not requests and (visits := self.backlog.take(source)):
            for visit in visits:
                if self.session.ledger.open(visit.candidate.url, source):
                    requests.append(self._request_article(visit, now))
                else:
                    self.backlog.end(source)
        return requests

    def _request_document(self, discovery: SourceDiscovery, document: Document, now: datetime) -> Request:
        with self._store_failure_ends_run():
            seen = self._find_seen(document)
        return Request(
            document.url,
            callback=self.read_document,
            errback=self.miss_document,
            cb_kwargs={"document": document, "discovery": discovery},
            headers=document.conditions(seen, now),
            meta={"source": discovery.source},
        )

    def _find_seen(self, document: Document) -> SeenFeed | None:
        """What is known of a document, if it was read for all the days that this run wants."""
        seen = self.session.state.find_feed(document.url)
        return seen if seen is not None and self.session.job.covers(seen.days) else None

    def _request_article(self, visit: PlannedFetch, now: datetime) -> Request:
        return Request(
            visit.candidate.url,
            callback=self.read_article,
            errback=self.miss_article,
            cb_kwargs={"visit": visit},
            headers=visit.conditions(now),
            meta={"source": self._sources[visit.candidate.source]},
        )

    def _end_run(self, reason: str) -> None:
        log.error("The run ends: %s", reason)
        self.session.ending = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason=reason))

    @contextmanager
    def _store_failure_ends_run(self) -> Iterator[None]:
        try:
            yield
        except StoreError as error:
            self.session.store_error = error
            raise CloseSpider("store failed") from error
