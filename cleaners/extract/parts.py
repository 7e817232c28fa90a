"""Cuts a page along elements that are known: each of them into blocks, everything beside them into one piece each."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from lxml import etree
from lxml.html import HtmlElement

from cleaners.extract.kinds import INVISIBLE, refine_kind
from cleaners.extract.page.prepare import cap_marks
from cleaners.extract.regions import find_region
from cleaners.extract.visible import PageBlock, list_visible_blocks
from cleaners.model import Kind

BESIDE = "outside the template"

_TEXTS = etree.XPath(".//text()", smart_strings=False)
_SHOWN_TEXTS = etree.XPath(".//text()[not(parent::script)]", smart_strings=False)


class Part(NamedTuple):
    """A block of a page and the known element that it stands in; None for a piece that was not looked into."""

    block: PageBlock
    within: HtmlElement | None = None


def list_parts(root: HtmlElement, known: Collection[HtmlElement]) -> list[Part]:
    """Every visible text of a page in order: the known elements block by block, each element beside them whole.

    An element inside another known one is not listed twice. The text of a piece beside them may hold text that
    a browser does not show, and a space more inside its words; its region says which part of the page it is. The
    tree is not changed.

    >>> from lxml.html import fromstring
    >>> page = fromstring("<html><body><nav><a>Home</a><a>Sport</a></nav><div><p>One.</p><p>Two.</p></div></body></html>")
    >>> [part.block.text for part in list_parts(page, page.xpath("//div"))]
    ['Home Sport', 'One.', 'Two.']
    """
    path = {ancestor for element in known for ancestor in element.iterancestors()}
    cutter = _Cutter(frozenset(known), path)
    cutter.descend(root)
    return cutter.parts


def list_between(first: HtmlElement, second: HtmlElement) -> list[HtmlElement]:
    """The largest elements that stand wholly between two elements of a page; none where one holds the other, or where
    the second comes first.

    >>> from lxml.html import fromstring
    >>> page = fromstring("<main><div><h1>x</h1><p>by</p></div><figure></figure><div><i></i><b>y</b></div></main>")
    >>> [element.tag for element in list_between(page[0][0], page[2][1])]
    ['p', 'figure', 'i']
    """
    above = {second: None, **dict.fromkeys(second.iterancestors())}
    if first in above:
        return []
    before: list[HtmlElement] = []
    element = first
    while (parent := element.getparent()) is not None and parent not in above:
        before += element.itersiblings()
        element = parent
    for sibling in element.itersiblings():
        if sibling in above:
            after: list[HtmlElement] = []
            while second is not sibling:
                after = [*list(second.itersiblings(preceding=True))[::-1], *after]
                second = second.getparent()
            return [*before, *after]
        before.append(sibling)
    return []


class _Cutter:
    def __init__(self, known: Collection[HtmlElement], path: Collection[HtmlElement]) -> None:
        self.parts: list[Part] = []
        self._known = known
        self._path = path

    def descend(self, element: HtmlElement) -> None:
        self._take_text(element.text, element)
        for child in element:
            if child in self._known:
                self.parts += [Part(_refine(block, child), child) for block in list_visible_blocks(child)]
            elif child in self._path:
                self.descend(child)
            elif child.tag not in INVISIBLE:
                self._take_text(_join_texts(child), child)
            self._take_text(child.tail, element)

    def _take_text(self, text: str | None, element: HtmlElement) -> None:
        if text and (squeezed := " ".join(text.split())):
            region = find_region(element) or BESIDE
            self.parts.append(Part(PageBlock(cap_marks(squeezed), Kind.PROSE, 0.0, element, region)))


def _join_texts(element: HtmlElement) -> str:
    holds_data = (
        next(element.iter("script"), None) is not None
    )  # seldom, and looking at each parent takes time
    texts = _SHOWN_TEXTS(element) if holds_data else _TEXTS(element)
    return " ".join(map(str, texts)) if isinstance(texts, list) else ""


def _refine(block: PageBlock, top: HtmlElement) -> PageBlock:
    """With the kind that the known element itself gives: blocks are listed from inside it."""
    kind = refine_kind(top, Kind.PROSE)
    if block.kind is not Kind.PROSE or kind is Kind.PROSE:
        return block
    return PageBlock(block.text, kind, block.link_share, block.element, block.region, block.opener)
