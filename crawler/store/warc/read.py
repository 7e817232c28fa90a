"""Pages out of WARC files, ours and anyone's, with an account of what could not be read."""

from __future__ import annotations

import io
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import BinaryIO, cast

from fastwarc.warc import WarcRecord, WarcRecordType

from cleaners.model import Media, Page, Reason, Rejected, Stage
from crawler.store.disk import report_disk_errors
from crawler.store.warc.frames import Damage, Frame, iter_frames
from crawler.store.warc.http_body import BodyError, BodyTooLargeError, decode_body
from crawler.store.warc.page import FIELD, Headers, restore_page

MAX_PAGE_BYTES = 5 * 1024 * 1024
HEADER_BYTES = 1024 * 1024
"""Room for HTTP headers and chunk lengths, on top of the page."""

MEMORY_BYTES = 16 * 1024 * 1024

_MEDIA = {
    "text/html": Media.HTML,
    "application/xhtml+xml": Media.HTML,
    "application/vnd.wap.xhtml+xml": Media.HTML,
    "text/plain": Media.TEXT,
}
_RESPONSE = re.compile(rb"^warc-type[ \t]*:[ \t]*response[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_TARGET = re.compile(rb"^warc-target-uri[ \t]*:[ \t]*<?(https?:[^\s>]+)", re.IGNORECASE | re.MULTILINE)

_ADDRESS = re.compile(r"(?:https?|dns|whois|ftps?|gopher|gemini|urn):", re.IGNORECASE)
"""How the address of a response begins, in archives of any crawler."""


def read_warc(
    stream: BinaryIO,
    *,
    input: str | None = None,
    source: str | None = None,
    max_bytes: int = MAX_PAGE_BYTES,
    wants: Callable[[str], bool] | None = None,
    span: tuple[int, int] | None = None,
) -> Iterator[Page | Rejected]:
    """Pages of a WARC file, gzipped or plain, in order.

    Records that our own archive wrote come back as the pages they were. Of other files come the responses with
    HTML or plain text; requests, redirects, pictures and other media are passed over. What cannot be a page
    is a Rejected: bytes lost to damage (`unreadable`, one line says how many and where), a record or decoded
    body above `max_bytes` (`too_large`; never held in memory), an error status, a body that was cut.

    `input` names the file and `source` the site for what the file does not say itself. `wants` is asked for the
    address of each response, before more of it is looked at; one that it does not want is passed over. A `stream` that cannot
    seek is copied to a temporary file first, which raises StoreError if there is no room for it. With `span` only
    what begins between two offsets comes (`iter_frames`).
    """
    place = _Place(input, source, max_bytes)
    with tempfile.SpooledTemporaryFile(max_size=MEMORY_BYTES) as spool:
        seekable = stream
        if not stream.seekable():
            with report_disk_errors("write", f"a temporary file in {tempfile.gettempdir()}"):
                shutil.copyfileobj(stream, spool)
            seekable = cast(BinaryIO, spool)
        for frame in iter_frames(seekable, max_bytes + HEADER_BYTES, span):
            if isinstance(frame, Damage):
                lost = f"lost {frame.length} bytes at offset {frame.offset}: {frame.why}"
                yield place.reject(Reason.UNREADABLE, lost)
            elif (wants is None or _is_wanted(frame, wants)) and (outcome := _read_record(frame, place)):
                yield outcome


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the records of a file come from, and the size limit of its pages."""

    input: str | None
    source: str | None
    max_bytes: int

    def reject(
        self, reason: Reason, detail: str, url: str | None = None, stage: Stage = Stage.READ
    ) -> Rejected:
        return Rejected(stage, reason, url=url, input=self.input, source=self.source, detail=detail)


def _is_wanted(frame: Frame, wants: Callable[[str], bool]) -> bool:
    target = _TARGET.search(frame.head) if _RESPONSE.search(frame.head) else None
    return target is not None and wants(target[1].decode("utf-8", "replace"))


def _read_record(frame: Frame, place: _Place) -> Page | Rejected | None:
    try:
        record = WarcRecord.from_reader(io.BytesIO(frame.head + (frame.block or b"")), quirks_mode=True)
    except OSError as error:
        return place.reject(Reason.UNREADABLE, f"lost a record at offset {frame.offset}: {error}")
    url = (record.headers.get("WARC-Target-URI") or "").strip("<> ")
    if not frame.verified and (problem := _find_head_problem(record, url)):
        return place.reject(Reason.UNREADABLE, f"lost {frame.size} bytes at offset {frame.offset}: {problem}")
    if record.record_type != WarcRecordType.response or not url.lower().startswith(("http:", "https:")):
        return None
    if frame.block is None:
        return place.reject(Reason.TOO_LARGE, f"a record of {frame.size} bytes", url)
    # A gzip member has a checksum of its own; some archives write digests of other bytes than they store.
    if not frame.verified and "WARC-Block-Digest" in record.headers and not record.verify_block_digest():
        return place.reject(
            Reason.UNREADABLE, f"lost {frame.size} bytes: they do not match their digest", url
        )
    if cut := record.headers.get("WARC-Truncated"):
        return place.reject(
            Reason.UNREADABLE, f"the archive holds a part of this page only ({cut[:40]})", url
        )
    return _read_response(record, frame.block, url, place)


def _find_head_problem(record: WarcRecord, url: str) -> str | None:
    """What a head that no checksum covers shows of damage: without it the page would be passed over."""
    if record.record_type in (WarcRecordType.unknown, WarcRecordType.no_type):
        return f"no record is of type {(record.headers.get('WARC-Type') or '')[:40]!a}"
    if record.record_type == WarcRecordType.response and not _ADDRESS.match(url):
        return f"no response comes from {url[:40]!a}"
    return None


def _read_response(record: WarcRecord, block: bytes, url: str, place: _Place) -> Page | Rejected | None:
    record.parse_http(quirks_mode=True, strict_mode=False, max_header_len=len(block) + 1)
    if record.http_headers is None:
        return place.reject(Reason.UNREADABLE, "a response that is not HTTP", url)
    status = record.http_headers.status_code
    headers: Headers = tuple(
        (name.decode("latin-1").lower(), value.decode("latin-1"))
        for name, value in record.http_headers.items_bytes()
    )
    body = record.reader.read(len(block))
    field = record.headers.get(FIELD)
    if field and (page := restore_page(field, headers, body, record.record_date)):
        if len(body) > place.max_bytes:
            return place.reject(Reason.TOO_LARGE, f"a page of {len(body)} bytes", url)
        return replace(page, input=place.input, source=page.source or place.source)
    if status is None:
        return place.reject(Reason.UNREADABLE, "a response without a status line", url)
    if 300 <= status < 400:
        return None
    if not 200 <= status < 300 or status == HTTPStatus.PARTIAL_CONTENT:
        return place.reject(Reason.HTTP_STATUS, f"the server answered {status}", url, Stage.FETCH)
    return _read_body(Page(body, Media.HTML, url, url, status, headers, record.record_date), place)


def _read_body(raw: Page, place: _Place) -> Page | Rejected | None:
    """The page with its body decoded, None if it is no text."""
    encodings = raw.header("transfer-encoding") or "", raw.header("content-encoding") or ""
    promised = raw.header("content-length") or ""
    declared = (raw.header("content-type") or "").partition(";")[0].strip().lower()
    if declared and declared not in _MEDIA:
        return None
    if not any(encodings) and re.fullmatch(r"[0-9]{1,18}", promised) and int(promised) > len(raw.body):
        return place.reject(Reason.UNREADABLE, f"cut: {len(raw.body)} of {promised} bytes", raw.url)
    try:
        body = decode_body(raw.body, *encodings, place.max_bytes)
    except BodyTooLargeError as error:
        return place.reject(Reason.TOO_LARGE, f"a page of {error}", raw.url)
    except BodyError as error:
        return place.reject(Reason.UNREADABLE, f"the body cannot be read: {error}", raw.url)
    if not declared and body.lstrip()[:1] != b"<":
        return None
    media = _MEDIA.get(declared, Media.HTML)
    return replace(raw, body=body, media=media, input=place.input, source=place.source)
