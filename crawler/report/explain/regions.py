"""Where repairs changed a text: each place of the repaired text, and what stood there in the input."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, chain

from cleaners.model import Edit, Repair


@dataclass(frozen=True, slots=True)
class Region:
    """Offsets `start` to `end` of the repaired text stand for `before` in the input; `cleaners` say who did it."""

    start: int
    end: int
    before: str
    cleaners: tuple[str, ...]


def compose_repairs(repairs: Iterable[Repair]) -> tuple[Region, ...]:
    """All edits of a row of repairs as changes of its input, in order; edits of the same place become one.

    >>> steps = Repair("a", (Edit(1, "xy", "z"),)), Repair("b", (Edit(0, "q", ""), Edit(0, "z", "nn")))
    >>> compose_repairs(steps)
    (Region(start=0, end=2, before='qxy', cleaners=('a', 'b')),)
    """
    regions: tuple[Region, ...] = ()
    for repair in repairs:
        regions = tuple(_apply(regions, repair))
    return regions


def find_origins(places: Iterable[int], regions: Sequence[Region]) -> Iterator[int]:
    """Offsets in the input of places of the repaired text.

    >>> list(find_origins([1, 5], [Region(1, 2, "xyz", ("a",))]))
    [1, 7]
    """
    starts = [region.start for region in regions]
    shifts = [0, *accumulate(len(region.before) - (region.end - region.start) for region in regions)]
    return (place + shifts[bisect_left(starts, place)] for place in places)


@dataclass(frozen=True, slots=True)
class _Change:
    """A region (`edit` None) or an edit, at its place in the text before the repair."""

    start: int
    end: int
    region: Region | None = None
    edit: Edit | None = None


def _apply(regions: Sequence[Region], repair: Repair) -> Iterator[Region]:
    """The regions after one more repair: those that it touches become one with its edits."""
    changes = sorted(chain(_place_edits(repair), map(_place_region, regions)), key=lambda c: (c.start, c.end))
    shift, group = 0, list[_Change]()
    end = 0
    for change in changes:
        if group and change.start > end:
            made = _merge(group, end, shift, repair.cleaner)
            shift += (made.end - made.start) - (end - group[0].start)
            yield made
            group = []
        end = max(end, change.end) if group else change.end
        group.append(change)
    if group:
        yield _merge(group, end, shift, repair.cleaner)


def _place_region(region: Region) -> _Change:
    return _Change(region.start, region.end, region=region)


def _place_edits(repair: Repair) -> Iterator[_Change]:
    shift = 0
    for edit in repair.edits:
        start = edit.start - shift
        yield _Change(start, start + len(edit.before), edit=edit)
        shift += len(edit.after) - len(edit.before)


def _merge(group: Sequence[_Change], end: int, shift: int, cleaner: str) -> Region:
    """One region for changes that touch each other, from the first one's start to `end`."""
    start = group[0].start
    if len(group) == 1 and group[0].region is not None:
        return replace(group[0].region, start=start + shift, end=end + shift)
    # Between the regions of a group stands nothing but what the edits replace.
    chars = [""] * (end - start)
    grown = 0
    for change in group:
        if change.edit is not None:
            chars[change.start - start : change.end - start] = change.edit.before
            grown += len(change.edit.after) - len(change.edit.before)
    before, done = "", start
    names: dict[str, None] = {}
    for change in group:
        if change.region is not None:
            before += "".join(chars[done - start : change.start - start]) + change.region.before
            done = change.end
            names.update(dict.fromkeys(change.region.cleaners))
    before += "".join(chars[done - start :])
    return Region(start + shift, end + shift + grown, before, tuple(dict.fromkeys((*names, cleaner))))
