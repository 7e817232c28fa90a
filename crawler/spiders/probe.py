"""Asks for addresses with every guard of a crawl, for work that decides as it goes what to ask for next."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.settings import Settings

from cleaners.model import Reason
from crawler.config import CrawlSettings, Source
from crawler.middlewares.crawl_settings import apply_crawl_settings
from crawler.run.responses import describe_failure


@dataclass(frozen=True, slots=True)
class Answer:
    """What asking for an address came to: a response of any status, or None with the reason and a detail."""

    url: str
    response: Response | None = None
    reason: Reason | None = None
    detail: str = ""

    @property
    def problem(self) -> str | None:
        """Why there is no page, for people; None for one that came with status 200."""
        if self.response is None:
            return f"{self.reason}: {self.detail}"
        return None if self.response.status == 200 else f"status {self.response.status}"


class Fetcher:
    """Asks for one address at a time of a host, as politely as a crawl."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    async def get(
        self, url: str, source: Source | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Ask for an address; never raises for what a server does. Without a source it may lead to any site."""
        meta = {"source": source} if source else {}
        request = Request(url, headers=dict(headers or {}), meta=meta, callback=NO_CALLBACK)
        try:
            engine = self._crawler.engine
            return Answer(url, await engine.download_async(request))
        except Exception as error:  # a border: whatever failed, the address could not be had
            return Answer(url, None, *describe_failure(error))


Work = Callable[[Fetcher], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Probe:
    """Work to do inside a crawl, and the settings to do it with; `failed` takes what it raised."""

    work: Work
    settings: CrawlSettings
    failed: list[Exception] = field(default_factory=list)


class ProbeSpider(Spider):
    """Does the work of a probe, and ends with it."""

    name = "probe"

    def __init__(self, probe: Probe) -> None:
        super().__init__()
        self.probe = probe

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Scrapy's constructor; sets what crawl.toml says before Scrapy's settings are frozen."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        apply_crawl_settings(crawler.settings, spider.probe.settings)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Do the work; it asks by itself, so that nothing is left to schedule."""
        try:
            await self.probe.work(Fetcher(self.crawler))
        except Exception as error:  # Scrapy would log it, and go on
            self.probe.failed.append(error)
        nothing: tuple[Request, ...] = ()
        for request in nothing:
            yield request


def run_probe(work: Work, settings: CrawlSettings) -> None:
    """Run work that asks for addresses to its end; raises what it raises.

    Can run once in a process: Twisted's reactor does not start twice.
    """
    probe = Probe(work, settings)
    scrapy_settings = Settings()
    scrapy_settings.setmodule("crawler.settings", priority="project")
    # What Scrapy logs goes nowhere: the answers say it all.
    quiet = {"LOG_ENABLED": False, "LOG_INSTALL_ROOT_HANDLER": False, "ITEM_PIPELINES": {}}
    scrapy_settings.setdict(quiet, priority="cmdline")
    logging.getLogger().addHandler(logging.NullHandler())
    process = AsyncCrawlerProcess(scrapy_settings)
    process.crawl(process.create_crawler(ProbeSpider), probe=probe)
    process.start()
    for error in probe.failed:
        raise error
