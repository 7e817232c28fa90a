"""Takes off the story's edge what lost its content: links below the last paragraph, headings of parts that went."""

from __future__ import annotations

from collections.abc import Sequence

from cleaners.extract.visible import PageBlock
from cleaners.model import Kind

MAX_TRAILING_LINKS = 0.8  # link share of a block below the last paragraph


def trim_edges(blocks: Sequence[PageBlock], chosen: frozenset[int]) -> frozenset[int]:
    """The chosen numbers without trailing links, and without headings whose part was not chosen.

    Goes: blocks of links at the end; a heading at the end, or right above another heading with dropped blocks
    between them. Stays: a heading directly above another one.

    >>> from lxml.html import fromstring
    >>> element = fromstring("<p>x</p>")
    >>> page = [PageBlock("Text.", Kind.PROSE, 0.0, element), PageBlock("Related", Kind.HEADING, 0.0, element)]
    >>> trim_edges(page, frozenset({0, 1}))
    frozenset({0})
    """
    kept = sorted(chosen)
    while kept and blocks[kept[-1]].link_share > MAX_TRAILING_LINKS:
        kept.pop()
    story: list[int] = []
    after: int | None = None
    for number in reversed(kept):
        if blocks[number].kind is not Kind.HEADING or _has_content(blocks, number, after):
            story.append(number)
            after = number
    return frozenset(story)


def _has_content(blocks: Sequence[PageBlock], heading: int, after: int | None) -> bool:
    if after is None:
        return False
    return blocks[after].kind is not Kind.HEADING or after == heading + 1
