"""Every visible text block of a page, in document order, with its kind, its links and the part it stands in."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml.html import HtmlElement

from cleaners.extract.kinds import INLINE, INVISIBLE, refine_kind
from cleaners.extract.prepare import cap_marks
from cleaners.extract.regions import find_region
from cleaners.model import Kind

_SPACES = re.compile(r"[ \t\n\r\x85\u2028\u2029]+")
_UNEVEN = re.compile(r"[\t\n\r\x85\u2028\u2029]|  ")
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
_LETTER = re.compile(r"[^\W_]")
_CELL_GAP = " | "


@dataclass(frozen=True, slots=True)
class PageBlock:
    """A visible piece of text: what it is, the element that holds it, and the part of the page around it.

    `region` is the phrase of `find_region`, None in the open page, and `opener` the element that opens that
    region; `link_share` as in `model.Block`.
    """

    text: str
    kind: Kind
    link_share: float
    element: HtmlElement
    region: str | None = None
    opener: HtmlElement | None = None


@dataclass(frozen=True, slots=True)
class _Place:
    kind: Kind = Kind.PROSE
    region: str | None = None
    opener: HtmlElement | None = None
    linked: bool = False


def list_visible_blocks(root: HtmlElement) -> list[PageBlock]:
    """Cut a page into its visible text blocks.

    A block ends where a block element begins or ends and at two line breaks in a row; one line break is a
    space. A row of a data table is one block, its cells parted by a bar. Joiners, marks and no-break spaces
    come out as the page has them; other white space is one space. Hidden elements are listed with the region
    `hidden`. The tree is not changed.

    >>> from lxml.html import fromstring
    >>> page = fromstring("<div>Kabul <b>today</b><p>One.<br>Two.<br><br>Three.</p></div>")
    >>> [block.text for block in list_visible_blocks(page)]
    ['Kabul today', 'One. Two.', 'Three.']
    """
    walker = _Walker()
    walker.walk(root, _Place())
    walker.flush(root, _Place())
    return walker.blocks


class _Walker:
    def __init__(self) -> None:
        self.blocks: list[PageBlock] = []
        self._runs: list[tuple[str, bool]] = []
        self._after_break = False

    def walk(self, element: HtmlElement, place: _Place) -> None:
        self._add(element.text, place.linked)
        for child in element:
            tag = child.tag
            if tag in INLINE:
                self.walk(child, _enter_inline(child, place) if child.attrib else place)
            elif tag == "br":
                self._break_line(element, place)
            elif tag not in INVISIBLE:
                self.flush(element, place)
                self._walk_block(child, _enter_block(child, place))
            self._add(child.tail, place.linked)

    def _walk_block(self, element: HtmlElement, place: _Place) -> None:
        if element.tag == "tr" and place.kind is Kind.TABLE:
            self._add_row(element, place.linked)
        elif element.tag == "select":
            self._add_cell(element, place.linked)  # one block: 250,000 options are no 250,000 blocks
        else:
            self.walk(element, place)
        self.flush(element, place)

    def _add_row(self, row: HtmlElement, linked: bool) -> None:
        for number, cell in enumerate(row):
            if number:
                self._runs.append((_CELL_GAP, False))
            self._add_cell(cell, linked)

    def _add_cell(self, element: HtmlElement, linked: bool) -> None:
        self._add(element.text, linked)
        for child in element:
            if child.tag not in INVISIBLE:
                if child.tag not in INLINE:
                    self._runs.append((" ", False))
                self._add_cell(child, linked or child.tag == "a")
            self._add(child.tail, linked)

    def _break_line(self, element: HtmlElement, place: _Place) -> None:
        if self._after_break:
            self.flush(element, place)
        else:
            self._runs.append((" ", False))
            self._after_break = True

    def _add(self, text: str | None, linked: bool) -> None:
        if text:
            self._runs.append((text, linked))
            if self._after_break and not text.isspace():
                self._after_break = False

    def flush(self, element: HtmlElement, place: _Place) -> None:
        self._after_break = False
        if not self._runs:
            return
        runs, self._runs = self._runs, []
        text = cap_marks("".join([run for run, _ in runs]))
        if not text.strip():
            return
        linked = "".join([run for run, is_link in runs if is_link])
        letters = len(_LETTER.findall(text))
        share = len(_LETTER.findall(linked)) / letters if linked and letters else 0.0
        for piece in _BLANK_LINE.split(text) if element.tag == "pre" else (text,):
            if squeezed := (_SPACES.sub(" ", piece) if _UNEVEN.search(piece) else piece).strip():
                block = PageBlock(squeezed, place.kind, share, element, place.region, place.opener)
                self.blocks.append(block)


def _enter_inline(element: HtmlElement, place: _Place) -> _Place:
    region = find_region(element)
    linked = place.linked or element.tag == "a"
    if region is None:
        return place if linked == place.linked else _Place(place.kind, place.region, place.opener, linked)
    return _Place(place.kind, region, element, linked)


def _enter_block(element: HtmlElement, place: _Place) -> _Place:
    region, opener = find_region(element), element
    if region is None:
        region, opener = place.region, place.opener
    kind = refine_kind(element, place.kind)
    if kind is place.kind and opener is place.opener:
        return place
    return _Place(kind, region, opener, place.linked)
