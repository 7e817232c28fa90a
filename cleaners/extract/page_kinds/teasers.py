"""Teasers: short paragraphs, each under a headline that links to its story."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from cleaners.extract.page import PageBlock
from cleaners.extract.scope import MAX_LINKED
from cleaners.model import Kind

MIN_TEASER = 40  # characters
MIN_TEASERS = 5
MIN_HEADLINE_WORDS = 3
HEADLINE_LINKS = 0.9  # share of its letters that stand in links

_KINDS = (Kind.PROSE, Kind.LIST_ITEM, Kind.QUOTATION)


def measure_teasers(blocks: Sequence[PageBlock], chosen: Sequence[int]) -> float:
    """Share (0 to 1) of the gaps between the story's paragraphs that hold a linked headline; 0 for few paragraphs."""
    teasers = [number for number in chosen if _may_be_teaser(blocks[number])]
    if len(teasers) < MIN_TEASERS:
        return 0.0
    headed = sum(any(map(is_linked_headline, blocks[one + 1 : two])) for one, two in pairwise(teasers))
    return headed / (len(teasers) - 1)


def is_linked_headline(block: PageBlock) -> bool:
    """Whether a block is a link of three words or more."""
    return block.link_share > HEADLINE_LINKS and block.text.count(" ") + 1 >= MIN_HEADLINE_WORDS


def _may_be_teaser(block: PageBlock) -> bool:
    return block.kind in _KINDS and len(block.text) >= MIN_TEASER and block.link_share < MAX_LINKED
