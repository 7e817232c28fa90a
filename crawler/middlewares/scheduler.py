"""Dispatches requests host by host, so that a slow host, or one that is backed off, holds up only itself."""

from __future__ import annotations

from collections import deque
from typing import Self

from scrapy import Request, Spider
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler

from crawler.middlewares.politeness import name_slot
from crawler.middlewares.scrapy_internals import find_downloading


class HostScheduler(BaseScheduler):
    """A queue for each host, in memory; of a host that has a request under way, none is dispatched.

    Scrapy's own scheduler hands out as many as may be under way in all, and they wait in the downloader: one
    host that asks for ten minutes of backoff holds up the others, and a stopped crawl waits for them all. No
    request is dropped as a duplicate: the spider asks for each address once, and a retry is no duplicate.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.queues: dict[str, deque[Request]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        return cls(crawler)

    def open(self, spider: Spider) -> None:
        """Nothing to open."""

    def close(self, reason: str) -> None:
        """Nothing to close: what was not handed out stays open in the spider's ledger."""

    def has_pending_requests(self) -> bool:
        """Whether any host has a request waiting."""
        return bool(self.queues)

    def enqueue_request(self, request: Request) -> bool:
        """Take a request; one of raised priority (a redirect's target) goes before its host's others."""
        slot = request.meta["download_slot"] = name_slot(request.url)
        queue = self.queues.setdefault(slot, deque())
        queue.appendleft(request) if request.priority > 0 else queue.append(request)
        return True

    def next_request(self) -> Request | None:
        """The next request of the host that waited longest among those with nothing under way, or None."""
        busy = {
            request.meta.get("download_slot") or name_slot(request.url)
            for request in find_downloading(self.crawler)
        }
        slot = next((slot for slot in self.queues if slot not in busy), None)
        if slot is None:
            return None
        queue = self.queues.pop(slot)
        request = queue.popleft()
        if queue:
            self.queues[slot] = queue  # last in the order of the dictionary: its turn is over
        return request
