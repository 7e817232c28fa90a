"""Asks for robots.txt and obeys it; Scrapy's own middleware fetches pages when robots.txt cannot be had."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Self
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import StopDownload
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from cleaners.model import Reason
from crawler.config import CrawlSettings
from crawler.middlewares._robots_rules import Verdict, cut_lines, find_delay, judge_robots
from crawler.middlewares.challenges import find_block
from crawler.middlewares.host_cache import MAX_AGE, find_host_cache
from crawler.middlewares.politeness import Politeness, name_slot
from crawler.middlewares.refused import Interrupted, Refused
from crawler.state import SavedRobots

PATH = "/robots.txt"
PRIORITY = 1000
LEAST_REDIRECTS = 5
COUNTED = "robots_bytes"
"""Key of a request for robots.txt in its `meta`: how many bytes of the answer have come."""

log = logging.getLogger(__name__)


def is_robots(request: Request) -> bool:
    """Whether a request is one for robots.txt itself, made here."""
    return COUNTED in request.meta


class RobotsTxt:
    """Learns each host's robots.txt before anything else is asked of the host, and obeys it.

    An answer counts for a day, in later runs too. What cannot be reached, or hides behind a challenge, forbids
    everything for this run. Crawl-delay and Request-rate set the host's delay, up to the limit of the settings.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.settings: CrawlSettings = crawler.settings["CRAWL"]
        self.verdicts: dict[str, tuple[Verdict, datetime]] = {}
        self._asking = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read agent and limits from the setting `CRAWL`."""
        return cls(crawler)

    def stop_at_limit(self, data: bytes, request: Request, spider: Spider) -> None:
        """Break off the download of a robots.txt that is larger than what will be read of it."""
        if is_robots(request):
            request.meta[COUNTED] += len(data)
            if request.meta[COUNTED] > self.settings.robots_max_bytes:
                raise StopDownload(fail=False)

    async def process_request(self, request: Request) -> None:
        """Refuse what the host's robots.txt forbids."""
        if is_robots(request):
            return
        parts = urlsplit(request.url)
        home = f"{parts.scheme}://{parts.netloc}"
        now = datetime.now(UTC)
        if home not in self.verdicts or now - self.verdicts[home][1] >= MAX_AGE:
            # No two requests of a host are under way at once, so that none is asked for twice.
            self.verdicts[home] = await self._learn(home, now)
            self._slow_down(home)
        verdict, _ = self.verdicts[home]
        if verdict.rules is None:
            raise Refused(verdict.reason, verdict.detail)
        if not verdict.rules.can_fetch(request.url, self.settings.agent):
            raise Refused(Reason.FORBIDDEN, "forbidden by robots.txt")

    async def _learn(self, home: str, now: datetime) -> tuple[Verdict, datetime]:
        """What a host allows, and when it answered."""
        cache, limit = find_host_cache(self.crawler), self.settings.robots_max_bytes
        saved = await cache.find_robots(home, now) if cache else None
        if saved is not None:
            return judge_robots(saved.status, saved.body, limit, self.settings.agent), saved.asked_at
        answer = await self._ask(home)
        if isinstance(answer, Verdict):
            return answer, now
        verdict = judge_robots(answer.status, answer.body, limit, self.settings.agent)
        if cache and verdict.rules is not None:
            body = cut_lines(answer.body, limit) if 200 <= answer.status < 300 else b""
            await cache.save(SavedRobots(home, now, answer.status, body))
        return verdict, now

    async def _ask(self, home: str) -> Response | Verdict:
        """The answer for robots.txt, or the verdict when there is none."""
        request = Request(
            home + PATH,
            # Unpacked, a file cut at the limit is still readable.
            headers={"Accept-Encoding": "identity"},
            priority=PRIORITY,
            # However long it says that it is: what is read of it is bounded here.
            meta={COUNTED: 0, "download_maxsize": 0},
            callback=NO_CALLBACK,
        )
        self._watch(+1)
        try:
            response: Response = await self.crawler.engine.download_async(request)
        except Refused as refused:
            # Only who followed five may say that they lead nowhere (RFC 9309, 2.3.1.2).
            if refused.reason is Reason.REDIRECT_LOOP and self.settings.redirect_max >= LEAST_REDIRECTS:
                return Verdict(Protego.parse(""))
            return Verdict(None, f"robots.txt: {refused.detail}", refused.reason)
        except Interrupted:
            raise
        except Exception as error:  # a border: whatever failed, the host may not be asked
            detail = f"robots.txt could not be had ({type(error).__name__}): nothing is fetched this run"
            log.info("%s: %s", home, detail)
            return Verdict(None, detail, Reason.UNREACHABLE)
        finally:
            self._watch(-1)
        if 200 <= response.status < 300 and (why := find_block(response)):
            return Verdict(None, f"robots.txt: {why}", Reason.BLOCKED)
        return response

    def _watch(self, more: int) -> None:
        """Count the bytes that come while a robots.txt is under way: for every page it would cost too much."""
        self._asking += more
        change = self.crawler.signals.connect if self._asking else self.crawler.signals.disconnect
        change(self.stop_at_limit, signal=signals.bytes_received)

    def _slow_down(self, home: str) -> None:
        rules = self.verdicts[home][0].rules
        delay = find_delay(rules, self.settings.agent) if rules else 0.0
        politeness = self.crawler.get_downloader_middleware(Politeness)
        if delay and politeness:
            politeness.slow_down(name_slot(home), min(delay, self.settings.max_crawl_delay_seconds))
