"""Texts of pictures: what stands alone with a picture in an element that is named after it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Sequence

from cleaners.extract.page import FlatPage, PageBlock
from cleaners.model import Kind

MAX_TEXT = 250  # characters
_NAME = re.compile(
    r"pic(?:ture)?s?(?![a-z])|pic(?=box|ture|wrap)|photo|image|(?<![a-z])img|figure|bild|foto", re.I
)


def find_picture_texts(page: FlatPage, blocks: Sequence[PageBlock], story: Collection[int]) -> frozenset[int]:
    """Numbers of the paragraphs of a story that are captions: alone with an `img` in an element whose class names a
    picture (`picBox`, `image-wrapper`)."""
    pictures = page.find_tag("img")
    likely = {
        number: named
        for number in story
        if blocks[number].kind is Kind.PROSE
        and len(blocks[number].text) <= MAX_TEXT
        and (named := [one for one in _list_near(page, blocks[number]) if _is_picture(page, one, pictures)])
    }
    if not likely:
        return frozenset()
    texts = Counter(element for block in blocks for element in _list_near(page, block))
    return frozenset(
        number for number, named in likely.items() if any(texts[element] == 1 for element in named)
    )


def _list_near(page: FlatPage, block: PageBlock) -> set[int]:
    """The element of a block and the two around it."""
    parent = page.up[block.element]
    return {block.element, parent, page.up[parent]}


def _is_picture(page: FlatPage, element: int, pictures: Sequence[int]) -> bool:
    if _NAME.search(page.names[element]) is None:
        return False
    at = bisect_left(pictures, element)
    return at < len(pictures) and pictures[at] < page.ends[element]
