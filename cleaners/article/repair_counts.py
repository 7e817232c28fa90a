"""How many places each repair changed, by the article in whose text they lie."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter

from cleaners.model import Blocks, Cleaned, Repair, RepairCount


def count_repairs(cleaned: Cleaned) -> dict[int, tuple[RepairCount, ...]]:
    """Places repaired, by part and repair; an edit belongs to the part in whose text it ended up."""
    starts = part_starts(cleaned.blocks)
    offsets = [start for _, start in starts]
    counts: dict[int, Counter[str]] = {}
    for at, repair in enumerate(cleaned.repairs):
        places = [edit.start for edit in repair.edits]
        for place in places if len(starts) == 1 else move_through(places, cleaned.repairs[at + 1 :]):
            part = starts[max(0, bisect_right(offsets, place) - 1)][0]
            counts.setdefault(part, Counter())[repair.cleaner] += 1
    return {p: tuple(RepairCount(name, n) for name, n in c.items()) for p, c in counts.items()}


def part_starts(blocks: Blocks) -> list[tuple[int, int]]:
    """Parts of a row with the offset at which each begins."""
    starts: list[tuple[int, int]] = []
    offset = 0
    for block in blocks:
        if not starts or block.part != starts[-1][0]:
            starts.append((block.part, offset))
        offset += len(block.gap) + len(block.text)
    return starts


def move_through(places: list[int], repairs: tuple[Repair, ...]) -> list[int]:
    """Where offsets lie after further repairs, in order; takes one walk through the edits of each.

    >>> from cleaners.model import Edit
    >>> move_through([4, 9], (Repair("a", (Edit(2, "xy", "z"), Edit(7, "", "nn"))),))
    [3, 10]
    """
    for repair in repairs:
        places = sorted(places)
        shift, at = 0, 0
        for number, place in enumerate(places):
            while at < len(repair.edits) and repair.edits[at].start - shift <= place:
                shift += len(repair.edits[at].after) - len(repair.edits[at].before)
                at += 1
            places[number] = place + shift
    return places
