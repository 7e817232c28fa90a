"""Gzip files as what they are, rows of members: each read with its checksum, lost ones stepped over."""

from __future__ import annotations

from typing import BinaryIO

from crawler.store.inflate import CHUNK, CutError, Inflater
from crawler.store.inflate import DamagedError as DamagedDataError

SEARCH_CHUNK = 1 << 20
MAGIC = b"\x1f\x8b\x08"
"""First bytes of a gzip member of the one method there is (RFC 1952, 2.3.1)."""


class DamagedError(ValueError):
    """What stands here cannot be read; the text says why, for people."""


class GzipMember:
    """One member of a gzip file, read like a stream; its last bytes come only if its checksum is right."""

    def __init__(self, stream: BinaryIO, offset: int) -> None:
        stream.seek(offset)
        self._stream = stream
        self._inflater = Inflater(stream.read)

    def read(self, size: int) -> bytes:
        """Up to `size` unpacked bytes; empty at the end of the member. Raises DamagedError."""
        try:
            return self._inflater.read(size)
        except DamagedDataError:
            raise DamagedError("damaged gzip data") from None
        except CutError:
            raise DamagedError("the file ends in the middle of a record") from None

    @property
    def end(self) -> int:
        """Offset behind the member, once it has been read to its end."""
        return self._stream.tell() - len(self._inflater.unused)


def find_next_member(stream: BinaryIO, start: int, content: bytes) -> int | None:
    """Offset of the next member at or behind `start` whose content begins with `content`, or None."""
    kept = b""
    position = start
    while True:
        stream.seek(position)
        chunk = stream.read(SEARCH_CHUNK)
        if not chunk:
            return None
        window, base = kept + chunk, position - len(kept)
        found = window.find(MAGIC)
        while found >= 0:
            if _begins_with(stream, base + found, content):
                return base + found
            found = window.find(MAGIC, found + 1)
        kept = window[-(len(MAGIC) - 1) :]
        position += len(chunk)


def measure_whole_members(stream: BinaryIO) -> tuple[int, int]:
    """How many members can be read from the start on, and the offset behind the last of them."""
    count = end = 0
    while True:
        member = GzipMember(stream, end)
        try:
            while member.read(CHUNK):
                pass
        except DamagedError:
            return count, end
        count, end = count + 1, member.end


def _begins_with(stream: BinaryIO, offset: int, content: bytes) -> bool:
    member, found = GzipMember(stream, offset), b""
    try:
        while len(found) < len(content) and (more := member.read(len(content) - len(found))):
            found += more
    except DamagedError:
        return False
    return found == content
