"""HTML text to the columns of its page."""

from __future__ import annotations

import numpy as np

from cleaners.extract.page.blocks import cut_blocks
from cleaners.extract.page.flat import NO_BLOCKS, FlatPage, number_elements
from cleaners.extract.page.regions import NAMED, NOTHING, judge_element
from cleaners.extract.page.tags import IS_INLINE, IS_INVISIBLE, NUMBERS, TAGS, VOID
from cleaners.extract.page.tokens import Flags, read_tokens
from cleaners.model import Kind

_KINDS = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), Kind.HEADING),
    **dict.fromkeys(("li", "dt", "dd"), Kind.LIST_ITEM),
    **dict.fromkeys(("figure", "figcaption", "caption"), Kind.CAPTION),
    "blockquote": Kind.QUOTATION,
}
_PROSE, _QUOTATION, _CAPTION, _TABLE, _HEADING = (
    Kind.PROSE, Kind.QUOTATION, Kind.CAPTION, Kind.TABLE, Kind.HEADING,
)  # fmt: skip
MAX_CAPTION = 1000  # characters
MAX_CELL = 300  # characters; a longer cell lays out the page
_CELLS = np.isin(np.arange(len(TAGS)), [NUMBERS["td"], NUMBERS["th"]])
_IN_CELL = IS_INLINE | _CELLS | np.isin(np.arange(len(TAGS)), [NUMBERS[name] for name in ("br", "p", "img")])
_CONCEALING = (b"display", b"visibility", b' hidden="', b"clip", b"sr-only", b"screen", b"isually")


def read_page(html: str) -> FlatPage | None:
    """Parse prepared HTML and cut it into columns; None where it holds no element.

    >>> page = read_page("<div class=top>Kabul <b>today</b><p>One.<br>Two.<br><br>Three.</p></div>")
    >>> page.blocks.texts
    ['Kabul today', 'One. Two.', 'Three.']
    >>> page.names[page.blocks.leaves[0]]
    'top'
    """
    tokens = read_tokens(html)
    if tokens is None:
        return None
    opened, closed, parents, depths, ends = number_elements(tokens)
    return _Reader(
        FlatPage(tokens, opened, closed, parents, depths, ends, [], np.zeros(0, bool), NO_BLOCKS)
    ).read()


