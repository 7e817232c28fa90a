"""Cuts a page along elements that are known: each of them into blocks, everything beside them into one piece each."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

from cleaners.extract.kinds import INVISIBLE, refine_kind
from cleaners.extract.prepare import cap_marks
from cleaners.extract.regions import find_region
from cleaners.extract.visible import PageBlock, list_visible_blocks
from cleaners.model import Kind

BESIDE = "outside the template"

_TEXTS = etree.XPath(".//text()[not(parent::script)]", smart_strings=False)


@dataclass(frozen=True, slots=True)
class Part:
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
    return list(_descend(root, frozenset(known), path))


def _descend(
    element: HtmlElement, known: frozenset[HtmlElement], path: Collection[HtmlElement]
) -> Iterator[Part]:
    yield from _take_text(element.text, element)
    for child in element:
        if child in known:
            for block in list_visible_blocks(child):
                yield Part(_refine(block, child), child)
        elif child in path:
            yield from _descend(child, known, path)
        elif child.tag not in INVISIBLE:
            yield from _take_text(_join_texts(child), child)
        yield from _take_text(child.tail, element)


def _join_texts(element: HtmlElement) -> str:
    texts = _TEXTS(element)
    return " ".join(map(str, texts)) if isinstance(texts, list) else ""


def _take_text(text: str | None, element: HtmlElement) -> Iterator[Part]:
    squeezed = " ".join(text.split()) if text else ""
    if squeezed:
        yield Part(PageBlock(cap_marks(squeezed), Kind.PROSE, 0.0, element, find_region(element) or BESIDE))


def _refine(block: PageBlock, top: HtmlElement) -> PageBlock:
    """With the kind that the known element itself gives: blocks are listed from inside it."""
    kind = refine_kind(top, Kind.PROSE)
    if block.kind is not Kind.PROSE or kind is Kind.PROSE:
        return block
    return PageBlock(block.text, kind, block.link_share, block.element, block.region, block.opener)
