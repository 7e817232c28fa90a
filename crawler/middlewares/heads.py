"""Bounds the head of a response: Scrapy counts the bytes of bodies only, and keeps every header line in memory."""

from __future__ import annotations

import logging
from typing import Any

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from twisted.internet.interfaces import IAddress

from crawler.middlewares.scrapy_internals import (
    ClientFactory,
    ClientParser,
    ClientProtocol,
    is_reading_head,
    make_connection,
    replace_parser,
    set_client_factory,
)

MAX_HEAD_BYTES = 256 * 1024
"""Status line and headers together; servers and browsers stop between 8 and 256 KiB."""

log = logging.getLogger(__name__)


class HeadTooLargeError(Exception):
    """The headers of a response do not end within the limit."""


class BoundedParser(ClientParser):
    """Scrapy's parser, up to a limit; says so when a server gives two lengths for one body."""

    head_bytes = 0

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        """Count what comes before the body, answers "100 Continue" included."""
        if is_reading_head(self):
            if self.head_bytes > MAX_HEAD_BYTES:
                raise HeadTooLargeError(f"more than {MAX_HEAD_BYTES} bytes of headers")
            self.head_bytes += len(data)
        super().dataReceived(data)  # type: ignore[no-untyped-call]

    def allHeadersReceived(self) -> None:  # noqa: N802
        """Note both lengths: RFC 9112, section 6.3, lets Transfer-Encoding win, and calls it an attack's mark."""
        if self.connHeaders.hasHeader(b"transfer-encoding") and self.connHeaders.hasHeader(b"content-length"):
            log.warning("%r: both Transfer-Encoding and Content-Length", self.request.absoluteURI)
        super().allHeadersReceived()  # type: ignore[no-untyped-call]


class BoundedProtocol(ClientProtocol):
    """A connection whose responses are read by the bounded parser."""

    def request(self, request: Any) -> Any:
        """Send a request; Scrapy's protocol makes its own parser, whose class is changed as Scrapy changes it."""
        answer = super().request(request)
        replace_parser(self, BoundedParser)
        return answer


class BoundedFactory(ClientFactory):
    """Makes bounded connections."""

    noisy = False

    def buildProtocol(self, addr: IAddress | None) -> ClientProtocol:  # noqa: N802
        """One connection."""
        return make_connection(BoundedProtocol, self)


class BoundedHandler(HTTP11DownloadHandler):
    """Downloads http and https over bounded connections."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        set_client_factory(self, BoundedFactory)
