"""A page as learning sees it: its blocks, which of them the general way takes for the story, and what it reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from lxml.html import HtmlElement

from cleaners.extract.align import make_key
from cleaners.extract.page import FlatPage, read_page
from cleaners.extract.page.prepare import prepare_html
from cleaners.extract.page.tree import build_tree
from cleaners.model import STORY, Article, Block, Fields, Kind, Page, Rules
from cleaners.process import trace_page
from crawler.sources.learning.sample import name_page


class SeenBlock(NamedTuple):
    """A visible piece of text: what it is, the share (0 to 1) of its letters in links, the element that holds it."""

    text: str
    kind: Kind
    link_share: float
    element: HtmlElement


@dataclass(frozen=True, slots=True)
class Observed:
    """Numbers of `blocks`: `live` are those that the general way takes into the article, `story` those of them that
    are paragraphs in the end, `title` the headline. `spans` holds the first and last number of the blocks in each
    element that holds any; `elements` are those of `root` by their numbers in the columns `flat`.
    """

    page: Page
    flat: FlatPage
    root: HtmlElement
    elements: Sequence[HtmlElement]
    blocks: Sequence[SeenBlock]
    live: frozenset[int]
    story: frozenset[int]
    title: int | None
    fields: Fields
    spans: dict[HtmlElement, tuple[int, int]]

    @property
    def name(self) -> str:
        """Address or file of the page."""
        return name_page(self.page)

    def list_blocks(self, elements: Iterable[HtmlElement]) -> set[int]:
        """Numbers of the blocks inside any of the elements."""
        spans = (self.spans[element] for element in elements if element in self.spans)
        return {number for first, last in spans for number in range(first, last + 1)}

    def count_letters(self, numbers: Iterable[int]) -> int:
        """Characters of the numbered blocks together."""
        return sum(len(self.blocks[number].text) for number in numbers)


def observe_page(page: Page, rules: Rules) -> Observed | None:
    """Read a page the general way; None for one without a story, or with several.

    `rules` must hold no templates for the page's source.
    """
    trace = trace_page(page, rules)
    if trace.decoded is None or trace.extracted is None or trace.cleaned is None:
        return None
    flat = read_page(prepare_html(trace.decoded.text))
    if flat is None or [type(outcome) for outcome in trace.outcomes] != [Article]:
        return None
    root, elements = build_tree(flat)
    blocks = [
        SeenBlock(block.text, block.kind, block.link_share, elements[block.element])
        for block in flat.list_blocks()
    ]
    pairs = _align(blocks, trace.extracted.blocks)
    cleaned = _pair(trace.extracted.blocks, trace.cleaned.blocks)
    live = frozenset(at for at, number in pairs.items() if trace.extracted.blocks[number].removal is None)
    story = frozenset(at for at in live if any(map(_is_story, cleaned.get(pairs[at], ()))))
    titles = [at for at in sorted(live) if trace.extracted.blocks[pairs[at]].kind is Kind.TITLE]
    if not story or len(titles) > 1:
        return None
    title = titles[0] if titles else None
    return Observed(
        page, flat, root, elements, blocks, live, story, title, trace.extracted.fields, _span(blocks)
    )


def _is_story(block: Block) -> bool:
    return block.removal is None and block.kind in STORY


def _align(blocks: Sequence[SeenBlock], row: Sequence[Block]) -> dict[int, int]:
    """Places in the row by number of the block: it holds all in order, and now and then a text that stands in none."""
    found: dict[int, int] = {}
    at = 0
    for place, block in enumerate(row):
        if at < len(blocks) and blocks[at].text == block.text:
            found[at] = place
            at += 1
    return found


def _pair(row: Sequence[Block], cleaned: Sequence[Block]) -> dict[int, list[Block]]:
    """What became of each block of a row: it may have been repaired and cut, or dropped if it held no letter."""
    groups: list[list[Block]] = []
    for block in cleaned:
        if groups and not block.gap:
            groups[-1].append(block)
        else:
            groups.append([block])
    with_letters = [place for place, block in enumerate(row) if make_key(block.text)]
    left = [group for group in groups if make_key("".join(block.text for block in group))]
    return dict(zip(with_letters, left, strict=True)) if len(with_letters) == len(left) else {}


def _span(blocks: Sequence[SeenBlock]) -> dict[HtmlElement, tuple[int, int]]:
    spans: dict[HtmlElement, tuple[int, int]] = {}
    for number, block in enumerate(blocks):
        for element in (block.element, *block.element.iterancestors()):
            spans[element] = (spans.get(element, (number, number))[0], number)
    return spans
