"""Politeness towards each host: one connection, a least delay, and backoff when it asks for it, in later runs too."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from time import monotonic
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response

from cleaners.model import Reason
from crawler.config import CrawlSettings, Source
from crawler.middlewares._retry_after import read_retry_after
from crawler.middlewares.host_cache import find_host_cache
from crawler.middlewares.refused import Refused
from crawler.middlewares.scrapy_internals import delay_slot, get_least_delay, raise_least_delay
from crawler.state import SavedBackoff

MAX_WAIT = timedelta(hours=1)
"""A host that asks for more backoff than this is blocked for the rest of the run."""

MAX_BACKOFF = timedelta(days=1)
"""The longest backoff that is granted: a slip of a server must not end the crawl of it for years."""

MAX_FAILURES = 15
"""Requests in a row that got no answer, retries counted, after which a host is taken to be down."""

WAIT_DELAYS = 10
"""Backoff, in delays of the host, after a 429 or 503 that names no time."""

LEAST_DELAY = 0.001
"""Delay of a host that has none, in seconds: with zero, Scrapy's slots keep no time, and no backoff either."""

log = logging.getLogger(__name__)


def name_slot(url: str) -> str:
    """The download slot of an address: its host, with the port where one is written.

    >>> name_slot("https://example.org/a"), name_slot("http://127.0.0.1:8080/a")
    ('example.org', '127.0.0.1:8080')
    """
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname or ""


class Politeness:
    """Sets each host's delay, slows down when asked to, and blocks hosts for the run that ask for it or are down.

    Every request passes here, those for robots.txt and after redirects too. `blocked` names the hosts left
    alone, with the reason; `backoffs` those that asked for one, whether it is over or not.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.settings: CrawlSettings = crawler.settings["CRAWL"]
        self.blocked: dict[str, Refused] = {}
        self.backoffs: dict[str, SavedBackoff] = {}
        self.failures: Counter[str] = Counter()
        crawler.signals.connect(self.recall_backoffs, signal=signals.spider_opened)
        crawler.signals.connect(self.throttle, signal=signals.request_reached_downloader)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the settings from the setting `CRAWL`."""
        return cls(crawler)

    def recall_backoffs(self, spider: Spider) -> None:
        """Resume the backoff that hosts asked earlier runs for."""
        now, cache = datetime.now(UTC), find_host_cache(self.crawler)
        # A clock that was set back would stretch it.
        latest = now + MAX_BACKOFF
        for backoff in cache.find_backoffs(now) if cache else ():
            self.backoffs[backoff.host] = replace(backoff, until=min(backoff.until, latest))

    def slow_down(self, slot: str, delay: float) -> None:
        """Raise the least delay of a host, in seconds, for the rest of the run; never lowers it."""
        raise_least_delay(self.crawler, slot, delay, LEAST_DELAY)
        self._throttle(slot)

    def block_host(self, slot: str, detail: str, reason: Reason = Reason.UNREACHABLE) -> None:
        """Refuse every further request to a host for the rest of the run."""
        if slot not in self.blocked:
            line = f"{slot} is left alone for this run: {detail}"
            self.blocked[slot] = Refused(reason, line)
            log.warning(line)

    def process_request(self, request: Request) -> None:
        """Put the request into its host's slot; refuse it when the host is left alone."""
        slot = name_slot(request.url)
        self._check_blocked(slot)
        source: Source | None = request.meta.get("source")
        host = urlsplit(request.url).hostname or ""
        self.slow_down(slot, self.settings.delay_for(host, source.delay_seconds if source else None))
        request.meta["download_slot"] = slot
        # Scrapy's throttle knows one least delay for all hosts, and would slow down a demonstration to it.
        least = get_least_delay(self.crawler, slot)
        request.meta["autothrottle_dont_adjust_delay"] = least < self.settings.delay_seconds

    def throttle(self, request: Request, spider: Spider) -> None:
        """Make the request wait in its slot for the delay and the backoff of its host."""
        self._throttle(request.meta["download_slot"])

    async def process_response(self, request: Request, response: Response) -> Response:
        """Back off for as long as the host asks; the retry that may follow waits in its slot."""
        slot = name_slot(request.url)
        if response.status >= 500:
            self._count_failure(slot, f"the last with status {response.status}")
        else:
            self.failures[slot] = 0
        if response.status in (429, 503):
            await self._back_off(slot, response)
            self._check_blocked(slot)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Count failed connections, to stop asking a host that is down."""
        if not isinstance(exception, Refused):
            self._count_failure(name_slot(request.url), f"the last {type(exception).__name__}")

    def _check_blocked(self, slot: str) -> None:
        backoff = self.backoffs.get(slot)
        if backoff is not None and backoff.until - datetime.now(UTC) > MAX_WAIT:
            self.block_host(slot, f"it {backoff.detail}, until {backoff.until:%Y-%m-%d %H:%M} UTC")
        if slot in self.blocked:
            raise Refused(self.blocked[slot].reason, self.blocked[slot].detail)

    def _count_failure(self, slot: str, last: str) -> None:
        self.failures[slot] += 1
        if self.failures[slot] >= MAX_FAILURES:
            self.block_host(slot, f"{MAX_FAILURES} failures in a row, {last}")

    async def _back_off(self, slot: str, response: Response) -> None:
        now = datetime.now(UTC)
        wait = read_retry_after((response.headers.get("Retry-After") or b"").decode("latin-1"), now)
        if wait is None:
            wait = WAIT_DELAYS * get_least_delay(self.crawler, slot)
        detail = f"asked for {wait:.0f} s of rest with status {response.status}"
        until = now + min(timedelta(seconds=wait), MAX_BACKOFF)
        if until.microsecond:  # the state keeps whole seconds, and would end the backoff too early
            until = until.replace(microsecond=0) + timedelta(seconds=1)
        backoff = SavedBackoff(slot, until, detail)
        backoff = self.backoffs[slot] = max(
            backoff, self.backoffs.get(slot, backoff), key=attrgetter("until")
        )
        self._throttle(slot)
        if cache := find_host_cache(self.crawler):
            await cache.save(backoff)

    def _throttle(self, slot: str) -> None:
        """Let the next request of a slot wait for its delay and its backoff."""
        until = None
        if backoff := self.backoffs.get(slot):
            until = monotonic() + (backoff.until - datetime.now(UTC)).total_seconds()
        delay_slot(self.crawler, slot, until)
