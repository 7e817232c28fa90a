"""The heaviest chain of matches that rises in two sequences at once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple


class Piece(NamedTuple):
    """A block found in a text: number of the block, place in the text, length there."""

    block: int
    start: int
    length: int


def find_heaviest_chain(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces that cover most of the text, rising in block and place, none overlapping another.

    `pieces` are sorted by block. Takes n log n steps.

    >>> find_heaviest_chain([Piece(0, 50, 5), Piece(1, 0, 30), Piece(2, 30, 9)])
    [Piece(block=1, start=0, length=30), Piece(block=2, start=30, length=9)]
    """
    ends = sorted({piece.start + piece.length for piece in pieces})
    tree: list[tuple[int, int]] = [(0, -1)] * (len(ends) + 1)  # Fenwick tree of (weight, piece) by end
    best: list[tuple[int, int]] = []  # weight of the chain that ends here, the piece before
    index = 0
    for _, group in groupby(pieces, key=lambda piece: piece.block):
        alternatives = list(group)
        for piece in alternatives:
            weight, before = _query(tree, bisect_right(ends, piece.start))
            best.append((weight + piece.length, before))
        for piece in alternatives:  # after the queries: a block follows no other place of itself
            _update(tree, bisect_right(ends, piece.start + piece.length), (best[index][0], index))
            index += 1
    at = max(range(len(best)), key=lambda number: best[number][0], default=-1)
    chain = []
    while at >= 0:
        chain.append(pieces[at])
        at = best[at][1]
    return chain[::-1]


def _query(tree: list[tuple[int, int]], end: int) -> tuple[int, int]:
    found = (0, -1)
    while end > 0:
        found = max(found, tree[end])
        end -= end & -end
    return found


def _update(tree: list[tuple[int, int]], end: int, value: tuple[int, int]) -> None:
    while end < len(tree):
        tree[end] = max(tree[end], value)
        end += end & -end
