"""Texts of pictures: what stands alone with a picture in an element that is named after it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import islice

from lxml.html import HtmlElement

from cleaners.extract.visible import PageBlock
from cleaners.model import Kind

MAX_TEXT = 250  # characters
MAX_DEPTH = 3  # elements from the text's own upwards
_NAME = re.compile(
    r"pic(?:ture)?s?(?![a-z])|pic(?=box|ture|wrap)|photo|image|(?<![a-z])img|figure|bild|foto", re.I
)


def find_picture_texts(blocks: Sequence[PageBlock], story: Collection[int]) -> frozenset[int]:
    """Numbers of the paragraphs of a story that are captions: alone with an `img` in an element whose class names a
    picture (`picBox`, `image-wrapper`)."""
    likely = [number for number in story if _may_be_caption(blocks[number])]
    if not likely:
        return frozenset()
    texts: Counter[HtmlElement] = Counter()
    for block in blocks:
        texts.update(_list_around(block))
    return frozenset(number for number in likely if _stands_alone(blocks[number], texts))


def _may_be_caption(block: PageBlock) -> bool:
    short = block.kind is Kind.PROSE and len(block.text) <= MAX_TEXT
    return short and any(map(_is_picture, _list_around(block)))


def _list_around(block: PageBlock) -> list[HtmlElement]:
    return [block.element, *islice(block.element.iterancestors(), MAX_DEPTH - 1)]


def _is_picture(element: HtmlElement) -> bool:
    return _NAME.search(element.get("class", "")) is not None and next(element.iter("img"), None) is not None


def _stands_alone(block: PageBlock, texts: Counter[HtmlElement]) -> bool:
    return any(texts[element] == 1 and _is_picture(element) for element in _list_around(block))
