"""The body of an archived HTTP response: transfer and content encodings taken off, under a size limit.

A body that breaks off is an error here, never a shorter page: the readers of both WARC libraries return what
came before the break and report success.
"""

from __future__ import annotations

import io
from collections.abc import Callable

from fastwarc.stream_io import BrotliReader, ZstdReader

from crawler.store.inflate import CutError, DamagedError, TooLargeError, inflate, name_packing

MAX_LAYERS = 3
"""Encodings one over the other; honest servers send one or two."""

CHUNK = 1 << 16


class BodyError(ValueError):
    """The body cannot be read to its end."""


class BodyTooLargeError(BodyError):
    """The decoded body is larger than the limit."""


def decode_body(raw: bytes, transfer_encoding: str, content_encoding: str, limit: int) -> bytes:
    """Body as the server meant it, at most `limit` bytes; the encodings are header values, maybe empty.

    Archives often keep the header of an encoding that they took off, so what cannot be decoded but starts
    like a page (with `<`) is taken as it is. Raises BodyTooLargeError, or BodyError for what is cut, damaged or unknown.

    >>> decode_body(b"3\\r\\n<p>\\r\\n2\\r\\nhi\\r\\n0\\r\\n\\r\\n", "chunked", "", 100)
    b'<p>hi'
    >>> decode_body(b"<p>hi", "chunked", "gzip", 100)
    b'<p>hi'
    """
    names = _split(content_encoding) + _split(transfer_encoding)
    if len(names) > MAX_LAYERS:
        raise BodyError(f"more than {MAX_LAYERS} encodings")
    body = raw
    for name in reversed(names):
        if name not in _DECODERS:
            raise BodyError(f"unknown encoding {name[:40]!a}")
        try:
            body = _DECODERS[name](body, limit)
        except BodyTooLargeError:
            raise
        except BodyError:
            if body.lstrip()[:1] != b"<":
                raise
    if len(body) > limit:
        raise BodyTooLargeError(f"more than {limit} bytes")
    return body


def _split(header: str) -> list[str]:
    names = (name.strip().lower() for name in header.split(","))
    return [name for name in names if name not in ("", "identity")]


def _join_chunks(raw: bytes, limit: int) -> bytes:
    """Chunked transfer coding (RFC 9112, 7.1); it cannot make a body larger, so `limit` is not needed."""
    body: list[bytes] = []
    position = 0
    while True:
        end = raw.find(b"\n", position)
        try:
            size = int(raw[position:end].split(b";")[0].strip(), 16) if end >= 0 else -1
        except ValueError:
            size = -1
        start = end + 1
        if size < 0 or start + size > len(raw):
            raise BodyError("its chunks are cut or damaged")
        if size == 0:
            return b"".join(body)
        body.append(raw[start : start + size])
        position = start + size
        while raw[position : position + 1] in (b"\r", b"\n") and position < start + size + 2:
            position += 1


def _inflate(raw: bytes, limit: int) -> bytes:
    try:
        return inflate(raw, limit, name_packing(raw))  # whichever of the two the header names
    except TooLargeError:
        raise BodyTooLargeError(f"more than {limit} bytes") from None
    except CutError:
        raise BodyError("its compressed data is cut") from None
    except DamagedError:
        raise BodyError("its compressed data is damaged") from None


def _read_through(reader: type[BrotliReader] | type[ZstdReader]) -> Callable[[bytes, int], bytes]:
    def unpack(raw: bytes, limit: int) -> bytes:
        stream, body = reader(io.BytesIO(raw)), bytearray()
        try:
            while chunk := stream.read(CHUNK):
                body += chunk
                if len(body) > limit:
                    raise BodyTooLargeError(f"more than {limit} bytes")
        except OSError:
            raise BodyError("its compressed data is cut or damaged") from None
        return bytes(body)

    return unpack


_DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "chunked": _join_chunks,
    "gzip": _inflate,
    "x-gzip": _inflate,
    "deflate": _inflate,
    "br": _read_through(BrotliReader),
    "zstd": _read_through(ZstdReader),
}
