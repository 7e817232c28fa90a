"""Finds the blocks of a page that an extractor's texts came from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

_SEPARATORS = re.compile(r"[\W_]+")
_LONG = 25  # letters and digits from which a text is taken to be itself and no chance


@dataclass(frozen=True, slots=True)
class Alignment:
    """`chosen`: numbers of the page's blocks that the texts came from; `left`: texts found in no block,
    each with the number of the block after which it belongs (-1: before the first)."""

    chosen: frozenset[int]
    left: tuple[tuple[int, str], ...]


def make_key(text: str) -> str:
    """Letters and digits of a text: what survives any extractor's handling of white space and marks.

    >>> make_key("گفت‌وگو, 3 times")
    'گفتوگو3times'
    """
    return _SEPARATORS.sub("", text)


def align_texts(blocks: Sequence[str], texts: Sequence[str]) -> Alignment:
    """Find the blocks whose text is among the texts, each place of the texts used once, in order where possible.

    >>> page = ["Menu", "Kabul opens a new school for girls.", "Related", "It has ten rooms and one garden."]
    >>> align_texts(page, [page[1], page[3]]).chosen == {1, 3}
    True
    """
    return _Aligner(blocks, texts).run()


class _Aligner:
    def __init__(self, blocks: Sequence[str], texts: Sequence[str]) -> None:
        self.blocks = blocks
        self.texts = texts
        self.block_keys = [make_key(block) for block in blocks]
        keys = [make_key(text) for text in texts]
        self.whole = "".join(keys)
        self.starts: list[int] = []
        position = 0
        for key in keys:
            self.starts.append(position)
            position += len(key)
        self.ends = [*self.starts[1:], position] if keys else []
        self.taken: dict[int, tuple[int, int]] = {}  # block number -> span of `whole`
        self.covered = bytearray(position)  # 1 for each character of `whole` in a taken span

    def run(self) -> Alignment:
        for number, start in self._find_anchors():
            self._take(number, start, start + len(self.block_keys[number]))
        self._fill_windows()
        left = []
        for text, start, end in zip(self.texts, self.starts, self.ends, strict=True):
            if end > start and self._measure_covered(start, end) * 2 < end - start:
                before = self._find_block_before(start)
                if not self._take_pieces(before, text, start, end):
                    left.append((before, text))
        return Alignment(frozenset(self.taken), tuple(left))

    def _find_anchors(self) -> list[tuple[int, int]]:
        """Long blocks found in the texts, as the heaviest chain that rises in both."""
        candidates = []
        for number, key in enumerate(self.block_keys):
            if len(key) >= _LONG:
                start = self.whole.find(key)
                while start >= 0:
                    candidates.append((number, start))
                    start = self.whole.find(key, start + 1)
        return _find_heaviest_chain([(n, s, len(self.block_keys[n])) for n, s in candidates])

    def _fill_windows(self) -> None:
        """Between anchors, take short blocks that stand at the start of a text or right after a taken one."""
        boundaries = set(self.starts)
        cursor = 0
        for number, key in enumerate(self.block_keys):
            if number in self.taken:
                cursor = self.taken[number][1]
                continue
            if not key:
                continue
            limit = self._next_taken_start(number)
            start = self.whole.find(key, cursor, limit)
            while start >= 0 and start != cursor and start not in boundaries:
                start = self.whole.find(key, start + 1, limit)
            if start >= 0 and (len(key) >= _LONG or self._ends_well(start + len(key), limit)):
                self._take(number, start, start + len(key))
                cursor = start + len(key)

    def _ends_well(self, end: int, limit: int) -> bool:
        return end == limit or end in self.starts or end == len(self.whole)

    def _take_pieces(self, before: int, text: str, start: int, end: int) -> bool:
        """Take the free blocks that a text is made of, or the one block that it is most of; say if any."""
        later = range(before + 1, len(self.block_keys))
        free = list(takewhile(lambda number: number not in self.taken, later))
        pieces: list[int] = []
        rest = self.whole[start:end]
        for number in free:
            block = self.block_keys[number]
            if block and rest.startswith(block):
                pieces.append(number)
                rest = rest[len(block) :]
        if rest:
            anywhere = (number for number in range(len(self.blocks)) if number not in self.taken)
            nearest_first = (*free, *anywhere)
            pieces = [number for number in nearest_first if _is_most_of(text, self.blocks[number])][:1]
        for number in pieces:
            self._take(number, start, end)
        return bool(pieces)

    def _take(self, number: int, start: int, end: int) -> None:
        self.taken[number] = (start, end)
        self.covered[start:end] = b"\x01" * (end - start)

    def _next_taken_start(self, number: int) -> int:
        for later in range(number + 1, len(self.block_keys)):
            if later in self.taken:
                return self.taken[later][0]
        return len(self.whole)

    def _measure_covered(self, start: int, end: int) -> int:
        return sum(self.covered[start:end])

    def _find_block_before(self, start: int) -> int:
        spans = ((s, number) for number, (s, _) in self.taken.items() if s < start)
        return max(spans, default=(0, -1))[1]


def _is_most_of(text: str, block: str) -> bool:
    """Tell whether a text is a block with pieces taken out: its words are the block's, and most of them."""
    ours, theirs = Counter(text.split()), Counter(block.split())
    shared = (ours & theirs).total()
    return shared >= 5 and shared >= 0.8 * ours.total() and shared >= 0.5 * theirs.total()


def _find_heaviest_chain(pieces: Sequence[tuple[int, int, int]]) -> list[tuple[int, int]]:
    """Of (block, start, length), the chain rising in block and start without overlap that covers most."""
    best: list[tuple[int, int]] = []  # weight so far, number of the piece before
    for index, (block, start, length) in enumerate(pieces):
        weight, previous = 0, -1
        for earlier in range(index):
            b, s, n = pieces[earlier]
            if b < block and s + n <= start and best[earlier][0] > weight:
                weight, previous = best[earlier][0], earlier
        best.append((weight + length, previous))
    if not best:
        return []
    index = max(range(len(best)), key=lambda i: best[i][0])
    chain = []
    while index >= 0:
        chain.append(pieces[index][:2])
        index = best[index][1]
    return chain[::-1]
