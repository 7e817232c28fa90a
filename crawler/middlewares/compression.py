"""Unpacks compressed responses: within a limit, and whole or not at all.

Scrapy's own middleware hands on what it could read of a body that breaks off, as a success.
"""

from __future__ import annotations

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.http import Response

from cleaners.model import Reason
from crawler.middlewares.refused import Refused
from crawler.middlewares.scrapy_internals import responsetypes
from crawler.store.inflate import GZIP, CutError, DamagedError, TooLargeError, inflate, name_packing

MAX_LAYERS = 2
KNOWN = frozenset(("gzip", "x-gzip", "deflate"))


class BrokenBodyError(Exception):
    """A compressed body that breaks off, or is none."""


def unpack(body: bytes, encoding: str, limit: int) -> bytes:
    """Undo one `Content-Encoding`: gzip or deflate; at most `limit` bytes may come out.

    Raises TooLargeError, or BrokenBodyError for a body that ends before its stream does or is packed in
    another way. What stands after the end of the stream is passed over, as browsers do.

    >>> import zlib
    >>> unpack(zlib.compress(b"abc"), "deflate", 3)
    b'abc'
    >>> unpack(zlib.compress(b"abc")[:-2], "deflate", 3)
    Traceback (most recent call last):
    crawler.middlewares.compression.BrokenBodyError: deflate body breaks off
    """
    if encoding not in KNOWN:
        raise BrokenBodyError(f"packed with {encoding[:40]!r}, which was not asked for")
    try:
        return inflate(body, limit, name_packing(body) if encoding == "deflate" else GZIP)
    except DamagedError as error:
        raise BrokenBodyError(f"{encoding} body is broken ({error})") from error
    except CutError as error:
        raise BrokenBodyError(f"{encoding} body breaks off") from error


class StrictCompression:
    """Asks for gzip and deflate, and unpacks them within `DOWNLOAD_MAXSIZE`."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.limit = crawler.settings.getint("DOWNLOAD_MAXSIZE")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the limit from the settings."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Say what can be unpacked here."""
        request.headers.setdefault("Accept-Encoding", "gzip, deflate")

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Unpack; a broken body is asked for again, then refused, never handed on."""
        encodings = (
            b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1").lower().split(",")
        )
        layers = [name.strip() for name in encodings if name.strip() not in ("", "identity")]
        if not layers or not response.body:
            return response
        if len(layers) > MAX_LAYERS:
            raise Refused(Reason.UNREACHABLE, f"a body packed {len(layers)} times over")
        body = response.body
        try:
            for name in reversed(layers):
                body = unpack(body, name, self.limit)
        except TooLargeError as error:
            raise Refused(Reason.TOO_LARGE, f"more than {self.limit} bytes unpacked") from error
        except BrokenBodyError as error:
            spider = self.crawler.spider
            # Another try may give a whole body, but in no other packing.
            retry = None
            if spider is not None and KNOWN.issuperset(layers):
                retry = get_retry_request(request, spider=spider, reason="broken body")
            if retry is not None:
                return retry
            raise Refused(Reason.UNREACHABLE, str(error)) from error
        kind = responsetypes.from_args(headers=response.headers, url=response.url, body=body)
        unpacked = response.replace(cls=kind, body=body)
        del unpacked.headers["Content-Encoding"]
        return unpacked
