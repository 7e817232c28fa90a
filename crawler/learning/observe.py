"""A page as learning sees it: its blocks, which of them the general way takes for the story, and what it reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from cleaners.decode import decode
from cleaners.extract import extract
from cleaners.extract.parse import drop_unseen, parse_html
from cleaners.extract.prepare import prepare_html
from cleaners.extract.visible import PageBlock, list_visible_blocks
from cleaners.model import STORY, Block, Extracted, Fields, Kind, Page, Rejected, Rules
from crawler.learning.sample import name_page

_BESIDE = frozenset({Kind.CAPTION, Kind.SUMMARY})


@dataclass(frozen=True, slots=True)
class Observed:
    """`story`, `beside` (captions and summary) and `title` are numbers of `blocks`; `spans` the first and last number
    of the blocks in each element that holds any; `elements` keeps all elements alive.
    """

    page: Page
    root: HtmlElement
    elements: Sequence[HtmlElement]
    blocks: Sequence[PageBlock]
    story: frozenset[int]
    beside: frozenset[int]
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
    decoded = decode(page, rules)
    if isinstance(decoded, Rejected):
        return None
    extracted = extract(decoded.text, page, rules)
    root = parse_html(prepare_html(decoded.text))
    if root is None or not isinstance(extracted, Extracted):
        return None
    drop_unseen(root)
    elements = tuple(root.iter())
    blocks = list_visible_blocks(root)
    live = {at: b for at, b in _align(blocks, extracted.blocks).items() if b.removal is None}
    titles = [at for at, block in live.items() if block.kind is Kind.TITLE]
    story = frozenset(at for at, block in live.items() if block.kind in STORY)
    if not story or len(titles) > 1:
        return None
    beside = frozenset(at for at, block in live.items() if block.kind in _BESIDE)
    title = titles[0] if titles else None
    return Observed(page, root, elements, blocks, story, beside, title, extracted.fields, _span(blocks))


def _align(blocks: Sequence[PageBlock], row: Sequence[Block]) -> dict[int, Block]:
    """The row holds every block of the page in order, and now and then a text that stands in none."""
    found: dict[int, Block] = {}
    at = 0
    for block in row:
        if at < len(blocks) and blocks[at].text == block.text:
            found[at] = block
            at += 1
    return found


def _span(blocks: Sequence[PageBlock]) -> dict[HtmlElement, tuple[int, int]]:
    spans: dict[HtmlElement, tuple[int, int]] = {}
    for number, block in enumerate(blocks):
        for element in (block.element, *block.element.iterancestors()):
            spans[element] = (spans.get(element, (number, number))[0], number)
    return spans
