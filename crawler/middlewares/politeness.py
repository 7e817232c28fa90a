"""Manners towards each host: one connection, a least delay, and rest when it asks for rest."""

from __future__ import annotations

import logging
from collections import Counter
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from cleaners.model import Reason
from crawler.config import CrawlSettings, Source
from crawler.middlewares.refused import Refused

MAX_WAIT_SECONDS = 3600.0
"""A host that asks for more rest than this is left alone for the rest of the run."""

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


def read_retry_after(value: str, now: datetime) -> float | None:
    """Seconds to wait by a Retry-After header, in either of its forms; None when it says nothing readable.

    Source: RFC 9110, section 10.2.3.

    >>> now = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
    >>> read_retry_after("120", now), read_retry_after("Fri, 20 Nov 2026 12:01:00 GMT", now)
    (120.0, 60.0)
    >>> read_retry_after("soon", now) is None
    True
    """
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())


class Politeness:
    """Sets each host's delay, slows down when asked to, and leaves hosts alone that ask for it or are down.

    Every request passes here, those for robots.txt and after redirects too. `skipped` names the hosts left
    alone, with the reason.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.manners: CrawlSettings = crawler.settings["CRAWL"]
        self.skipped: dict[str, str] = {}
        self.failures: Counter[str] = Counter()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the manners from the setting `CRAWL`."""
        return cls(crawler)

    def slow_down(self, slot: str, delay: float) -> None:
        """Raise the least delay of a host, in seconds, for the rest of the run; never lowers it."""
        downloader = self.crawler.engine.downloader
        fresh = {"concurrency": 1, "jitter": 0.0, "delay": LEAST_DELAY}
        kept = downloader.per_slot_settings.setdefault(slot, fresh)
        kept["delay"] = max(kept["delay"], delay)
        if slot in downloader.slots:
            downloader.slots[slot].delay = max(downloader.slots[slot].delay, delay)

    def process_request(self, request: Request) -> None:
        """Put the request into its host's slot; refuse it when the host is left alone."""
        slot = name_slot(request.url)
        if slot in self.skipped:
            raise Refused(Reason.UNREACHABLE, self.skipped[slot])
        source: Source | None = request.meta.get("source")
        host = urlsplit(request.url).hostname or ""
        self.slow_down(slot, self.manners.delay_for(host, source.delay_seconds if source else None))
        request.meta["download_slot"] = slot
        # Scrapy's throttle knows one least delay for all hosts: it must not go below this one's own.
        least = self.crawler.engine.downloader.per_slot_settings[slot]["delay"]
        request.meta["autothrottle_dont_adjust_delay"] = least != self.manners.delay_seconds

    def process_response(self, request: Request, response: Response) -> Response:
        """Give the host the rest it asks for; the retry that may follow waits in its slot."""
        slot = name_slot(request.url)
        if response.status >= 500:
            self._count_failure(
                slot, f"{MAX_FAILURES} failures in a row, the last with status {response.status}"
            )
        else:
            self.failures[slot] = 0
        if response.status in (429, 503):
            self._rest(slot, response)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Count failed connections, to stop asking a host that is down."""
        if not isinstance(exception, Refused):
            slot = name_slot(request.url)
            self._count_failure(
                slot, f"{MAX_FAILURES} failures in a row, the last {type(exception).__name__}"
            )

    def _count_failure(self, slot: str, detail: str) -> None:
        self.failures[slot] += 1
        if self.failures[slot] >= MAX_FAILURES:
            self._skip(slot, detail)

    def _rest(self, slot: str, response: Response) -> None:
        header = (response.headers.get("Retry-After") or b"").decode("latin-1")
        delay = self.crawler.engine.downloader.per_slot_settings[slot]["delay"]
        wait = read_retry_after(header, datetime.now(UTC))
        wait = WAIT_DELAYS * delay if wait is None else wait
        if wait > MAX_WAIT_SECONDS:
            self._skip(slot, f"asked for {wait:.0f} s of rest with status {response.status}")
            raise Refused(Reason.UNREACHABLE, self.skipped[slot])
        live = self.crawler.engine.downloader.slots.get(slot)
        if live is not None:
            # A slot sends its next request `delay` after `lastseen`.
            live.lastseen = max(live.lastseen, monotonic() + wait - live.delay)
        log.info("%s answered %s: resting %.0f s", slot, response.status, wait)

    def _skip(self, slot: str, detail: str) -> None:
        if slot not in self.skipped:
            self.skipped[slot] = f"{slot} is left alone for this run: {detail}"
            log.warning(self.skipped[slot])
