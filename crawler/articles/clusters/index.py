"""The index of all articles by their words: finds the articles that share most with one, and remembers each."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from itertools import chain
from pathlib import Path

import numpy as np

from crawler.articles.clusters.postings import (
    Found,
    Postings,
    Segment,
    choose_merge,
    join_postings,
    merge_segments,
    write_segment,
)
from crawler.articles.clusters.sketch import Hashes

POSTED = 96
"""Hashes by which an article is found, of those it is compared by."""

TOO_COMMON = 100
"""Articles that share a hash, from which on it is a phrase of all the world and leads to no candidate."""

CANDIDATES = 16


class Index:
    """Numbers of articles by hash; `pending` until `flush` has put them into a file that `segments` names."""

    def __init__(self, folder: Path, segments: Sequence[tuple[int, int]]) -> None:
        """Open the files that are named; what else lies there was left by a killed process, and goes."""
        self._folder = folder
        self._last = max((number for number, _ in segments), default=0)
        named = {self._path(number).name for number, _ in segments}
        for path in folder.glob("postings-*"):
            if path.name not in named:
                path.unlink()
        with ExitStack() as opened:
            self._segments: list[tuple[int, Segment]] = []
            for number, length in segments:
                segment = Segment(self._path(number), length)
                opened.callback(segment.close)
                self._segments.append((number, segment))
            opened.pop_all()
        self._pending: dict[int, list[int]] = defaultdict(list)
        self._retired: list[Segment] = []

    def add(self, doc: int, hashes: Hashes) -> None:
        """Let an article be found by the smallest of its hashes."""
        for value in hashes[:POSTED].tolist():
            self._pending[value].append(doc)

    def find(self, hashes: Hashes) -> list[int]:
        """The articles that share most of the rare hashes, at most 16; which files they lie in makes no difference."""
        asked = hashes[:POSTED]
        found = [segment.find(asked) for _, segment in self._segments]
        fresh = [self._pending.get(value, [])[: TOO_COMMON + 1] for value in asked.tolist()]
        found.append(
            Found(
                np.repeat(np.arange(len(asked)), [len(docs) for docs in fresh]),
                np.fromiter(chain.from_iterable(fresh), np.uint64),
            )
        )
        which, docs = (np.concatenate(parts) for parts in zip(*found, strict=True))
        rare = np.bincount(which, minlength=len(asked)) <= TOO_COMMON
        named, counts = np.unique(docs[rare[which]], return_counts=True)
        best = np.lexsort((named, -counts))[:CANDIDATES]
        return [int(doc) for doc in named[best]]

    def flush(self) -> list[tuple[int, int]] | None:
        """Write what is pending to a file, and merge files where there are many; the files there are now, by age.

        None when nothing was pending. The old files stay until `sweep`, to be called when the new list is safe.
        """
        if not self._pending:
            return None
        docs = [np.array(docs, np.uint64) for docs in self._pending.values()]
        hashes = np.repeat(np.fromiter(self._pending, np.uint32, len(docs)), [len(some) for some in docs])
        self._write(iter([join_postings(hashes, np.concatenate(docs))]))
        self._pending.clear()
        if count := choose_merge([segment.length for _, segment in self._segments]):
            merged = [segment for _, segment in self._segments[-count:]]
            self._write(merge_segments(merged))
            del self._segments[-count - 1 : -1]
            self._retired += merged
        return [(number, segment.length) for number, segment in self._segments]

    def sweep(self) -> None:
        """Remove files that were merged into others."""
        for segment in self._retired:
            segment.close()
            with suppress(FileNotFoundError):
                os.unlink(segment.path)  # noqa: PTH108
        self._retired.clear()

    def close(self) -> None:
        """Let go of the files, without what was not flushed."""
        for segment in [*(segment for _, segment in self._segments), *self._retired]:
            segment.close()

    def _write(self, pieces: Iterator[Postings]) -> None:
        self._last += 1
        path = self._path(self._last)
        self._segments.append((self._last, Segment(path, write_segment(path, pieces))))

    def _path(self, number: int) -> Path:
        return self._folder / f"postings-{number}"
