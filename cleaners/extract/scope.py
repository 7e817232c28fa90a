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

_WRITING = (Kind.PROSE, Kind.QUOTATION, Kind.LIST_ITEM)


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
    own: dict[HtmlElement, int] = {}
    inside: dict[
        HtmlElement, int
    ] = {}  # by parent: the paragraphs of a story have one, and its ancestors are many
    for number in numbers:
        block = blocks[number]
        own[block.element] = own.get(block.element, 0) + len(block.text)
    for element, weight in own.items():
        if (parent := element.getparent()) is not None:
            inside[parent] = inside.get(parent, 0) + weight
    weights = dict(own)
    for element, weight in inside.items():
        for ancestor in (element, *element.iterancestors()):
            weights[ancestor] = weights.get(ancestor, 0) + weight
    needed = share * sum(own.values())
    enough = (element for element, weight in weights.items() if weight >= needed)
    return max(enough, key=_measure_depth, default=None)


def _measure_depth(element: HtmlElement) -> int:
    return sum(1 for _ in element.iterancestors())


def is_solid(block: PageBlock) -> bool:
    """Tell whether a block is writing rather than furniture: long, with few links."""
    if len(block.text) < MIN_SOLID or block.link_share >= MAX_LINKED:
        return False
    return block.kind in _WRITING and block.element.tag != "select"


def measure_letters(blocks: Sequence[PageBlock], numbers: Iterable[int]) -> int:
    """Characters of the numbered blocks together."""
    return sum(len(blocks[number].text) for number in numbers)
