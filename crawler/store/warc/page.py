"""A page as a WARC response record and back, so that cleaning it again gives the same result.

Besides what WARC has a place for, a record of ours carries the field `Khyber-Page`: JSON with the address asked
for, the final one, the source and the hints. Other readers of WARC pass over it.
"""

from __future__ import annotations

import io
import json
import re
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import quote

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from cleaners.model import Hints, Media, Page, as_plain

FIELD = "Khyber-Page"
MAX_FIELD_BYTES = 256 * 1024

# The body is stored decoded, so these headers would mislead a reader; news crawls rename them in this way.
_RENAMED = {name: f"x-crawler-{name}" for name in ("content-encoding", "transfer-encoding", "content-length")}
_ORIGINAL = {new: old for old, new in _RENAMED.items()}
_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")

Headers = tuple[tuple[str, str], ...]


def encode_page(page: Page) -> bytes:
    """One gzip member with a WARC/1.1 `response` record of a page, digests included.

    Raises ValueError for a page that was not fetched (no URL, no time).
    """
    address = page.final_url or page.url
    if not address:
        raise ValueError("only fetched pages go into the archive: set Page.url")
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version="WARC/1.1")
    record = writer.create_warc_record(
        quote(address, safe="!#$%&'()*+,/:;=?@[]~", errors="replace"),
        "response",
        payload=io.BytesIO(page.body),
        length=len(page.body),
        http_headers=StatusAndHeaders(_status_line(page.status), _stored_headers(page), protocol="HTTP/1.1"),
        warc_headers_dict={
            "WARC-Date": time_of(page).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            FIELD: _describe(page),
        },
    )
    writer.write_record(record)
    return out.getvalue()


def time_of(page: Page) -> datetime:
    """When a page was fetched, in UTC. Raises ValueError for a page that was not."""
    if page.fetched_at is None:
        raise ValueError("only fetched pages go into the archive: set Page.fetched_at")
    return page.fetched_at.astimezone(UTC)


def encode_info(filename: str, software: str) -> bytes:
    """One gzip member with the `warcinfo` record that opens a file."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version="WARC/1.1")
    writer.write_record(
        writer.create_warcinfo_record(filename, {"software": software, "format": "WARC File Format 1.1"})
    )
    return out.getvalue()


def restore_page(field: str, headers: Headers, body: bytes, fetched_at: datetime | None) -> Page | None:
    """The page that `encode_page` stored, from the record's field, HTTP headers and body; None if not ours.

    The field may come from a stranger's file: whatever in it is not of the right kind is left out.
    """
    try:
        plain = json.loads(field)
        media = Media(plain["media"])
        exact = tuple((str(name), str(value)) for name, value in plain.get("headers") or ())
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return Page(
        body=body,
        media=media,
        url=_text(plain.get("url")),
        final_url=_text(plain.get("final_url")),
        status=plain.get("status") if isinstance(plain.get("status"), int) else None,
        headers=exact or _original_headers(headers),
        fetched_at=fetched_at,
        source=_text(plain.get("source")),
        hints=_restore_hints(plain.get("hints")),
    )


def _describe(page: Page) -> str:
    plain: dict[str, object] = {
        "url": page.url,
        "final_url": page.final_url,
        "status": page.status,
        "source": page.source,
        "media": page.media.value,
        "hints": as_plain(page.hints),
    }
    if _original_headers(tuple(_stored_headers(page))) != page.headers:
        plain["headers"] = page.headers
    # A hostile feed or server can make these as long as it likes; readers of WARC limit header lines.
    for dropped in ("headers", "hints"):
        if len(json.dumps(plain)) > MAX_FIELD_BYTES:
            plain.pop(dropped, None)
    return json.dumps(plain)


def _stored_headers(page: Page) -> list[tuple[str, str]]:
    stored = [
        (_RENAMED.get(name, name), " ".join(value.encode("ascii", "replace").decode().split()))
        for name, value in page.headers
        if _TOKEN.fullmatch(name)
    ]
    return [*stored, ("content-length", str(len(page.body)))]


def _original_headers(stored: Headers) -> Headers:
    return tuple((_ORIGINAL.get(name, name), value) for name, value in stored if name not in _RENAMED)


def _status_line(status: int | None) -> str:
    try:
        return f"{status or 200} {HTTPStatus(status or 200).phrase}"
    except ValueError:
        return f"{status} Unknown"


def _restore_hints(plain: object) -> Hints:
    if not isinstance(plain, dict):
        return Hints()
    return Hints(
        title=_text(plain.get("title")),
        published=_text(plain.get("published")),
        published_from=_text(plain.get("published_from")),
        modified=_text(plain.get("modified")),
        language=_text(plain.get("language")),
        authors=_texts(plain.get("authors")),
        tags=_texts(plain.get("tags")),
        letters=letters if isinstance(letters := plain.get("letters"), int) else None,
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _texts(value: object) -> tuple[str, ...]:
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()
