"""One object of a store read here and there, without fetching the whole of it."""

from __future__ import annotations

import io
import os
from collections import OrderedDict

from crawler.store.base import ObjectStore

BLOCK = 256 * 1024
BLOCKS_HELD = 8


class RangeReader(io.RawIOBase):
    """A seekable stream over one object of `size` bytes that fetches blocks of 256 KiB as they are asked for.

    Nothing checks the object as a whole: for content with checksums of its own, as gzip members have.
    """

    def __init__(self, store: ObjectStore, key: str, size: int) -> None:
        super().__init__()
        self._store, self._key, self._size = store, key, size
        self._position = 0
        self._blocks: OrderedDict[int, bytes] = OrderedDict()

    def readable(self) -> bool:
        """It can be read."""
        return True

    def seekable(self) -> bool:
        """Its position can be set."""
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Set the position; returns it."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._size}[whence]
        self._position = max(0, base + offset)
        return self._position

    def tell(self) -> int:
        """The position."""
        return self._position

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # typeshed's buffer has no len
        """Read up to the end of a block; 0 at the end of the object."""
        number, within = divmod(self._position, BLOCK)
        if self._position >= self._size or not len(buffer):
            return 0
        piece = self._block(number)[within : within + len(buffer)]
        buffer[: len(piece)] = piece
        self._position += len(piece)
        return len(piece)

    def _block(self, number: int) -> bytes:
        if number not in self._blocks:
            start = number * BLOCK
            self._blocks[number] = self._store.get_range(self._key, start, min(BLOCK, self._size - start))
            if len(self._blocks) > BLOCKS_HELD:
                self._blocks.popitem(last=False)
        self._blocks.move_to_end(number)
        return self._blocks[number]