class _Reader:
    """Finds for each element the kind of its text and the part of the page that it stands in, the outermost first."""

    def __init__(self, page: FlatPage) -> None:
        self.page = page
        self.tag = page.tokens.tag[page.opened]
        count = len(self.tag)
        self.names = [""] * count
        self.kinds: list[Kind] = [_PROSE] * count
        self.regions: list[str | None] = [None] * count
        self.openers = [-1] * count
        self.rows: list[int] = []
        self.concealed: list[int] = self._find_concealed_in_lines()

    def read(self) -> FlatPage:
        page, source = self.page, self.page.tokens.source
        names, kinds, regions, openers = self.names, self.kinds, self.regions, self.openers
        in_line: set[int] = set()
        numbers = np.flatnonzero(~(VOID[self.tag] | IS_INVISIBLE[self.tag]))
        around = page.opened[numbers]
        columns = (
            numbers, page.parents[numbers], self.tag[numbers], IS_INLINE[self.tag[numbers]],
            page.tokens.starts[around], page.tokens.stops[around],
        )  # fmt: skip
        for element, parent, tag, inline, start, stop in zip(*(one.tolist() for one in columns), strict=True):
            if inline:
                in_line.add(element)
            elif parent in in_line:  # a link around a whole card
                in_line.discard(parent)
                self._name_line(parent)
            kinds[element], regions[element] = kinds[parent], regions[parent]
            openers[element] = openers[parent]
            if inline:
                continue
            name = TAGS[tag]
            size = (
                len(name) if tag else max(0, source.find(b" ", start, stop) - start - 1) or stop - start - 1
            )
            bare = stop - start == size + 1
            place = (
                NOTHING
                if bare and name not in NAMED
                else judge_element(name, source[start + size + 1 : stop])
            )
            names[element] = place.names
            if place.region == "hidden":
                self.concealed.append(element)
            if place.region is not None and (name != "button" or kinds[parent] is not _HEADING):
                regions[element], openers[element] = place.region, element
            if name in _KINDS or name == "tr" or name == "table" or place.caption:
                kinds[element] = self._refine(element, name, kinds[parent], caption=place.caption)
        hidden = self._spread(self.concealed)
        for element in np.flatnonzero(hidden).tolist():
            regions[element] = "hidden"
        blocks = cut_blocks(page, kinds, regions, openers, self.rows, hidden)
        return FlatPage(
            page.tokens, page.opened, page.closed, page.parents, page.depths, page.ends, names, hidden, blocks
        )

    def _name_line(self, element: int) -> None:
        """Name an element that stands in a line but holds blocks."""
        name = TAGS[self.tag[element]]
        place = judge_element(name, self.page.read_tag(element)[len(name) + 1 :])
        self.names[element] = place.names
        if place.region is not None and place.region != "hidden":
            self.regions[element], self.openers[element] = place.region, element

    def _refine(self, element: int, name: str, kind: Kind, *, caption: bool) -> Kind:
        """The kind of text that an element holds; `kind` is that of the text around it."""
        if kind is _CAPTION and name in ("table", "blockquote"):
            kind = _PROSE  # a figure may hold more than a picture
        if kind is not _PROSE and kind is not _QUOTATION and name not in ("figcaption", "caption"):
            return kind
        if name == "tr":
            if not self._is_data_row(element):
                return kind
            self.rows.append(element)
            return _TABLE
        refined = _KINDS.get(name, kind)
        if refined is _PROSE and caption:
            refined = _CAPTION
        # The class of a body, or a figure that is never closed, would make the whole story a caption.
        return kind if refined is _CAPTION and self._is_longer(element, MAX_CAPTION) else refined

    def _is_longer(self, element: int, limit: int) -> bool:
        return self.page.measure_text(element) > limit and len(self.page.read_text(element)) > limit

    def _is_data_row(self, row: int) -> bool:
        """Distinguish a row of values from a row of a layout table: several cells, and no block elements inside them."""
        page, tag = self.page, self.tag
        inside = slice(row + 1, int(page.ends[row]))
        if inside.stop - inside.start < 2 or not _IN_CELL[tag[inside]].all():
            return False
        direct = page.parents[inside] == row
        cells = _CELLS[tag[inside]]
        if (cells != direct).any() or cells.sum() < 2:
            return False
        numbers = (np.flatnonzero(cells) + row + 1).tolist()
        paragraphs = tag[inside] == NUMBERS["p"]
        if paragraphs.sum() > 1 and any(
            (tag[cell : page.ends[cell]] == NUMBERS["p"]).sum() > 1 for cell in numbers
        ):
            return False
        return not any(self._is_longer(cell, MAX_CELL) for cell in numbers)

    def _find_concealed_in_lines(self) -> list[int]:
        """Elements that stand in a line and are kept from being shown: looked for by the few words that say so."""
        page, source = self.page, self.page.tokens.source
        places: list[int] = []
        for word in _CONCEALING:
            at = source.find(word)
            while at >= 0:
                places.append(at)
                at = source.find(word, at + 1)
        struck: list[int] = np.flatnonzero(self.tag == NUMBERS["del"]).tolist()
        if not places:
            return struck
        tokens = np.unique(np.searchsorted(page.tokens.starts, np.array(places)) - 1)
        tokens = tokens[page.tokens.opens[tokens]]
        elements = np.searchsorted(page.opened, tokens)
        inline = IS_INLINE[self.tag[elements]]
        found = struck
        for element in elements[inline].tolist():
            token = page.opened[element]
            name = TAGS[self.tag[element]]
            start, stop = int(page.tokens.starts[token]), int(page.tokens.stops[token])
            if judge_element(name, source[start + len(name) + 1 : stop]).region == "hidden":
                found.append(self._find_stand_in(element))
        return found

    def _find_stand_in(self, element: int) -> int:
        """What is hidden in place of an element that is read out: `<i aria-hidden=true>N</i><i class=sr-only>Nine</i>`."""
        before = element - 1
        beside = self.page.closed[before] == self.page.opened[element] - 1
        seen_only = beside and b'aria-hidden="true"' in self.page.read_tag(before)
        return before if seen_only and self.page.measure_text(before) else element

    def _spread(self, concealed: list[int]) -> Flags:
        """Whether each element is one of these or stands inside one."""
        steps = np.zeros(len(self.tag) + 1, np.int64)
        np.add.at(steps, concealed, 1)
        np.add.at(steps, self.page.ends[concealed], -1)
        return np.cumsum(steps)[:-1] > 0
