"""A spider for one address: nothing is discovered, archived or stored."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Self

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.config import CrawlSettings, Source
from crawler.discovery.candidate import Candidate
from crawler.discovery.choose import Visit
from crawler.spiders.item import VisitedPage
from crawler.spiders.manners import apply_manners
from crawler.spiders.responses import visit_failure, visit_response


@dataclass(frozen=True, slots=True)
class Errand:
    """One address to ask for, the manners to do it with, and the source that owns it; `found` takes the answer."""

    url: str
    manners: CrawlSettings
    source: Source | None = None
    found: list[VisitedPage] = field(default_factory=list)


class SingleSpider(Spider):
    """Asks for one page, past every guard of a crawl: addresses, robots.txt, delays, limits of size and time."""

    name = "single"

    def __init__(self, errand: Errand) -> None:
        super().__init__()
        self.errand = errand
        self.visit = Visit(
            Candidate(errand.url, errand.source.id if errand.source else "", "the command line")
        )

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Scrapy's constructor; sets this crawl's manners before the settings are frozen."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        apply_manners(crawler.settings, spider.errand.manners)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the page. Without a source it may redirect to any site."""
        source = self.errand.source
        meta = {"source": source} if source else {}
        yield Request(self.errand.url, callback=self.take, errback=self.miss, meta=meta)

    def take(self, response: Response) -> None:
        """Note the page, or what is wrong with it."""
        self.errand.found.append(visit_response(self.visit, response, datetime.now(UTC)))

    def miss(self, failure: Failure) -> None:
        """Note why there was no page."""
        self.errand.found.append(visit_failure(self.visit, failure.value))
