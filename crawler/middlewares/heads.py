"""Bounds the head of a response: Scrapy counts the bytes of bodies only, and keeps every header line in memory."""

from __future__ import annotations

import logging
from typing import Any

from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from scrapy.crawler import Crawler
from twisted.internet.interfaces import IAddress
from twisted.web._newclient import HEADER, STATUS
from twisted.web.client import _HTTP11ClientFactory

MAX_HEAD_BYTES = 256 * 1024
"""Status line and headers together; servers and browsers stop between 8 and 256 KiB."""

log = logging.getLogger(__name__)


class HeadTooLargeError(Exception):
    """The headers of a response do not end within the limit."""


class BoundedParser(_LenientHTTPClientParser):
    """Scrapy's parser, up to a limit; says so when a server gives two lengths for one body."""

    head_bytes = 0

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        """Count what comes before the body, answers "100 Continue" included."""
        if self.state in (STATUS, HEADER):
            if self.head_bytes > MAX_HEAD_BYTES:
                raise HeadTooLargeError(f"more than {MAX_HEAD_BYTES} bytes of headers")
            self.head_bytes += len(data)
        super().dataReceived(data)  # type: ignore[no-untyped-call]

    def allHeadersReceived(self) -> None:  # noqa: N802
        """Note both lengths: RFC 9112, section 6.3, lets Transfer-Encoding win, and calls it an attack's mark."""
        if self.connHeaders.hasHeader(b"transfer-encoding") and self.connHeaders.hasHeader(b"content-length"):
            log.warning("%r: both Transfer-Encoding and Content-Length", self.request.absoluteURI)
        super().allHeadersReceived()  # type: ignore[no-untyped-call]


class BoundedProtocol(_LenientHTTP11ClientProtocol):
    """A connection whose responses are read by the bounded parser."""

    def request(self, request: Any) -> Any:
        """Send a request; Scrapy's protocol makes its own parser, whose class is changed as Scrapy changes it."""
        answer = super().request(request)
        if self._parser is not None:
            self._parser.__class__ = BoundedParser
        return answer


class BoundedFactory(_HTTP11ClientFactory):
    """Makes bounded connections."""

    noisy = False

    def buildProtocol(self, addr: IAddress | None) -> BoundedProtocol:  # noqa: N802
        """One connection."""
        return BoundedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


class BoundedHandler(HTTP11DownloadHandler):
    """Downloads http and https over bounded connections."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = BoundedFactory
