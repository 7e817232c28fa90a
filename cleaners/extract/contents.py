"""Tables of contents inside a story: links that say in a row what its headings say again below."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleaners.extract.align import make_key
from cleaners.extract.page import PageBlock
from cleaners.extract.scope import MAX_LINKED
from cleaners.model import Kind

MIN_ENTRIES = 3
LABEL = re.compile(
    r"(?:table of )?contents|in this (?:article|story|post|guide|page)|jump to(?: a)?(?: section)?|inhalt(?:sverzeichnis)?|"
    r"sommaire|índice|indice|içindekiler|spis treści|inhoud|فہرست|فهرست مطالب|فهرست|لړلیک",
    re.I,
)


def drop_contents(blocks: Sequence[PageBlock], chosen: frozenset[int]) -> frozenset[int]:
    """The chosen numbers without the story's table of contents: its links are to places of the same page.

    Goes: three or more blocks of links in a row on the page, each of which a heading of the story repeats further down; a label
    (`Contents`, `In this article`) above links that are not story. Stays: a list without links, which may be a summary;
    the headings.

    >>> parts = ["Roads", "Bridges", "Schools"]
    >>> page = [PageBlock(part, Kind.LIST_ITEM, 1.0) for part in parts]
    >>> page += [PageBlock(part, Kind.HEADING, 0.0) for part in parts]
    >>> sorted(drop_contents(page, frozenset(range(6))))
    [3, 4, 5]
    """
    story = sorted(chosen)
    headings: dict[str, int] = {}
    for number in story:
        if blocks[number].kind is Kind.HEADING:
            headings[make_key(blocks[number].text)] = number
    dropped: set[int] = set()
    run: list[int] = []  # of entries side by side on the page, of which some may not be chosen
    for number in range(story[0], story[-1] + 1) if headings else ():
        if _is_entry(blocks[number], number, headings):
            run.append(number)
        else:
            dropped.update(run if len(run) >= MIN_ENTRIES else ())
            run = []
    rest = chosen - dropped
    return frozenset(number for number in rest if not _is_label(blocks, number, rest))


def _is_label(blocks: Sequence[PageBlock], number: int, story: frozenset[int]) -> bool:
    if LABEL.fullmatch(blocks[number].text.strip(" :|-–")) is None or number + 1 == len(blocks):
        return False
    return number + 1 not in story and blocks[number + 1].link_share > MAX_LINKED


def _is_entry(block: PageBlock, number: int, headings: dict[str, int]) -> bool:
    if block.kind is Kind.HEADING or block.link_share <= MAX_LINKED:
        return False
    return headings.get(make_key(block.text), -1) > number
