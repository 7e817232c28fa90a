"""Makes the choice of a story whole: what was dropped from its middle comes back, what names itself no story goes."""

from __future__ import annotations

from collections.abc import Sequence

from cleaners.extract.page import FlatPage, PageBlock
from cleaners.extract.scope import find_container, is_solid, make_scope, measure_letters
from cleaners.model import Kind

CONTAINER_SHARE = 0.8  # of the story's characters: 0.5 to 0.95 measured within 0.001 F1 of each other
MAX_RESTORED_LINKS = 0.5
MAX_DROPPED = 0.15  # of the story in a "region": with more the name is wrong

NO_STORY = frozenset(
    "author box,breadcrumb,comments,consent,dialog,footer,form,hidden,navigation,newsletter,related stories,"
    "share bar".split(",")
)
"""Regions that hold no story, whatever an extractor chose there."""

_POSSIBLE = frozenset({None, "sidebar", "tags"})  # names that stand on parts of a story as often as beside it


def restore_dropped(
    page: FlatPage, blocks: Sequence[PageBlock], chosen: frozenset[int], usable: Sequence[int]
) -> frozenset[int]:
    """Add what stands between chosen blocks in the element that holds the story.

    Comes back: headings, list items, paragraphs that an extractor dropped, if they are among the `usable` numbers.
    Stays out: captions, blocks of links, parts of the page that name themselves.
    """
    element = find_container(page, blocks, chosen, CONTAINER_SHARE)
    if element is None:
        return chosen
    scope = make_scope(page, element)
    here = [number for number in chosen if scope.holds(blocks[number])]
    solid = [number for number in chosen if is_solid(blocks[number])] or here

    def belongs(number: int) -> bool:
        block = blocks[number]
        if (
            block.kind is Kind.CAPTION
            or page.tags[block.element] == "h1"
            or block.link_share > MAX_RESTORED_LINKS
        ):
            return False
        if here[0] < number < here[-1] and scope.holds(block):
            return scope.find_region(block) in _POSSIBLE
        # Broken markup nests one paragraph in another, and the deepest holds most of the story.
        return solid[0] < number < solid[-1] and block.region in _POSSIBLE and is_solid(block)

    here.sort()
    solid.sort()
    return chosen | {number for number in usable if belongs(number)}


def drop_regions(page: FlatPage, blocks: Sequence[PageBlock], chosen: frozenset[int]) -> frozenset[int]:
    """Take out blocks of parts that name themselves no story, unless so much stands there that the name lies."""
    element = find_container(page, blocks, chosen, CONTAINER_SHARE)
    if element is None:
        return chosen
    scope = make_scope(page, element)
    regions: dict[str, set[int]] = {}
    for number in chosen:
        block = blocks[number]
        region = scope.find_region(block) if scope.holds(block) else block.region
        if region in NO_STORY:
            regions.setdefault(region, set()).add(number)
    limit = MAX_DROPPED * measure_letters(blocks, chosen)
    small = (numbers for numbers in regions.values() if measure_letters(blocks, numbers) < limit)
    return chosen.difference(*small)
