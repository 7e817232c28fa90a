"""Finds the blocks of a page that an extractor's texts came from."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

from cleaners.extract.chain import Piece, find_heaviest_chain

_SEPARATORS = re.compile(r"[\W_]+")
_LONG = 25  # letters and digits from which a text is taken to be itself and no chance
_MAX_PLACES = 4  # of one block in the texts: a page of 8,000 equal paragraphs has 64 million pairs
_FEWEST = 5  # words that a text must share with a block to be a piece of it
_ALL, _MOST = 0.8, 0.5  # of the text's words, of the block's
_MAX_SEARCHED = 100  # texts that are searched word by word when their letters stand in no block


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
    aligner = _Aligner(blocks, texts)
    aligner.take_anchors()
    aligner.fill_windows()
    left = aligner.take_pieces()
    return Alignment(frozenset(aligner.taken), tuple(left))


class _Aligner:
    def __init__(self, blocks: Sequence[str], texts: Sequence[str]) -> None:
        self.blocks = blocks
        self.texts = texts
        self.keys = [make_key(block) for block in blocks]
        text_keys = [make_key(text) for text in texts]
        self.whole = "".join(text_keys)
        self.spans: list[tuple[int, int]] = []
        position = 0
        for key in text_keys:
            self.spans.append((position, position + len(key)))
            position += len(key)
        self.boundaries = {start for start, _ in self.spans} | {position}
        self.taken: dict[int, int] = {}  # block number -> its place in `whole`
        self.covered = bytearray(position)  # 1 for each character of `whole` that a taken block has

    def take(self, number: int, start: int, end: int) -> None:
        self.taken[number] = start
        self.covered[start:end] = b"\x01" * (end - start)

    def take_anchors(self) -> None:
        """Take long blocks found in the texts, as the heaviest chain that rises in both."""
        pieces = []
        seen: Counter[str] = Counter()
        for number, key in enumerate(self.keys):
            if len(key) >= _LONG and seen[key] < 2 * _MAX_PLACES:
                seen[key] += 1
                pieces += [Piece(number, start, len(key)) for start in self._list_places(key)]
        for piece in find_heaviest_chain(pieces):
            self.take(piece.block, piece.start, piece.start + piece.length)

    def _list_places(self, key: str) -> list[int]:
        places: list[int] = []
        start = self.whole.find(key)
        while start >= 0 and len(places) < _MAX_PLACES:
            places.append(start)
            start = self.whole.find(key, start + len(key))
        return places

    def fill_windows(self) -> None:
        """Between anchors, take blocks that stand where the one before ended, or at the start of a text."""
        limits = self._list_limits()
        cursor = 0
        for number, key in enumerate(self.keys):
            if number in self.taken:
                cursor = self.taken[number] + len(key)
            elif key:
                start = self._find_in_window(key, cursor, limits[number])
                if start >= 0:
                    self.take(number, start, start + len(key))
                    cursor = start + len(key)

    def _list_limits(self) -> list[int]:
        """For each block, where the next anchor after it starts in `whole`."""
        limits, limit = [], len(self.whole)
        for number in range(len(self.keys) - 1, -1, -1):
            limits.append(limit)
            limit = self.taken.get(number, limit)
        return limits[::-1]

    def _find_in_window(self, key: str, cursor: int, limit: int) -> int:
        start = self.whole.find(key, cursor, limit)
        for _ in range(_MAX_PLACES):
            if start < 0:
                break
            begins = start == cursor or start in self.boundaries
            ends = start + len(key) == limit or start + len(key) in self.boundaries
            if begins and (ends or len(key) >= _LONG):
                return start
            start = self.whole.find(key, start + 1, limit)
        return -1

    def take_pieces(self) -> list[tuple[int, str]]:
        """For texts not yet covered, take the free blocks that they are made of; return those not on the page."""
        left = []
        uncovered = [
            at for at, (start, end) in enumerate(self.spans) if sum(self.covered[start:end]) * 2 < end - start
        ]
        for count, at in enumerate(uncovered):
            start, end = self.spans[at]
            before = self._find_block_before(start)
            pieces = (
                self._find_pieces(before, self.texts[at], self.whole[start:end])
                if count < _MAX_SEARCHED
                else []
            )
            for number in pieces:
                self.take(number, start, end)
            if not pieces and not any(self.whole[start:end] in key for key in self.keys):
                left.append((before, self.texts[at]))
        return left

    def _find_block_before(self, start: int) -> int:
        places = sorted((place, number) for number, place in self.taken.items())
        at = bisect_left(places, (start, -1))
        return places[at - 1][1] if at else -1

    def _find_pieces(self, before: int, text: str, rest: str) -> list[int]:
        later = range(before + 1, len(self.keys))
        free = list(takewhile(lambda number: number not in self.taken, later))
        pieces = []
        for number in free:
            if self.keys[number] and rest.startswith(self.keys[number]):
                pieces.append(number)
                rest = rest[len(self.keys[number]) :]
        if not rest:
            return pieces
        key = make_key(text)
        elsewhere = (number for number in range(len(self.keys)) if number not in self.taken)
        order = dict.fromkeys([*free, *elsewhere])
        if len(key) >= _LONG and (around := [number for number in order if key in self.keys[number]]):
            return around[:1]
        return self._find_most(text, order)

    def _find_most(self, text: str, order: Iterable[int]) -> list[int]:
        """The first block that the text is, with pieces taken out: all words are the block's, and most of it."""
        words = Counter(text.split())
        size = words.total()
        fewest = max(_FEWEST, _ALL * size)
        for number in order:
            held = self.sizes[number]
            # Most blocks have far fewer words or more: counting theirs is what takes time.
            if min(size, held) >= fewest and size >= _MOST * held:
                shared = (words & Counter(self.blocks[number].split())).total()
                if shared >= fewest and shared >= _MOST * held:
                    return [number]
        return []

    @cached_property
    def sizes(self) -> list[int]:
        """Words of each block."""
        return [len(block.split()) for block in self.blocks]
