"""How many places each repair changed, told to the article in whose text they lie."""

from __future__ import annotations

from collections import Counter

from cleaners.model import Blocks, Cleaned, Repair, RepairCount


def count_repairs(cleaned: Cleaned) -> dict[int, tuple[RepairCount, ...]]:
    """Places repaired, by part and repair; an edit belongs to the part in whose text it ended up."""
    starts = part_starts(cleaned.blocks)
    counts: dict[int, Counter[str]] = {}
    for at, repair in enumerate(cleaned.repairs):
        for edit in repair.edits:
            place = edit.start if len(starts) == 1 else move_through(edit.start, cleaned.repairs[at + 1 :])
            part = next((p for p, start in reversed(starts) if place >= start), starts[0][0])
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


def move_through(place: int, repairs: tuple[Repair, ...]) -> int:
    """Where an offset lies after further repairs."""
    for repair in repairs:
        shift = 0
        for edit in repair.edits:
            if edit.start - shift > place:
                break
            shift += len(edit.after) - len(edit.before)
        place += shift
    return place
