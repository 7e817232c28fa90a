"""robots.txt by RFC 9309; Scrapy's own middleware fetches pages when robots.txt cannot be had.

Source: https://www.rfc-editor.org/rfc/rfc9309, sections 2.3 and 2.5; Crawl-delay is no part of it, but asked
for by many sites.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
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
from crawler.middlewares.politeness import Politeness, name_slot
from crawler.middlewares.refused import Interrupted, Refused

PATH = "/robots.txt"
PRIORITY = 1000

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a host's robots.txt came to: rules, or (None) a reason why nothing may be fetched this run."""

    rules: Protego | None
    detail: str = ""
    reason: Reason = Reason.FORBIDDEN


def judge_robots(status: int, body: bytes, limit: int) -> Verdict:
    """What a response for robots.txt allows, of which at most `limit` bytes are read.

    Success: its rules. Client errors and redirects without an end: everything (2.3.1.3). Server errors and
    429: nothing (2.3.1.4), since the file is there and cannot be read.

    >>> judge_robots(404, b"User-agent: *\\nDisallow: /", 1000).rules.can_fetch("/a", "khyber")
    True
    >>> judge_robots(503, b"", 1000).detail
    'robots.txt answered 503: nothing is fetched this run'
    """
    if status == 429 or status >= 500:
        return Verdict(None, f"robots.txt answered {status}: nothing is fetched this run")
    if not 200 <= status < 300:
        return Verdict(Protego.parse(""))
    if len(body) > limit:
        # A rule cut in the middle would forbid or allow something else.
        body = body[:limit].rpartition(b"\n")[0]
    return Verdict(Protego.parse(body.decode("utf-8-sig", errors="replace").replace("\0", "")))


class RobotsTxt:
    """Fetches each host's robots.txt once a run, before anything else of the host, and obeys it.

    What cannot be reached forbids everything for this run. Crawl-delay sets the host's delay, up to the
    limit of the settings.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.manners: CrawlSettings = crawler.settings["CRAWL"]
        self.verdicts: dict[str, Verdict] = {}
        crawler.signals.connect(self.stop_at_limit, signal=signals.bytes_received)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read agent and limits from the setting `CRAWL`."""
        return cls(crawler)

    def stop_at_limit(self, data: bytes, request: Request, spider: Spider) -> None:
        """Break off the download of a robots.txt that is larger than what will be read of it."""
        if "robots_bytes" in request.meta:
            request.meta["robots_bytes"] += len(data)
            if request.meta["robots_bytes"] > self.manners.robots_max_bytes:
                raise StopDownload(fail=False)

    async def process_request(self, request: Request) -> None:
        """Refuse what the host's robots.txt forbids."""
        if "robots_bytes" in request.meta:
            return
        parts = urlsplit(request.url)
        home = f"{parts.scheme}://{parts.netloc}"
        if home not in self.verdicts:
            # No two requests of a host are under way at once, so that none is asked for twice.
            self.verdicts[home] = await self._ask(home)
        verdict = self.verdicts[home]
        if verdict.rules is None:
            raise Refused(verdict.reason, verdict.detail)
        if not verdict.rules.can_fetch(request.url, self.manners.agent):
            raise Refused(Reason.FORBIDDEN, "forbidden by robots.txt")

    async def _ask(self, home: str) -> Verdict:
        # Unpacked, a file cut at the limit is still readable.
        headers = {"Accept-Encoding": "identity"}
        request = Request(
            home + PATH, headers=headers, priority=PRIORITY, meta={"robots_bytes": 0}, callback=NO_CALLBACK
        )
        try:
            response: Response = await self.crawler.engine.download_async(request)
        except Refused as refused:
            if refused.reason is Reason.REDIRECT_LOOP:
                return Verdict(Protego.parse(""))
            return Verdict(None, f"robots.txt: {refused.detail}", refused.reason)
        except Interrupted:
            raise
        except Exception as error:  # a border: whatever failed, the host may not be asked
            detail = f"robots.txt could not be had ({type(error).__name__}): nothing is fetched this run"
            log.info("%s: %s", home, detail)
            return Verdict(None, detail, Reason.UNREACHABLE)
        verdict = judge_robots(response.status, response.body, self.manners.robots_max_bytes)
        self._slow_down(home, verdict)
        return verdict

    def _slow_down(self, home: str, verdict: Verdict) -> None:
        delay = verdict.rules.crawl_delay(self.manners.agent) if verdict.rules else None
        politeness = self.crawler.get_downloader_middleware(Politeness)
        if delay and politeness:
            politeness.slow_down(name_slot(home), min(delay, self.manners.max_crawl_delay_seconds))
