"""Every visible text block of a page, in document order, with its kind, its links and the part it stands in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from lxml.html import HtmlElement

from cleaners.extract.kinds import INLINE, INVISIBLE, refine_kind
from cleaners.extract.page.line_breaks import BREAK, split_at_breaks
from cleaners.extract.page.prepare import cap_marks
from cleaners.extract.regions import find_region
from cleaners.model import Kind

_UNEVEN = re.compile(r"[ \t\n\r\x85\u2028\u2029]{2,}|[\t\n\r\x85\u2028\u2029]")
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
_LETTER = re.compile(r"[^\W_]")
_NO_LETTERS = re.compile(r"[\W_]+")
_CELL_GAP = " | "


class PageBlock(NamedTuple):
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


class _Place(NamedTuple):
    kind: Kind
    region: str | None
    opener: HtmlElement | None


_TABLE = Kind.TABLE  # members of an enumeration are slow to look up in a loop


def list_visible_blocks(root: HtmlElement, elements: Sequence[HtmlElement] | None = None) -> list[PageBlock]:
    """Cut a page into its visible text blocks.

    `elements` are all of `root.iter()`, for callers that have them. A block ends where a block element begins or
    ends and at two line breaks in a row; one line break is a space,
    unless such breaks part paragraphs (`line_breaks`). A row of a data table is one block, its cells
    parted by a bar. Joiners, marks and no-break spaces come out as the page has them; other white space is one
    space. Hidden elements are listed with the region `hidden`. The tree is not changed.

    >>> from lxml.html import fromstring
    >>> page = fromstring("<div>Kabul <b>today</b><p>One.<br>Two.<br><br>Three.</p></div>")
    >>> [block.text for block in list_visible_blocks(page)]
    ['Kabul today', 'One. Two.', 'Three.']
    """
    walker = _Walker(root)
    walker.walk(list(root.iter()) if elements is None else elements)
    return walker.blocks


class _Walker:
    """Reads the elements in document order, gathers their texts, makes a block where a block element begins or ends.

    A page has a thousand elements and twice as many texts, most of them white space between elements: such are left
    out before they cost anything, and only elements that hold others are entered.
    """

    def __init__(self, root: HtmlElement) -> None:
        self.blocks: list[PageBlock] = []
        # The open elements, outermost first, and what is known of each. Places are found out when a block needs one:
        # most elements inside links hold none.
        self._open = [root]
        self._places: list[_Place | None] = [_Place(Kind.PROSE, None, None)]
        self._linked = [False]
        self._passed: set[HtmlElement | None] = set()  # elements whose inside is read already, or never
        self._runs: list[str] = []  # of text, the first one more than white space
        self._links: list[str] = []  # the runs that stand in links
        self._after_break = False

    def walk(self, elements: Sequence[HtmlElement]) -> None:
        """Make the blocks of all elements; the first one is the root."""
        if text := elements[0].text:
            self._add(text, False)
        passed, opened = self._passed, self._open
        parents = [element.getparent() for element in elements]
        for element, parent, next_parent in zip(
            elements[1:], parents[1:], [*parents[2:], None], strict=False
        ):
            if parent in passed:
                passed.add(element)
                continue
            while opened[-1] is not parent:
                self._leave()
            if next_parent is element:
                self._enter(element, element.tag)
            else:
                self._read_leaf(element, element.tag)
        while len(opened) > 1:
            self._leave()
        if self._runs:
            self._end_block()

    def _read_leaf(self, element: HtmlElement, tag: str) -> None:
        linked = self._linked[-1]
        if tag in INLINE:
            if text := element.text:
                self._add(text, linked or (tag == "a" and bool(element.keys())))
        elif tag == "br":
            self._break_line()
        elif tag not in INVISIBLE:
            if self._runs:
                self._end_block()
            if (text := element.text) and not text.isspace():
                self._add(text, linked)
                self._flush(element, _enter_place(element, self._find_place()))
        if tail := element.tail:
            self._add(tail, linked)

    def _enter(self, element: HtmlElement, tag: str) -> None:
        linked = self._linked[-1]
        if tag in INLINE:
            linked = linked or (tag == "a" and bool(element.keys()))
        elif tag in INVISIBLE or tag == "br":
            self._passed.add(element)
            self._read_leaf(element, tag)
            return
        elif self._runs:
            self._end_block()
        self._open.append(element)
        self._places.append(None)
        self._linked.append(linked)
        if tag == "tr" and self._find_place().kind is _TABLE:
            self._add_row(element, linked)
            self._passed.add(element)
        elif tag == "select":
            self._add_cell(element, linked)  # one block: 250,000 options are no 250,000 blocks
            self._passed.add(element)
        elif text := element.text:
            self._add(text, linked)

    def _leave(self) -> None:
        if self._runs and self._open[-1].tag not in INLINE:
            self._end_block()
        self._places.pop()
        self._linked.pop()
        if tail := self._open.pop().tail:
            self._add(tail, self._linked[-1])

    def _find_place(self) -> _Place:
        """Kind and part of the innermost open element, by those around it."""
        places = self._places
        known = len(places) - 1
        while (place := places[known]) is None:
            known -= 1
        for number in range(known + 1, len(places)):
            places[number] = place = _enter_place(self._open[number], place)
        return place

    def _add_row(self, row: HtmlElement, linked: bool) -> None:
        for number, cell in enumerate(row):
            if number:
                self._runs.append(_CELL_GAP)
            self._add_cell(cell, linked)

    def _add_cell(self, element: HtmlElement, linked: bool) -> None:
        if text := element.text:
            self._add(text, linked)
        for child in element:
            if child.tag not in INVISIBLE:
                if self._runs and child.tag not in INLINE:
                    self._runs.append(" ")
                self._add_cell(child, linked or child.tag == "a")
            if tail := child.tail:
                self._add(tail, linked)

    def _break_line(self) -> None:
        if self._after_break:
            self._end_block()
        elif self._runs:
            self._runs.append(BREAK)
            self._after_break = True

    def _add(self, text: str, linked: bool) -> None:
        blank = text.isspace()
        if blank and not self._runs:
            return
        self._runs.append(text)
        if linked:
            self._links.append(text)
        if not blank:
            self._after_break = False

    def _end_block(self) -> None:
        """Make a block of what was gathered in the innermost open element."""
        self._flush(self._open[-1], self._find_place())

    def _flush(self, element: HtmlElement, place: _Place) -> None:
        runs, links = self._runs, self._links
        text = "".join(runs)
        if not text.isascii():
            text = cap_marks(text)
        share = _measure_links(text, links, whole=len(links) == len(runs)) if links else 0.0
        self._runs, self._links, self._after_break = [], [], False
        for piece in _BLANK_LINE.split(text) if element.tag == "pre" else split_at_breaks(text):
            even = piece.isprintable() and "  " not in piece
            if squeezed := (piece if even else _UNEVEN.sub(" ", piece)).strip():
                block = PageBlock(squeezed, place.kind, share, element, place.region, place.opener)
                self.blocks.append(block)


def _measure_links(text: str, links: list[str], *, whole: bool) -> float:
    """Share of the letters of a text that stand in its links; `whole` says that all of it does."""
    if whole:
        return 1.0 if _LETTER.search(text) else 0.0
    letters = len(_NO_LETTERS.sub("", text))
    return len(_NO_LETTERS.sub("", "".join(links))) / letters if letters else 0.0


def _enter_place(element: HtmlElement, around: _Place) -> _Place:
    region, opener = find_region(element), element
    if region is None:
        region, opener = around.region, around.opener
    kind = around.kind if element.tag in INLINE else refine_kind(element, around.kind)
    if kind is around.kind and opener is around.opener:
        return around
    return _Place(kind, region, opener)
