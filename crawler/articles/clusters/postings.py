"""Which articles hold a hash: an index on disk that only grows, in sorted files that are merged as they multiply.

A posting is one number, the hash in its upper half and the number of the article in its lower one. Files are
never changed: a merge writes a new one, so that a killed process leaves the old ones whole. They are read in
small pieces, not mapped: a mapped index would count as memory of the crawl, which has a limit.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from crawler.articles.clusters.sketch import Hashes
from crawler.errors import StoreError
from crawler.store.disk import report_disk_errors, sync_folder

Postings = npt.NDArray[np.uint64]

STEP = 128
"""Postings of which the first is also kept in memory: 1 KiB is read for each hash that is looked up."""

MERGED_AT_ONCE = 4
SMALL = 1 << 16
"""Postings (of some 700 articles) up to which sizes make no difference."""

MERGE_STEP = 1 << 19
_HALF = np.uint64(32)
_LOWER = np.uint64(2**32 - 1)


class Found(NamedTuple):
    """Articles that hold some of the hashes asked for: `which` of these, and the number of the article."""

    which: npt.NDArray[np.intp]
    docs: npt.NDArray[np.uint64]


def join_postings(hashes: Hashes, docs: npt.NDArray[np.uint64]) -> Postings:
    """Postings in order.

    >>> join_postings(np.array([7, 1], np.uint32), np.array([2, 2], np.uint64)).tolist() == [2**32 + 2, 7 * 2**32 + 2]
    True
    """
    return np.sort((hashes.astype(np.uint64) << _HALF) | docs)


class Segment:
    """One file of postings, ascending; behind them every 128th once more, which is held in memory.

    Raises StoreError when the file is missing or cut.
    """

    def __init__(self, path: Path, length: int) -> None:
        self.path, self.length = path, length
        steps = -(-length // STEP)
        with report_disk_errors("read", str(path)):
            self._file = path.open("rb")
        self._steps = np.frombuffer(self._read(8 * length, 8 * steps), "<u8")

    def find(self, hashes: Hashes) -> Found:
        """Postings of these hashes; of one that has more than two steps of them, only that it has too many."""
        low = hashes.astype(np.uint64) << _HALF
        first = np.maximum(np.searchsorted(self._steps, low, "right") - 1, 0)
        last = np.maximum(np.searchsorted(self._steps, low | _LOWER, "right") - 1, first)
        ends = np.minimum(np.minimum(last, first + 2) * STEP + STEP, self.length)
        starts = first * STEP
        pieces = [
            self._read(8 * start, 8 * (end - start))
            for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
        ]
        values = np.frombuffer(b"".join(pieces), "<u8")
        which = np.repeat(np.arange(len(hashes)), ends - starts)
        held = (values >> _HALF) == (low >> _HALF)[which]
        return Found(which[held], values[held] & _LOWER)

    def iter_steps(self) -> Iterator[int]:
        """Every value at which a merge of this and smaller files may be cut."""
        return iter(self._steps[:: MERGE_STEP // STEP].tolist()[1:])

    def count_below(self, bound: int) -> int:
        """How many postings are smaller than `bound`."""
        at = max(int(np.searchsorted(self._steps, np.uint64(bound), "left")) - 1, 0) * STEP
        return at + int(np.searchsorted(self.read(at, min(at + STEP, self.length)), np.uint64(bound), "left"))

    def read(self, start: int, end: int) -> Postings:
        """Postings from one place up to another."""
        return np.frombuffer(self._read(8 * start, 8 * (end - start)), "<u8")

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _read(self, start: int, size: int) -> bytes:
        data = os.pread(self._file.fileno(), size, start)
        if len(data) != size:
            raise StoreError(f"cannot read {self.path}: it is cut off; run khyber clusters rebuild")
        return data


def write_segment(path: Path, pieces: Iterator[Postings]) -> int:
    """Write ascending postings, and what is held of them in memory, to a new file; returns how many there were."""
    length, steps = 0, []
    with report_disk_errors("write", str(path)), path.open("wb") as out:
        for piece in pieces:
            out.write(piece.astype("<u8").tobytes())
            steps.append(piece[-length % STEP :: STEP].copy())  # a view would hold all of it
            length += len(piece)
        out.write(np.concatenate(steps).astype("<u8").tobytes())
        out.flush()
        os.fsync(out.fileno())
        sync_folder(path.parent)
    return length


def merge_segments(segments: Sequence[Segment]) -> Iterator[Postings]:
    """The postings of several files in order, some megabytes at a time."""
    largest = max(segments, key=lambda segment: segment.length)
    starts = [0] * len(segments)
    for bound in [*largest.iter_steps(), None]:
        ends = [segment.length if bound is None else segment.count_below(bound) for segment in segments]
        pieces = [segment.read(*place) for segment, *place in zip(segments, starts, ends, strict=True)]
        starts = ends
        if len(joined := np.concatenate(pieces)):
            yield np.sort(joined)


def choose_merge(lengths: Sequence[int]) -> int:
    """How many of the newest files, given their lengths in order of age, are to become one.

    Four files of about one size become one, four of these one again: a posting is written once more for every
    fourfold growth of the index, and there are never many files to look into.

    >>> kilo = 1024
    >>> choose_merge([900 * kilo, kilo, kilo, kilo]), choose_merge([900 * kilo, kilo, kilo, kilo, kilo])
    (0, 4)
    >>> choose_merge([900 * kilo, 900 * kilo, 900 * kilo, 200 * kilo, 200 * kilo, 200 * kilo, 200 * kilo])
    7
    """
    rest = list(lengths)
    chosen = 0
    while True:
        count = len(list(takewhile(lambda length: _size(length) <= _size(rest[-1]), reversed(rest))))
        if count < MERGED_AT_ONCE:
            return chosen
        rest[-count:] = [sum(rest[-count:])]
        chosen = len(lengths) - len(rest) + 1


def _size(length: int) -> int:
    return max(length, SMALL).bit_length() // 2
