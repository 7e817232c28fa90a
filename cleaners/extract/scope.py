"""Which element of a page holds its story, and which blocks stand inside an element."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from cleaners.extract.visible import PageBlock
from cleaners.model import Kind

MIN_SOLID = 80
"""Characters from which a block with few links counts as writing, not as furniture."""
MAX_LINKED = 0.3
"""Link share below which it does."""


@dataclass(frozen=True, slots=True)
class Scope:
    """An element and everything inside it."""

    element: HtmlElement
    inside: frozenset[HtmlElement]

    def holds(self, block: PageBlock) -> bool:
        """Tell whether the block stands in the element."""
        return block.element in self.inside

    def find_region(self, block: PageBlock) -> str | None:
        """Region of the block, if it opens inside the element: one around the whole story says nothing."""
        opens_inside = (
            block.opener is not None and block.opener is not self.element and block.opener in self.inside
        )
        return block.region if opens_inside or block.region == "hidden" else None


def make_scope(element: HtmlElement) -> Scope:
    """The scope of an element."""
    return Scope(element, frozenset(element.iter()))


def find_container(blocks: Sequence[PageBlock], numbers: Collection[int], share: float) -> HtmlElement | None:
    """The innermost element that holds a share (0 to 1) of the characters of the numbered blocks; None of none."""
    weights: dict[HtmlElement, int] = {}
    depths: dict[HtmlElement, int] = {}
    for number in numbers:
        chain = [blocks[number].element, *blocks[number].element.iterancestors()]
        for depth, element in enumerate(reversed(chain)):
            weights[element] = weights.get(element, 0) + len(blocks[number].text)
            depths[element] = depth
    needed = share * sum(len(blocks[number].text) for number in numbers)
    enough = (element for element, weight in weights.items() if weight >= needed)
    return max(enough, key=lambda element: depths[element], default=None)


def is_solid(block: PageBlock) -> bool:
    """Tell whether a block is writing rather than furniture: long, with few links."""
    kinds = (Kind.PROSE, Kind.QUOTATION, Kind.LIST_ITEM)
    if block.element.tag == "select":
        return False
    return block.kind in kinds and len(block.text) >= MIN_SOLID and block.link_share < MAX_LINKED


def measure_letters(blocks: Sequence[PageBlock], numbers: Iterable[int]) -> int:
    """Characters of the numbered blocks together."""
    return sum(len(blocks[number].text) for number in numbers)
