"""Manners towards each host: one connection, a least delay, and rest when it asks for rest, in later runs too."""

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
from crawler.middlewares.host_cache import find_host_cache
from crawler.middlewares.refused import Refused
from crawler.middlewares.retry_after import read_retry_after
from crawler.state import SavedRest

MAX_WAIT = timedelta(hours=1)
"""A host that asks for more rest than this is left alone for the rest of the run."""

MAX_REST = timedelta(days=1)
"""The longest rest that is granted: a slip of a server must not end the crawl of it for years."""

MAX_FAILURES = 15
"""Requests in a row that got no answer, retries counted, after which a host is taken to be down."""

WAIT_DELAYS = 10
"""Rest, in delays of the host, after a 429 or 503 that names no time."""

LEAST_DELAY = 0.001
"""Delay of a host that has none, in seconds: with zero, Scrapy's slots keep no time, and no rest either."""

log = logging.getLogger(__name__)


def name_slot(url: str) -> str:
    """The download slot of an address: its host, with the port where one is written.

    >>> name_slot("https://example.org/a"), name_slot("http://127.0.0.1:8080/a")
    ('example.org', '127.0.0.1:8080')
    """
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname or ""


class Politeness:
    """Sets each host's delay, slows down when asked to, and leaves hosts alone that ask for it or are down.

    Every request passes here, those for robots.txt and after redirects too. `skipped` names the hosts left
    alone, with the reason; `rests` those that asked for rest, whether it is over or not.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.settings: CrawlSettings = crawler.settings["CRAWL"]
        self.skipped: dict[str, Refused] = {}
        self.rests: dict[str, SavedRest] = {}
        self.failures: Counter[str] = Counter()
        crawler.signals.connect(self.recall_rests, signal=signals.spider_opened)
        crawler.signals.connect(self.throttle, signal=signals.request_reached_downloader)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the settings from the setting `CRAWL`."""
        return cls(crawler)

    def recall_rests(self, spider: Spider) -> None:
        """Take over the rest that hosts asked earlier runs for."""
        now, memory = datetime.now(UTC), find_host_cache(self.crawler)
        # A clock that was set back would stretch it.
        latest = now + MAX_REST
        for rest in memory.find_rests(now) if memory else ():
            self.rests[rest.host] = replace(rest, until=min(rest.until, latest))

    def slow_down(self, slot: str, delay: float) -> None:
        """Raise the least delay of a host, in seconds, for the rest of the run; never lowers it."""
        fresh = {"concurrency": 1, "jitter": 0.0, "delay": LEAST_DELAY}
        kept = self.crawler.engine.downloader.per_slot_settings.setdefault(slot, fresh)
        kept["delay"] = max(kept["delay"], delay)
        self._hold_back(slot)

    def block_host(self, slot: str, detail: str, reason: Reason = Reason.UNREACHABLE) -> None:
        """Refuse every further request to a host for the rest of the run."""
        if slot not in self.skipped:
            line = f"{slot} is left alone for this run: {detail}"
            self.skipped[slot] = Refused(reason, line)
            log.warning(line)

    def process_request(self, request: Request) -> None:
        """Put the request into its host's slot; refuse it when the host is left alone."""
        slot = name_slot(request.url)
        self._require_welcome(slot)
        source: Source | None = request.meta.get("source")
        host = urlsplit(request.url).hostname or ""
        self.slow_down(slot, self.settings.delay_for(host, source.delay_seconds if source else None))
        request.meta["download_slot"] = slot
        # Scrapy's throttle knows one least delay for all hosts, and would slow down a demonstration to it.
        least = self.crawler.engine.downloader.per_slot_settings[slot]["delay"]
        request.meta["autothrottle_dont_adjust_delay"] = least < self.settings.delay_seconds

    def throttle(self, request: Request, spider: Spider) -> None:
        """Make the request wait in its slot for the delay and the rest of its host."""
        self._hold_back(request.meta["download_slot"])

    async def process_response(self, request: Request, response: Response) -> Response:
        """Give the host the rest it asks for; the retry that may follow waits in its slot."""
        slot = name_slot(request.url)
        if response.status >= 500:
            self._count_failure(slot, f"the last with status {response.status}")
        else:
            self.failures[slot] = 0
        if response.status in (429, 503):
            await self._rest(slot, response)
            self._require_welcome(slot)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Count failed connections, to stop asking a host that is down."""
        if not isinstance(exception, Refused):
            self._count_failure(name_slot(request.url), f"the last {type(exception).__name__}")

    def _require_welcome(self, slot: str) -> None:
        rest = self.rests.get(slot)
        if rest is not None and rest.until - datetime.now(UTC) > MAX_WAIT:
            self.block_host(slot, f"it {rest.detail}, until {rest.until:%Y-%m-%d %H:%M} UTC")
        if slot in self.skipped:
            raise Refused(self.skipped[slot].reason, self.skipped[slot].detail)

    def _count_failure(self, slot: str, last: str) -> None:
        self.failures[slot] += 1
        if self.failures[slot] >= MAX_FAILURES:
            self.block_host(slot, f"{MAX_FAILURES} failures in a row, {last}")

    async def _rest(self, slot: str, response: Response) -> None:
        now = datetime.now(UTC)
        wait = read_retry_after((response.headers.get("Retry-After") or b"").decode("latin-1"), now)
        if wait is None:
            wait = WAIT_DELAYS * self.crawler.engine.downloader.per_slot_settings[slot]["delay"]
        detail = f"asked for {wait:.0f} s of rest with status {response.status}"
        until = now + min(timedelta(seconds=wait), MAX_REST)
        if until.microsecond:  # the state keeps whole seconds, and would end the rest too early
            until = until.replace(microsecond=0) + timedelta(seconds=1)
        rest = SavedRest(slot, until, detail)
        rest = self.rests[slot] = max(rest, self.rests.get(slot, rest), key=attrgetter("until"))
        self._hold_back(slot)
        if memory := find_host_cache(self.crawler):
            await memory.save(rest)

    def _hold_back(self, slot: str) -> None:
        """A slot sends its next request `delay` after `lastseen`."""
        downloader = self.crawler.engine.downloader
        live = downloader.slots.get(slot)
        if live is None:
            return
        # The throttle may have gone below this host's own least delay.
        live.delay = max(live.delay, downloader.per_slot_settings[slot]["delay"])
        if rest := self.rests.get(slot):
            wait = (rest.until - datetime.now(UTC)).total_seconds()
            live.lastseen = max(live.lastseen, monotonic() + wait - live.delay)
