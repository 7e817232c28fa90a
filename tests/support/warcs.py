"""WARC files as a news crawl leaves them, written for a test."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tests.support.crawling import write_story


@dataclass(frozen=True, slots=True)
class Capture:
    """One page as it was captured; `published` (ISO) goes into its head, None leaves it without a date."""

    url: str
    name: str
    published: str | None
    captured: str = "2026-03-02T10:00:00Z"
    status: str = "200 OK"

    @property
    def html(self) -> str:
        """The page."""
        meta = (
            f'<meta property="article:published_time" content="{self.published}">' if self.published else ""
        )
        return write_story(self.name).replace("<head>", f"<head>{meta}")


def name_warc(begun: datetime, number: int) -> str:
    """Where a file lies below the folder of a news crawl."""
    return f"crawl-data/CC-NEWS/{begun:%Y/%m}/CC-NEWS-{begun:%Y%m%d%H%M%S}-{number:05}.warc.gz"


def write_records(captures: Iterable[Capture]) -> list[bytes]:
    """A gzip member for the file's own record, then two for each capture: its request and its response."""
    members = [_write(lambda writer: writer.create_warcinfo_record("made", {"software": "a test"}))]
    for capture in captures:
        members.append(_write(lambda writer, c=capture: _request(writer, c)))
        members.append(_write(lambda writer, c=capture: _response(writer, c)))
    return members


def write_warc(captures: Sequence[Capture]) -> bytes:
    """A whole file."""
    return b"".join(write_records(captures))


def _write(make) -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    writer.write_record(make(writer))
    return out.getvalue()


def _request(writer: WARCWriter, capture: Capture):
    head = StatusAndHeaders("GET / HTTP/1.1", [("Host", "example")], is_http_request=True)
    return writer.create_warc_record(capture.url, "request", http_headers=head)


def _response(writer: WARCWriter, capture: Capture):
    head = StatusAndHeaders(
        capture.status, [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1"
    )
    return writer.create_warc_record(
        capture.url,
        "response",
        payload=io.BytesIO(capture.html.encode()),
        http_headers=head,
        warc_headers_dict={"WARC-Date": capture.captured},
    )
