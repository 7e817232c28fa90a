"""Every name of Scrapy and Twisted that is touched here and is no promise of theirs, in one place.

A new version may move any of them without notice. tests/crawler/middlewares/test_scrapy_internals.py holds each, and
says what here depends on it; `scrapy` has an upper bound in pyproject.toml for the same reason. No other module may
import a private name of these packages, or reach into Scrapy's downloader: the test holds that too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.core.downloader.handlers.http11 import _LenientHTTP11ClientProtocol as ClientProtocol
from scrapy.core.downloader.handlers.http11 import _LenientHTTPClientParser as ClientParser
from scrapy.crawler import Crawler
from scrapy.responsetypes import responsetypes
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS
from twisted.web.client import _HTTP11ClientFactory as ClientFactory

__all__ = [
    "SETTINGS_MESSAGE",
    "ClientFactory",
    "ClientParser",
    "ClientProtocol",
    "delay_slot",
    "find_downloading",
    "get_least_delay",
    "is_reading_head",
    "make_connection",
    "raise_least_delay",
    "reject_waiting",
    "replace_parser",
    "responsetypes",
    "set_client_factory",
]

SETTINGS_MESSAGE = "Overridden settings"
"""The log message in which Scrapy prints the settings that differ from its own, secrets among them."""


def is_reading_head(parser: ClientParser) -> bool:
    """Whether a parser reads the status line or headers of a response, not yet its body."""
    return parser.state in (STATUS, HEADER)


def replace_parser(protocol: ClientProtocol, parser: type[ClientParser]) -> None:
    """Let a connection read its response by another parser; Scrapy changes the class of its own in the same way."""
    if protocol._parser is not None:
        protocol._parser.__class__ = parser


def make_connection(protocol: type[ClientProtocol], factory: ClientFactory) -> ClientProtocol:
    """A connection of a factory, which the factory's pool takes back when its response is read."""
    return protocol(factory._quiescentCallback)


def set_client_factory(handler: HTTP11DownloadHandler, factory: type[ClientFactory]) -> None:
    """Let a download handler open its connections by a factory."""
    handler._pool._factory = factory


def find_downloading(crawler: Crawler) -> Collection[Request]:
    """The requests that wait in the downloader or are being answered."""
    active: Collection[Request] = crawler.engine.downloader.active
    return active


def get_least_delay(crawler: Crawler, slot: str) -> float:
    """The least delay of a slot, in seconds, as `raise_least_delay` set it."""
    delay: float = crawler.engine.downloader.per_slot_settings[slot]["delay"]
    return delay


def raise_least_delay(crawler: Crawler, slot: str, delay: float, least: float) -> None:
    """Raise the least delay of a slot, in seconds, from `least` on; one connection at a time, without jitter."""
    fresh = {"concurrency": 1, "jitter": 0.0, "delay": least}
    kept = crawler.engine.downloader.per_slot_settings.setdefault(slot, fresh)
    kept["delay"] = max(kept["delay"], delay)


def delay_slot(crawler: Crawler, slot: str, until: float | None) -> None:
    """Let a slot in use wait: at least its least delay, and not before `until` (by `time.monotonic`).

    A slot sends its next request `delay` after `lastseen`.
    """
    live = crawler.engine.downloader.slots.get(slot)
    if live is None:
        return
    # Scrapy's throttle may have gone below this slot's own least delay.
    live.delay = max(live.delay, get_least_delay(crawler, slot))
    if until is not None:
        live.lastseen = max(live.lastseen, until - live.delay)


def reject_waiting(crawler: Crawler, error: BaseException) -> None:
    """Answer every request that waits in the downloader with an error; those being answered go on."""
    for slot in _slots(crawler):
        while slot.queue:
            _, waiting = slot.queue.popleft()
            waiting.errback(Failure(error))  # type: ignore[no-untyped-call]


def _slots(crawler: Crawler) -> Iterator[Any]:
    yield from crawler.engine.downloader.slots.values()
