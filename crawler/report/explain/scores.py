"""The score of the line model for each line, also of those that it left in the story."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from cleaners.blocks.unlikely import NAME, read_score, score_row
from cleaners.model import Block, Blocks
from cleaners.process import Trace


def find_scores(trace: Trace, cleaners: Sequence[str]) -> dict[int, float]:
    """Scores (0 to 1) by the offset of a line in its row: the last that it got, from the row as it was then.

    Lines that went before the model had its turn have none, nor have pages and texts with fewer than two paragraphs.
    `cleaners` are the names in the order in which they ran.
    """
    if trace.extracted is not None or not trace.steps or NAME not in cleaners:
        return {}
    scores: dict[int, float] = {}
    turn, last = cleaners.index(NAME), dict[int, int]()
    for (_, before), (name, after) in pairwise(trace.steps):
        if name not in cleaners:  # the row was split anew; whoever was cleaned before it met the model
            if last:
                scores |= score_parts(before)
            last.clear()
            continue
        part = next(new.part for old, new in zip((*before, None), after, strict=False) if old != new)
        at, was = cleaners.index(name), last.get(part, -1)
        if was < turn <= at if at > was else (was < turn or turn <= at):
            scores |= score_parts(before, part)
        last[part] = at
    final = trace.steps[-1][1]
    scores |= score_parts(final)
    for start, block in place_blocks(final):
        if block.removal is not None and (score := read_score(block.removal)) is not None:
            scores[start] = score
    return scores


def score_parts(blocks: Blocks, only: int | None = None) -> Iterator[tuple[int, float]]:
    """Offsets and scores of the lines of each article of a row, or of one of them."""
    for part, placed in groupby(place_blocks(blocks), key=lambda item: item[1].part):
        starts, row = zip(*placed, strict=True)
        if only in (None, part):
            yield from ((starts[at], score) for at, score in score_row(row).items())


def place_blocks(blocks: Blocks) -> Iterator[tuple[int, Block]]:
    """Each block with the offset at which its text begins in the joined row."""
    offset = 0
    for block in blocks:
        offset += len(block.gap)
        yield offset, block
        offset += len(block.text)
