"""Ends requests that a host blocked, and blocks a host for the run that blocks each request."""

from __future__ import annotations

from collections import Counter
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from cleaners.model import Reason
from crawler.middlewares.challenges import find_block
from crawler.middlewares.politeness import Politeness, name_slot
from crawler.middlewares.refused import Refused
from crawler.middlewares.robots import is_robots

MAX_BLOCKED = 10
"""Blocked answers in a row after which a host is left alone for the rest of the run."""


class BlockedPages:
    """Ends requests that were blocked, without another try, and leaves a host alone that blocks each one."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.blocked: Counter[str] = Counter()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Refuse what a host blocked; what robots.txt answers means something else."""
        if is_robots(request):
            return response
        slot, why = name_slot(request.url), find_block(response)
        if why is None:
            self.blocked[slot] = 0
            return response
        self.blocked[slot] += 1
        politeness = self.crawler.get_downloader_middleware(Politeness)
        if self.blocked[slot] >= MAX_BLOCKED and politeness:
            detail = f"{MAX_BLOCKED} answers in a row were blocked, the last with {why}"
            politeness.block_host(slot, detail, Reason.BLOCKED)
        raise Refused(Reason.BLOCKED, why)
