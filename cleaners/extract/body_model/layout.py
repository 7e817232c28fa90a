"""The elements around a page's blocks as numbered rows: what each holds, and where the writing is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cleaners.extract.complete import NO_STORY
from cleaners.extract.page import FlatPage, PageBlock
from cleaners.model import Kind

MIN_WRITING = 60
"""Characters from which a block counts as writing."""
MAX_LINKED = 0.4
"""Link share below which it does."""
_WRITING_KINDS = frozenset({Kind.PROSE, Kind.QUOTATION, Kind.LIST_ITEM})


@dataclass(frozen=True, slots=True)
class Layout:
    """The elements that hold blocks, numbered from 1 so that a parent comes before its children; 0 is the page.

    `leaves` is the element of each block, `parents` and `depths` of each element, `elements` their numbers
    on the page (-1 for 0). `writing`, `letters`, `linked` and `counts` are what an element holds: characters of
    writing, all characters, characters in links, blocks. `sizes` is the writing of each block itself and
    `regions` the region of each, None where the region holds the headline too.
    """

    leaves: Sequence[int]
    parents: Sequence[int]
    depths: Sequence[int]
    elements: Sequence[int]
    writing: Sequence[int]
    letters: Sequence[int]
    linked: Sequence[float]
    counts: Sequence[int]
    sizes: Sequence[int]
    regions: Sequence[str | None]

    def find_innermost(self, share: float) -> int:
        """The deepest element that holds a share (0 to 1) of the page's writing; 0 where there is none."""
        needed = max(1.0, share * self.writing[0])
        found = 0
        for number, held in enumerate(self.writing):
            if held >= needed and self.depths[number] >= self.depths[found]:
                found = number
        return found

    def mark_inside(self, top: int) -> list[bool]:
        """For each element, whether it is `top` or stands in it."""
        inside = [False] * len(self.parents)
        inside[top] = True
        for number in range(top + 1, len(inside)):
            inside[number] = inside[self.parents[number]] or number == top
        return inside

    def list_around(self, number: int) -> set[int]:
        """An element and all around it, the page (0) included."""
        around = {number}
        while number:
            number = self.parents[number]
            around.add(number)
        return around

    def count_steps(self, starts: Sequence[int], end: int) -> list[tuple[int, int]]:
        """Steps up from each start, and from the end, to the innermost element that holds both."""
        depth, around = self.depths[end], self.list_around(end)
        steps = [(0, 0)] * len(self.parents)
        for number, parent in enumerate(self.parents):
            if number in around:
                steps[number] = 0, depth - self.depths[number]
            else:
                up, down = steps[parent]
                steps[number] = up + 1, down
        return [steps[start] for start in starts]


def lay_out(page: FlatPage, blocks: Sequence[PageBlock], headline: int | None) -> Layout:
    """Number the elements around the blocks and add up what they hold; `headline` is the headline's block."""
    leaves, parents, depths, elements = _number_elements(page, blocks)
    regions = _list_regions(page, blocks, headline)
    sizes = [
        len(block.text)
        if len(block.text) >= MIN_WRITING
        and block.link_share < MAX_LINKED
        and block.kind in _WRITING_KINDS
        and region not in NO_STORY
        else 0
        for block, region in zip(blocks, regions, strict=True)
    ]
    writing, letters, counts = [0] * len(parents), [0] * len(parents), [0] * len(parents)
    linked = [0.0] * len(parents)
    for block, leaf, size in zip(blocks, leaves, sizes, strict=True):
        length = len(block.text)
        writing[leaf] += size
        letters[leaf] += length
        linked[leaf] += length * block.link_share
        counts[leaf] += 1
    for number in range(len(parents) - 1, 0, -1):
        parent = parents[number]
        writing[parent] += writing[number]
        letters[parent] += letters[number]
        linked[parent] += linked[number]
        counts[parent] += counts[number]
    return Layout(leaves, parents, depths, elements, writing, letters, linked, counts, sizes, regions)


def _number_elements(
    page: FlatPage, blocks: Sequence[PageBlock]
) -> tuple[list[int], list[int], list[int], list[int]]:
    up = page.up
    used: set[int] = {0}
    for block in blocks:
        element = block.element
        while element not in used:
            used.add(element)
            element = up[element]
    elements = sorted(used)
    places = {element: place for place, element in enumerate(elements, 1)}
    parents, depths = [0, 0], [0, 1]
    for element in elements[1:]:
        parent = places[up[element]]
        parents.append(parent)
        depths.append(depths[parent] + 1)
    return [places[block.element] for block in blocks], parents, depths, [-1, *elements]


def _list_regions(page: FlatPage, blocks: Sequence[PageBlock], headline: int | None) -> list[str | None]:
    """The region of each block; one that holds the headline as well is the whole page's and says nothing."""
    around = set() if headline is None else set(page.list_around(blocks[headline].element))
    return [None if block.region != "hidden" and block.opener in around else block.region for block in blocks]
