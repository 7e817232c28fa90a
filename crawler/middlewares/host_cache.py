"""Answers of hosts to earlier runs, so that no new run forgets the backoff they asked for.

It rests on the state. Where that fails, the run goes on without: what cannot be remembered costs a host one
more question, and a state that is broken ends the run at the next checkpoint anyway.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta

from scrapy.crawler import Crawler

from crawler.errors import StoreError
from crawler.state import SavedBackoff, SavedRobots, State

MAX_AGE = timedelta(hours=24)
"""Age up to which an answer for robots.txt may be relied on (RFC 9309, section 2.4)."""

log = logging.getLogger(__name__)


class HostCache:
    """Reads and writes what hosts answered; `lock` is held meanwhile, since the state takes one call at a time."""

    def __init__(self, state: State, lock: asyncio.Lock) -> None:
        self._state = state
        self._lock = lock

    async def find_robots(self, home: str, now: datetime) -> SavedRobots | None:
        """The answer for a host's robots.txt that a run of the last 24 hours had, or None."""
        try:
            async with self._lock:
                saved = await asyncio.to_thread(self._state.find_robots, home)
        except StoreError as error:
            log.warning("%s: robots.txt is asked for again: %s", home, error)
            return None
        # A clock that was set back must not keep an answer for ever.
        return saved if saved and timedelta(0) <= now - saved.asked_at < MAX_AGE else None

    def find_backoffs(self, now: datetime) -> tuple[SavedBackoff, ...]:
        """The hosts that asked an earlier run to back off beyond `now`. Blocks: for the start of a run."""
        try:
            return self._state.find_backoffs(now)
        except StoreError as error:
            log.warning("Backoff that hosts asked for in earlier runs is not known: %s", error)
            return ()

    async def save(self, row: SavedRobots | SavedBackoff) -> None:
        """Remember what a host answered."""
        try:
            async with self._lock:
                await asyncio.to_thread(self._state.save, [row])
        except StoreError as error:
            log.warning("What a host answered is not remembered: %s", error)


def find_host_cache(crawler: Crawler) -> HostCache | None:
    """The cache of the spider's run; None for a spider without a state, which asks anew."""
    cache = getattr(crawler.spider, "host_cache", None)
    return cache if isinstance(cache, HostCache) else None
