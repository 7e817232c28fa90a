"""Pages of one WARC file that may be articles of chosen sources, published on chosen days."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import BinaryIO
from urllib.parse import urlsplit

from cleaners.addresses import resolve_page
from cleaners.model import Page, Rejected
from crawler.backfill.warcs import WarcFile
from crawler.config import Source
from crawler.discovery.days import SLACK, read_folder_day
from crawler.discovery.urls import refuse_url
from crawler.store import read_warc


class UrlFilter:
    """Whose article an address may be, of some sources, and of which days; asked once for each record of a file."""

    def __init__(self, sources: Sequence[Source], since: date, until: date) -> None:
        self._sources = sources
        self._first, self._last = since - SLACK, until + SLACK
        self._by_host: dict[str, Source | None] = {}

    def match(self, address: str) -> tuple[str, Source] | None:
        """The address as a crawl would write it, and its source; None for what is no article of these days.

        The day is that of the folders in the address (`/2026/03/01/`), where it has them.

        >>> from cleaners.model import SourceRules
        >>> rules = SourceRules("a", ("times.example",))
        >>> url_filter = UrlFilter([Source("a", "A", "https://times.example/", rules)], date(2026, 3, 1), date(2026, 3, 2))
        >>> paths = ("times.example/1", "other.example/1", "times.example/2025/03/01/a")
        >>> [bool(url_filter.match(f"https://{path}")) for path in paths]
        [True, False, False]
        """
        source = self._find(address)
        url = resolve_page(address, address) if source else None
        if source is None or url is None or refuse_url(url, source) is not None:
            return None
        day = read_folder_day(url)
        if day and not self._first <= day <= self._last:
            return None
        return url, source

    def _find(self, address: str) -> Source | None:
        try:
            host = urlsplit(address).netloc
        except ValueError:
            return None
        if host not in self._by_host:
            self._by_host[host] = next((source for source in self._sources if source.owns(address)), None)
        return self._by_host[host]


def read_captures(
    stream: BinaryIO, file: WarcFile, url_filter: UrlFilter, max_bytes: int, check: Callable[[], None]
) -> Iterator[Page | Rejected]:
    """Pages of a file that the filter lets through, with their sources, in order; what cannot be read as `Rejected`.

    `check` is called for each response in the file, matched or not, and may raise to end the reading. A record
    without a time has that at which the file was begun. Pages are as if they had been fetched: they name no file.
    """

    def wants(address: str) -> bool:
        check()
        return url_filter.match(address) is not None

    for found in read_warc(stream, input=file.name, max_bytes=max_bytes, wants=wants):
        matched = url_filter.match(found.url) if found.url else None
        if matched is None:
            if isinstance(found, Rejected):
                yield found
            continue
        url, source = matched
        if isinstance(found, Rejected):
            yield replace(found, url=url, source=source.id)
        else:
            fetched_at = found.fetched_at or file.begun
            yield replace(found, url=url, source=source.id, fetched_at=fetched_at, input=None)
