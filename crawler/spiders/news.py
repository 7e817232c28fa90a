"""The one spider: feeds, sitemaps and section pages of the configured sources, then their articles."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
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
from crawler.run.ending import Ending
from crawler.run.item import FetchedPage
from crawler.run.leasing import keep_leases
from crawler.run.opening import open_session
from crawler.run.responses import describe_failure, reject_failure
from crawler.run.resuming import find_kept, resume_pages
from crawler.run.session import Session
from crawler.spiders import flow
from crawler.spiders._arguments import read_arguments
from crawler.spiders._backlog import Backlog
from crawler.spiders._planning import share_limit
from crawler.spiders.discovery import Document, SourceDiscovery, start_discovery
from crawler.state import SeenFeed

log = logging.getLogger(__name__)


class NewsSpider(Spider):
    """Candidates in, fetched pages out; what to crawl comes from a `Session`.

    `khyber crawl` passes one. `scrapy crawl news -a sources=one,two -a out=data` opens one from the same
    arguments: `sources`, `out`, `since`, `until`, `limit`, `config`.
    """

    name = "news"
    session: Session

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.host_cache = HostCache(session.state, session.lock)
        self._reading = (
            asyncio.Lock()
        )  # one document at a time: a large sitemap takes much memory while it is read
        self.discoveries = [start_discovery(source, session.job) for source in session.job.sources]
        self._sources = {source.id: source for source in session.job.sources}
        self.discovered: set[str] = set()
        self._leasing: asyncio.Task[None] | None = None
        self._closing: asyncio.Future[None] | None = None
        self.backlog = Backlog(session.state)
        self.planned: dict[str, tuple[PlannedFetch, ...]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Scrapy's constructor; sets what crawl.toml says before Scrapy's settings are frozen."""
        quiet_scrapy()
        session: Session | None = kwargs.pop("session", None)
        spider = super().from_crawler(crawler, session or open_session(read_arguments(**kwargs)))
        apply_crawl_settings(crawler.settings, spider.session.job.settings)
        return spider

    async def start(self) -> AsyncIterator[Request | FetchedPage]:
        """Resume what an earlier run had fetched; then ask for the documents that name articles, of all sources."""
        self._leasing = asyncio.create_task(keep_leases(self.session, partial(self.end_run, Ending.FAILED)))
        async for item in self._resume():
            yield item
        for discovery in self.discoveries:
            for request in await self._continue(discovery, discovery.begin()):
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

    async def on_document(
        self, response: Response, document: Document, discovery: SourceDiscovery
    ) -> AsyncIterator[Request]:
        """Take the candidates of a feed, sitemap or section page; with the last one, choose what to fetch."""
        now, children = datetime.now(UTC), list[Document]()
        with self._store_failure_ends_run():
            seen = self._find_seen(document)
        try:
            unchanged = discovery.add_unchanged(document, response, seen, now)
            if unchanged is not None:
                children = unchanged
            elif response.status == 200:
                async with self._reading:
                    found = await flow.find_candidates(document, response, discovery.source)
                children = discovery.add(document, response, found, now, seen)
            else:
                discovery.fail(document, f"status {response.status}")
        except Exception as error:  # a border: one document must not stop its source
            log.exception("%s: reading failed", document.url)
            discovery.fail(document, f"{type(error).__name__}: {error}")
        for request in await self._continue(discovery, children):
            yield request

    async def on_document_failure(self, failure: Failure) -> AsyncIterator[Request]:
        """Note that a document could not be had."""
        arguments = failure.request.cb_kwargs  # type: ignore[attr-defined]
        discovery: SourceDiscovery = arguments["discovery"]
        error = failure.value
        if isinstance(error, Interrupted):
            return
        discovery.fail(arguments["document"], describe_failure(error)[1])
        for request in await self._continue(discovery, []):
            yield request

    def on_page(self, response: Response, planned: PlannedFetch) -> Iterator[FetchedPage]:
        """Hand a page to the pipelines."""
        self._on_answer(planned)
        yield flow.read_answer(planned, response, datetime.now(UTC))

    def on_page_failure(self, failure: Failure) -> Iterator[FetchedPage]:
        """Hand on why a page could not be had."""
        planned: PlannedFetch = failure.request.cb_kwargs["planned"]  # type: ignore[attr-defined]
        if isinstance(failure.value, Interrupted):
            self.session.ledger.defer([planned.candidate.url])
        else:
            self._on_answer(planned)
            yield reject_failure(planned, failure.value)

    def end_run(self, ending: Ending, detail: str) -> None:
        """End the run early: nothing new is asked for, and what is under way comes in."""
        if self.session.end(ending, detail):
            # Not awaited: the engine waits for the callback or the item that called this before it closes.
            self._closing = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason=str(ending)))

    def closed(self, reason: str) -> None:
        """Save and report; Scrapy calls this when the pipelines are through."""
        session = self.session
        if self._leasing is not None:
            self._leasing.cancel()
        if reason != Ending.FINISHED:
            # Who ended the run by `end_run` said more, and first; otherwise Scrapy did, or one of its extensions.
            session.end(*((Ending.STOPPED,) if reason == "shutdown" else (Ending.FAILED, reason)))
        politeness = self.crawler.get_downloader_middleware(Politeness)
        for slot, refused in politeness.blocked.items() if politeness else ():
            for source in session.job.sources:
                if source.owns(f"http://{slot}/"):
                    session.ledger.fail(source.id, refused.detail)
        with suppress(StoreError):  # then it has failed before, and says so
            session.ledger.deferred += self.backlog.count_left()
        flow.report(session)

    async def _continue(self, discovery: SourceDiscovery, documents: list[Document]) -> list[Request]:
        """Requests for documents; when none is awaited any more, those for the source's articles."""
        now = datetime.now(UTC)
        requests = [self._request_document(discovery, document, now) for document in documents]
        source = discovery.source
        if not discovery.done or source.id in self.discovered:
            return requests
        self.discovered.add(source.id)
        with self._store_failure_ends_run():
            fetches, position = await flow.plan(self.session, discovery, now)
            discovery.forget()
            if self.session.job.limit is None:
                self.backlog.add(source.id, position)
                return requests + self._dispatch(source.id)
        self.planned[source.id] = fetches
        return requests + [
            self._request_article(planned, now) for planned in self._share(self.session.job.limit)
        ]

    def _share(self, limit: int) -> list[PlannedFetch]:
        """With a limit, the fetches of all sources when all are known, and none before."""
        ledger = self.session.ledger
        if len(self.planned) < len(self.discoveries):
            return []
        fetches, rest = share_limit(self.planned.values(), limit)
        ledger.defer(planned.candidate.url for planned in rest)
        return [
            planned for planned in fetches if ledger.start(planned.candidate.url, planned.candidate.source)
        ]

    def _on_answer(self, planned: PlannedFetch) -> None:
        """Note that a page has an answer, and ask for the next ones of its source."""
        source = planned.candidate.source
        self.backlog.finish(source)
        if self.session.is_ending:
            return
        try:
            requests = self._dispatch(source)
        except StoreError as error:
            self.end_run(Ending.STORE_FAILED, str(error))
            return
        for request in requests:
            self.crawler.engine.crawl(request)

    def _dispatch(self, source: str) -> list[Request]:
        """Requests for the next pages of a source; those that this run had already are skipped."""
        now, requests = datetime.now(UTC), list[Request]()
        while not requests and (fetches := self.backlog.dispatch(source)):
            for planned in fetches:
                if self.session.ledger.start(planned.candidate.url, source):
                    requests.append(self._request_article(planned, now))
                else:
                    self.backlog.finish(source)
        return requests

    def _request_document(self, discovery: SourceDiscovery, document: Document, now: datetime) -> Request:
        with self._store_failure_ends_run():
            seen = self._find_seen(document)
        return Request(
            document.url,
            callback=self.on_document,
            errback=self.on_document_failure,
            cb_kwargs={"document": document, "discovery": discovery},
            headers=document.conditions(seen, now),
            meta={"source": discovery.source},
        )

    def _find_seen(self, document: Document) -> SeenFeed | None:
        """What is known of a document, if it was read for all the days that this run wants."""
        seen = self.session.state.find_feed(document.url)
        return seen if seen is not None and self.session.job.covers(seen.days) else None

    def _request_article(self, planned: PlannedFetch, now: datetime) -> Request:
        request = flow.fetch(planned, self._sources[planned.candidate.source], now)
        return request.replace(
            callback=self.on_page, errback=self.on_page_failure, cb_kwargs={"planned": planned}
        )

    @contextmanager
    def _store_failure_ends_run(self) -> Iterator[None]:
        try:
            yield
        except StoreError as error:
            self.session.end(Ending.STORE_FAILED, str(error))
            raise CloseSpider(Ending.STORE_FAILED) from error
