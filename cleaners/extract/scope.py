"""Which element of a page holds its story, and which blocks stand inside an element."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

from cleaners.extract.page import FlatPage, PageBlock
from cleaners.model import Kind

MIN_SOLID = 80
"""Characters from which a block with few links counts as writing, not as boilerplate."""
MAX_LINKED = 0.3
"""Link share below which it does."""

_WRITING = (Kind.PROSE, Kind.QUOTATION, Kind.LIST_ITEM)


@dataclass(frozen=True, slots=True)
class Scope:
    """Elements and everything inside them: `spans` are the number of each and that behind the last inside it."""

    spans: Sequence[tuple[int, int]]

    def holds(self, block: PageBlock) -> bool:
        """Whether the block stands in one of the elements."""
        return self.has(block.element)

    def has(self, element: int) -> bool:
        """Whether an element is one of them or stands in one."""
        return any(first <= element < end for first, end in self.spans)

    def find_region(self, block: PageBlock) -> str | None:
        """Region of the block, if it opens inside the elements: one around the whole story says nothing."""
        opener = block.opener
        opens_inside = opener is not None and any(first < opener < end for first, end in self.spans)
        return block.region if opens_inside or block.region == "hidden" else None


def make_scope(page: FlatPage, *elements: int) -> Scope:
    """The scope of some elements."""
    return Scope(tuple((element, int(page.ends[element])) for element in elements))


def find_container(
    page: FlatPage, blocks: Sequence[PageBlock], numbers: Collection[int], share: float
) -> int | None:
    """The innermost element that holds a share (0 to 1) of the characters of the numbered blocks; None of none."""
    weights: dict[int, int] = {}
    for number in numbers:
        block = blocks[number]
        weights[block.element] = weights.get(block.element, 0) + len(block.text)
    needed = share * sum(weights.values())
    # A parent has a lower number than what is in it: taken from the highest on, each is whole when its turn comes.
    up, queue = page.up, [-element for element in weights]
    heapify(queue)
    while queue:
        element = -heappop(queue)
        if weights[element] >= needed:
            return element
        parent = up[element]
        if parent == element:
            return element
        if parent not in weights:
            weights[parent] = 0
            heappush(queue, -parent)
        weights[parent] += weights[element]
    return None


def is_solid(block: PageBlock) -> bool:
    """Whether a block is writing rather than boilerplate: long, with few links."""
    if len(block.text) < MIN_SOLID or block.link_share >= MAX_LINKED:
        return False
    return block.kind in _WRITING


def measure_letters(blocks: Sequence[PageBlock], numbers: Iterable[int]) -> int:
    """Characters of the numbered blocks together."""
    return sum(len(blocks[number].text) for number in numbers)
