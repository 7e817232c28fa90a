"""Unpacks gzip, zlib and bare deflate under a limit: no bomb is ever unpacked beyond it.

`inflate` is for what is at hand or comes from a stream, `Inflater` for whoever reads one packed stream piece by piece.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable

MAGIC = b"\x1f\x8b"
"""First bytes of a gzip member (RFC 1952, 2.3.1)."""

GZIP, ZLIB, BARE = 16 + zlib.MAX_WBITS, zlib.MAX_WBITS, -zlib.MAX_WBITS

CHUNK = 1 << 15
PIECE = 1024 * 1024


class InflateError(ValueError):
    """Data that cannot be unpacked whole; `before` is what came out until then."""

    before: bytes = b""


class DamagedError(InflateError):
    """Not data of this packing, or a wrong checksum."""


class CutError(InflateError):
    """The data end before their stream does."""


class TooLargeError(InflateError):
    """More comes out than the limit."""


class Inflater:
    """One packed stream, read like a file; its last bytes come only if its checksum is right.

    `read_packed(size)` gives the next packed bytes, none at their end.
    """

    def __init__(self, read_packed: Callable[[int], bytes], packing: int = GZIP) -> None:
        self._read_packed = read_packed
        self._unpacker = zlib.decompressobj(packing)
        self._packed = b""

    def read(self, size: int) -> bytes:
        """Up to `size` unpacked bytes; empty at the end of the stream. Raises DamagedError, CutError."""
        while not self._unpacker.eof:
            try:
                unpacked = self._unpacker.decompress(self._packed, size)
            except zlib.error as error:
                raise DamagedError(str(error)) from None
            self._packed = self._unpacker.unconsumed_tail
            if unpacked:
                return unpacked
            if not self._packed and not self._unpacker.eof:
                self._packed = self._read_packed(CHUNK)
                if not self._packed:
                    raise CutError("the data end early")
        return b""

    @property
    def unused(self) -> bytes:
        """What was read behind the stream, once it has been read to its end."""
        return self._unpacker.unused_data


def inflate(packed: Callable[[int], bytes] | bytes, limit: int, packing: int = GZIP) -> bytes:
    """Unpack a stream and the gzip members behind it, if any; at most `limit` bytes may come out.

    `packed` is the data, or gives the next so many bytes of it. What stands behind the end and is no gzip member is
    passed over, as browsers and gzip do. Raises DamagedError, CutError, TooLargeError.

    >>> import gzip
    >>> inflate(gzip.compress(b"ab") + gzip.compress(b"c") + b"garbage", 3)
    b'abc'
    >>> inflate(gzip.compress(b"abcd"), 3)
    Traceback (most recent call last):
    crawler.store.inflate.TooLargeError: more than 3 bytes unpacked
    """
    read = io.BytesIO(packed).read if isinstance(packed, bytes) else packed
    # Grows in place and gives its bytes away without a copy: of 50 MiB, each would be felt.
    out = io.BytesIO()
    begun = b""
    while True:
        inflater = Inflater(_read_behind(begun, read), packing)
        try:
            while piece := inflater.read(min(PIECE, limit + 1 - out.tell())):
                out.write(piece)
                if out.tell() > limit:
                    raise TooLargeError(f"more than {limit} bytes unpacked")
        except InflateError as error:
            error.before = out.getvalue()
            raise
        begun = inflater.unused
        if len(begun) < len(MAGIC):
            begun += read(CHUNK)
        if packing != GZIP or not begun.startswith(MAGIC):
            return out.getvalue()


def name_packing(body: bytes) -> int:
    """How a body is packed that its header calls gzip or deflate.

    Some servers send the bare stream that RFC 9110, section 8.4.1.2, warns of.
    """
    if body.startswith(MAGIC):
        return GZIP
    header = len(body) > 1 and body[0] & 0x0F == 8 and (body[0] << 8 | body[1]) % 31 == 0
    return ZLIB if header else BARE


def _read_behind(begun: bytes, read: Callable[[int], bytes]) -> Callable[[int], bytes]:
    """Reads what was begun first, whole."""
    waiting = [begun] if begun else []
    return lambda size: waiting.pop() if waiting else read(size)
