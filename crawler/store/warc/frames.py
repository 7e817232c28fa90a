"""WARC files cut into records, with an account of every byte that could not be read.

fastwarc and warcio stop at a cut or a flipped bit and report success, so cutting is done here: gzip members
with their checksums, record lengths as promised, and a search for the next good record after damage.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from crawler.store.warc.gzip_members import MAGIC, DamagedError, GzipMember, find_next_member

CHUNK = 1 << 16
MAX_HEAD_BYTES = 1 << 20
START = b"WARC/"
CUT = "the file ends in the middle of a record"

_HEAD_END = re.compile(rb"\r?\n\r?\n")
_LENGTH = re.compile(rb"^content-length[ \t]*:[ \t]*(\d{1,18})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Frame:
    """One record: header lines, then `size` bytes of block, or None in their place above the limit.

    `offset` is that of the record or of its gzip member; `verified` says that a checksum was right.
    """

    offset: int
    head: bytes
    size: int
    block: bytes | None
    verified: bool


@dataclass(frozen=True, slots=True)
class Damage:
    """`length` bytes of the file, from `offset` on, that gave no record, and why."""

    offset: int
    length: int
    why: str


def iter_frames(
    stream: BinaryIO, max_block: int, span: tuple[int, int] | None = None
) -> Iterator[Frame | Damage]:
    """Records of a WARC file, gzipped or plain, in order, with the damage between them.

    `stream` can seek. Blocks above `max_block` bytes are passed over without being held in memory. A record
    is given out only after its gzip member's checksum was right, unless the member goes on behind it.

    With `span`, two offsets, only what begins between them: spans that cover a file give each record and each damage
    once. A plain file, whose records cannot be distinguished from what they hold, comes whole with the span that begins at 0.
    """
    size = stream.seek(0, os.SEEK_END)
    packed = _is_packed(stream, size, max_block)
    offset, end = _aim(stream, size, packed, *(span or (0, size)))
    while offset < end:
        try:
            if packed:
                offset = yield from _read_member(stream, offset, max_block)
            else:
                offset = yield from _read_plain(stream, offset, size, max_block)
        except DamagedError as damage:
            found = (find_next_member if packed else _find_plain)(stream, offset + 1, START)
            following = size if found is None else found
            yield Damage(offset, following - offset, str(damage))
            offset = following


def _aim(stream: BinaryIO, size: int, packed: bool, start: int, end: int) -> tuple[int, int]:
    """Offsets of the first record of a span and of the first behind it: what lies between them is its own to account for."""
    if not packed:
        return (size, size) if start else (0, size)

    def find(offset: int) -> int:
        found = find_next_member(stream, offset, START) if 0 < offset < size else None
        return (size if offset else 0) if found is None else found

    return find(start), find(end)


def _is_packed(stream: BinaryIO, size: int, max_block: int) -> bool:
    """Whether this is a gzip file, even one whose first bytes are damaged."""
    stream.seek(0)
    if stream.read(len(MAGIC)) == MAGIC:
        return True
    try:
        next(_read_plain(stream, 0, size, max_block), None)
    except DamagedError:
        return find_next_member(stream, 0, START) is not None
    return False


def _read_member(stream: BinaryIO, offset: int, max_block: int) -> Generator[Frame, None, int]:
    """Give the records of a gzip member, and return the offset behind it."""
    member = GzipMember(stream, offset)
    cutter = _Cutter(member.read, max_block)
    held: Frame | None = None
    # Each record waits until its member has ended well, or has gone on well.
    while frame := cutter.cut(offset):
        if held:
            yield held
        held = frame
    if held:
        yield held
    return member.end


def _read_plain(stream: BinaryIO, offset: int, size: int, max_block: int) -> Generator[Frame, None, int]:
    """Give the record of a plain file that starts at `offset`, and return the offset behind it."""
    stream.seek(offset)
    cutter = _Cutter(stream.read, max_block, size - offset)
    if frame := cutter.cut(offset):
        yield frame
    return offset + cutter.consumed


def _find_plain(stream: BinaryIO, start: int, content: bytes) -> int | None:
    """Offset of the next line that begins with `content`, or None."""
    stream.seek(start)
    position, kept = start, b""
    while chunk := stream.read(CHUNK):
        window = kept + chunk
        found = window.find(b"\n" + content)
        if found >= 0:
            return position - len(kept) + found + 1
        kept = window[-len(content) :]
        position += len(chunk)
    return None


class _Cutter:
    """Cuts a stream into records; `consumed` counts the bytes behind it, `available` what there can be."""

    def __init__(self, read: Callable[[int], bytes], max_block: int, available: float = float("inf")) -> None:
        self.consumed = 0
        self._read = read
        self._max_block = max_block
        self._available = available
        self._buffer = bytearray()

    def cut(self, offset: int) -> Frame | None:
        """Next record, or None at the end of the stream. Raises DamagedError."""
        head = self._cut_head()
        if head is None:
            return None
        length = _LENGTH.search(head)
        if not length:
            raise DamagedError("a record without its length")
        size = int(length[1])
        if self.consumed + size > self._available:
            raise DamagedError(CUT)
        block = self._pass(size, keep=size <= self._max_block)
        return Frame(offset, head, size, block, verified=self._available == float("inf"))

    def _cut_head(self) -> bytes | None:
        while not self._buffer.lstrip(b"\r\n"):
            self._drop(len(self._buffer))
            if not self._fill():
                return None
        self._drop(len(self._buffer) - len(self._buffer.lstrip(b"\r\n")))
        while not (end := _HEAD_END.search(self._buffer)):
            if not self._buffer.startswith(START[: len(self._buffer)]) or len(self._buffer) > MAX_HEAD_BYTES:
                raise DamagedError("no WARC record starts here")
            if not self._fill():
                raise DamagedError(CUT)
        if not self._buffer.startswith(START):
            raise DamagedError("no WARC record starts here")
        return self._drop(end.end())

    def _pass(self, size: int, *, keep: bool) -> bytes | None:
        kept = bytearray()
        left = size
        while left:
            if not self._buffer and not self._fill():
                raise DamagedError(CUT)
            piece = self._drop(min(left, len(self._buffer)))
            left -= len(piece)
            if keep:
                kept += piece
        return bytes(kept) if keep else None

    def _fill(self) -> bool:
        chunk = self._read(CHUNK)
        self._buffer += chunk
        return bool(chunk)

    def _drop(self, count: int) -> bytes:
        piece = bytes(self._buffer[:count])
        del self._buffer[:count]
        self.consumed += count
        return piece
