"""Unpacks gzip with a limit."""

from __future__ import annotations

import io
import zlib

MAGIC = b"\x1f\x8b"
GZIP = 16 + zlib.MAX_WBITS
PIECE = 1024 * 1024


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
    # Grows in place and gives its bytes away without a copy: of 50 MiB, each would be felt.
    out = io.BytesIO()
    while body.startswith(MAGIC):
        unpacker = zlib.decompressobj(GZIP)
        while not unpacker.eof:
            try:
                piece = unpacker.decompress(body, PIECE)
            except zlib.error as error:
                return out.getvalue() or f"broken gzip ({error})"
            body = unpacker.unconsumed_tail
            if out.tell() + len(piece) > limit:
                return f"more than {limit} bytes unpacked"
            out.write(piece)
            if not piece and not body:
                break
        body = unpacker.unused_data
    return out.getvalue()
