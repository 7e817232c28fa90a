"""Unpacks gzip with a limit."""

from __future__ import annotations

import zlib

MAGIC = b"\x1f\x8b"
GZIP = 16 + zlib.MAX_WBITS


def inflate(body: bytes, limit: int) -> bytes | str:
    """Unpack a gzip file of one or more members; bytes that are not gzip come back as they are.

    `limit` is the most that may come out, in bytes. Returns an error text for more, and for a broken or cut
    file whose beginning gives nothing; what a cut file gave before it broke is returned.

    >>> import gzip
    >>> inflate(gzip.compress(b"x" * 100), 100) == b"x" * 100, inflate(gzip.compress(b"x" * 101), 100)
    (True, 'more than 100 bytes unpacked')
    """
    if not body.startswith(MAGIC):
        return body
    out = bytearray()
    while body.startswith(MAGIC):
        unpacker = zlib.decompressobj(GZIP)
        try:
            out += unpacker.decompress(body, limit + 1 - len(out))
        except zlib.error as error:
            return bytes(out) or f"broken gzip ({error})"
        if len(out) > limit:
            return f"more than {limit} bytes unpacked"
        body = unpacker.unused_data
    return bytes(out)
