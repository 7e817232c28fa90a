"""What the body model is shown of a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cleaners.extract.body.elements import Elements, Flags, keep_holding
from cleaners.extract.page import FlatPage
from cleaners.model import Kind

KINDS = {kind: number for number, kind in enumerate(
    (Kind.PROSE, Kind.HEADING, Kind.LIST_ITEM, Kind.CAPTION, Kind.QUOTATION, Kind.TABLE)
)}  # fmt: skip
"""The number of each kind of block in the model's columns."""


@dataclass(frozen=True, slots=True)
class PageView:
    """The blocks of a page and the elements that hold them.

    `texts`, `kinds` (numbers of `KINDS`), `links` (share of letters in links) and `hidden` have one entry a block; `tags` and
    `names` (class and id in one string) one an element. `titles` are the headlines that the page declares,
    `declared` the paragraphs of its declared story.
    """

    texts: Sequence[str]
    kinds: NDArray[np.intp]
    links: NDArray[np.float64]
    elements: Elements
    tags: Sequence[str]
    names: Sequence[str]
    hidden: Flags
    titles: Sequence[str] = ()
    declared: Sequence[str] = ()


def view_page(page: FlatPage, titles: Sequence[str], declared: Sequence[str]) -> PageView:
    """The page as the model sees it; `titles` and `declared` as in `PageView`."""
    blocks = page.blocks
    leaves = np.asarray(blocks.leaves, np.intp)
    elements, kept = keep_holding(page.parents, page.depths, page.ends, leaves)
    numbers = kept.tolist()
    tags, names = page.tags, page.names
    return PageView(
        blocks.texts,
        np.fromiter((KINDS.get(kind, 0) for kind in blocks.kinds), np.intp, len(blocks)),
        np.asarray(blocks.links, np.float64),
        elements,
        [tags[number] for number in numbers],
        [names[number] for number in numbers],
        np.fromiter((region == "hidden" for region in blocks.regions), bool, len(blocks)),
        titles,
        declared,
    )
