"""Cuts the texts of a page into blocks, in document order, by the tags that stand between them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaners.extract.page.flat import NO_BLOCKS, BlockRow, FlatPage, resolve
from cleaners.extract.page.line_breaks import BREAK, split_at_breaks
from cleaners.extract.page.prepare import cap_marks
from cleaners.extract.page.tags import IS_INLINE, IS_INVISIBLE, NUMBERS
from cleaners.extract.page.tokens import MAX_DEPTH, Flags, Ints
from cleaners.model import Kind

_UNEVEN = re.compile(r"[ \t\n\r\x85\u2028\u2029]{2,}|[\t\n\r\x85\u2028\u2029]")
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
_LETTER = re.compile(r"[^\W_]")
_NO_LETTERS = re.compile(r"[\W_]+")
_MARKUP = re.compile(rb"<[^>]*>")
_CELL_GAP = " | "
MAX_BLOCKS = 20_000
"""Blocks of a page that are distinguished; all text behind them is one more."""
_BR, _A, _SELECT, _PRE = NUMBERS["br"], NUMBERS["a"], NUMBERS["select"], NUMBERS["pre"]


def cut_blocks(
    page: FlatPage,
    kinds: Sequence[Kind],
    regions: Sequence[str | None],
    openers: Sequence[int],
    rows: Sequence[int],
    hidden: Flags,
) -> BlockRow:
    """Cut a page into its text blocks.

    A block ends where a block element begins or ends and at two line breaks in a row; one line break is a space,
    unless such breaks part paragraphs (`line_breaks`). A row of a data table (`rows`) is one block, its cells parted by a
    bar. Behind 20,000 blocks the rest is one. Joiners, marks and no-break spaces come out as the page has them; other white
    space is one space. What is hidden inside a line is a block of its own behind it. `kinds`, `regions` and `openers` are
    those of each element.
    """
    return _Cutter(page, rows, hidden).cut(kinds, regions, openers)


class _Row:
    """Gathers blocks, and notes whether one is a single letter."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.columns: tuple[list[Kind], list[float], list[int], list[str | None], list[int]] = (
            [], [], [], [], [],
        )  # fmt: skip
        self.blocks = BlockRow(self.texts, *self.columns)
        self.has_letter = False

    def add(self, text: str, kind: Kind, share: float, leaf: int, region: str | None, opener: int) -> None:
        """Add a block, if there is anything in it."""
        if not text:
            return
        self.has_letter = self.has_letter or len(text) == 1
        self.texts.append(text)
        kinds, shares, leaves, regions, openers = self.columns
        kinds.append(kind)
        shares.append(share)
        leaves.append(leaf)
        regions.append(region)
        openers.append(opener)


class _Cutter:
    def __init__(self, page: FlatPage, rows: Sequence[int], hidden: Flags) -> None:
        self.page = page
        self.hidden = hidden
        tokens = page.tokens
        self.tag = tokens.tag
        self.begins = tokens.stops + 1
        self.stops = np.append(tokens.starts[1:], len(tokens.source))
        data = np.frombuffer(tokens.source, np.uint8)
        filled = np.cumsum(data > 32)
        self.written = filled[self.stops - 1] - filled[tokens.stops] > 0
        element = page.tokens.tag[page.opened]
        self.unseen = self._count_inside(
            np.flatnonzero(IS_INVISIBLE[element] & (page.ends > np.arange(len(element))))
        )
        is_link = (element == _A) & (data[tokens.starts[page.opened] + 2] == 32)
        self.linked = self._count_inside(np.flatnonzero(is_link))
        self.concealed = self._count_inside(self._list_concealed_in_lines())
        self.whole = np.array([*rows, *np.flatnonzero(element == _SELECT)], np.int64)
        self.wholes = set(self.whole.tolist())
        self.pre = set(np.flatnonzero(element == _PRE).tolist())
        self.boundary = self._find_boundaries()

    def _count_inside(self, elements: Ints) -> Flags:
        """Of the text behind each tag, whether it stands inside one of the elements."""
        steps = np.zeros(len(self.tag) + 1, np.int64)
        np.add.at(steps, self.page.opened[elements], 1)
        np.add.at(steps, self.page.closed[elements], -1)
        return np.cumsum(steps)[:-1] > 0

    def _list_concealed_in_lines(self) -> Ints:
        """Hidden elements that stand in a line; of one in another the outer one."""
        page = self.page
        inline = IS_INLINE[self.tag[page.opened]]
        own = self.hidden & ~self.hidden[page.parents] & inline
        return np.flatnonzero(own)

    def _find_boundaries(self) -> Flags:
        boundary: Flags = ~(IS_INLINE | IS_INVISIBLE)[self.tag] & ~self.unseen
        breaks = np.flatnonzero(self.tag == _BR)
        boundary[breaks] = False
        for element in self.whole.tolist():
            boundary[self.page.opened[element] + 1 : self.page.closed[element]] = False
        if len(breaks) > 1:
            groups = np.cumsum(boundary)
            passed = np.cumsum(self.written & ~self.unseen)
            first, second = breaks[:-1], breaks[1:]
            # The text behind a tag counts for it: what stands between two breaks is behind the first and before the second.
            together = (groups[first] == groups[second]) & (
                passed[second - 1] - passed[first] + self.written[first] == 0
            )
            boundary[second[together]] = True
        return boundary

    def cut(self, kinds: Sequence[Kind], regions: Sequence[str | None], openers: Sequence[int]) -> BlockRow:
        """Make the blocks."""
        shown = np.flatnonzero(self.written & ~self.unseen)
        if not len(shown):
            return NO_BLOCKS
        groups = np.cumsum(self.boundary)[shown]
        heads = np.flatnonzero(np.concatenate([[True], groups[1:] != groups[:-1]]))
        rest = int(self.begins[shown[heads[MAX_BLOCKS]]]) if len(heads) > MAX_BLOCKS else None
        if rest is not None:  # a page that nobody reads: cut block by block it would take minutes
            shown, heads = shown[: heads[MAX_BLOCKS]], heads[:MAX_BLOCKS]
        row = _Row()
        for first, last, leaf, is_whole, links, covered, count in zip(
            *(one.tolist() for one in self._measure_groups(shown, heads)), strict=True
        ):
            if is_whole:
                leaf, text, share = self._read_whole(leaf)
                pieces: Sequence[str] = (text,)
            else:
                text = self._join(first, last, concealed=covered == count)
                share = (
                    0.0 if not links else 1.0 if links == count else self._measure_links(first, last, text)
                )
                pieces = _BLANK_LINE.split(text) if leaf in self.pre else split_at_breaks(text)
            region = "hidden" if covered == count else regions[leaf]
            for piece in map(squeeze, pieces):
                whole_link = share == 1.0 and _LETTER.search(piece) is None
                row.add(piece, kinds[leaf], 0.0 if whole_link else share, leaf, region, openers[leaf])
            if 0 < covered < count:
                beside = squeeze(self._join(first, last, concealed=True))
                row.add(beside, kinds[leaf], 0.0, leaf, "hidden", openers[leaf])
        if rest is not None:
            beyond = _MARKUP.sub(b" ", self.page.tokens.source[rest:]).decode("utf-8", "replace")
            row.add(" ".join(cap_marks(resolve(beyond)).split()), Kind.TABLE, 0.0, 0, None, -1)
        return _join_initials(row.blocks) if row.has_letter else row.blocks

    def _measure_groups(self, shown: Ints, heads: Ints) -> tuple[NDArray[Any], ...]:
        """Of each block: the tags before its first and its last text, its element, whether it is read as a whole, and how
        many of its texts stand in links, how many are hidden, how many there are."""
        ends = np.append(heads[1:], len(shown))
        firsts, lasts = shown[heads], shown[ends - 1]
        steps = np.zeros(len(self.tag) + 1, np.int64)
        np.add.at(steps, self.page.opened[self.whole], 1)
        np.add.at(steps, self.page.closed[self.whole], -1)
        whole = (np.cumsum(steps)[:-1] > 0)[firsts]
        links = np.cumsum(np.append(0, self.linked[shown]))
        veiled = np.cumsum(np.append(0, self.concealed[shown]))
        counted = (links[ends] - links[heads], veiled[ends] - veiled[heads], ends - heads)
        return (firsts, lasts, self._find_leaves(firsts), whole, *counted)

    def _find_leaves(self, tokens: Ints) -> Ints:
        """The innermost element around the text behind each of the tags that does not stand in a line."""
        page = self.page
        leaves = np.cumsum(page.tokens.opens)[tokens] - 1
        inline = IS_INLINE[self.tag[page.opened]]
        for _ in range(MAX_DEPTH):
            # An element that is closed again by then is left for its parent.
            up = ((page.closed[leaves] <= tokens) | inline[leaves]) & (leaves > 0)
            if not up.any():
                break
            leaves = np.where(up, page.parents[leaves], leaves)
        return leaves

    def _read(self, token: int) -> str:
        return resolve(
            self.page.tokens.source[self.begins[token] : self.stops[token]].decode("utf-8", "replace")
        )

    def _join(self, first: int, last: int, *, concealed: bool) -> str:
        """The text from behind one tag to the one that follows another, line breaks marked."""
        runs: list[str] = []
        skipped = False
        tag, unseen, veiled = self.tag, self.unseen, self.concealed
        for token in range(first, last + 1):
            if tag[token] == _BR and token > first and not concealed:
                runs.append(BREAK)
            if unseen[token] or veiled[token] != concealed:
                skipped = skipped or not unseen[token]
                continue
            run = self._read(token)
            if skipped and runs and runs[-1][-1:].isalnum() and run[:1].isalnum():
                runs.append(" ")  # two words that only something hidden parts
            runs.append(run)
            skipped = False
        return "".join(runs)

    def _measure_links(self, first: int, last: int, text: str) -> float:
        letters = len(_NO_LETTERS.sub("", text))
        if not self.linked[first : last + 1].any():
            return 0.0
        links = (
            self._read(token)
            for token in range(first, last + 1)
            if self.linked[token] and not self.unseen[token]
        )
        return len(_NO_LETTERS.sub("", "".join(links))) / letters if letters else 0.0

    def _read_whole(self, leaf: int) -> tuple[int, str, float]:
        """A row of a table or a list of choices: its element, its text, the share of its links."""
        element = next(around for around in self.page.list_around(leaf) if around in self.wholes)
        page = self.page
        first, last = int(page.opened[element]), int(page.closed[element])
        runs: list[str] = []
        is_row = self.tag[first] != _SELECT
        cells = 0
        for token in range(first, last):
            if token > first and not IS_INLINE[self.tag[token]] and page.tokens.opens[token]:
                is_cell = is_row and self.tag[token] in (NUMBERS["td"], NUMBERS["th"])
                cells += is_cell
                if is_cell:
                    runs.append(_CELL_GAP if cells > 1 else "")
                elif runs:
                    runs.append(" ")
            if not self.unseen[token]:
                runs.append(self._read(token))
        text = "".join(runs)
        return element, text, self._measure_links(first, last - 1, text)


def _join_initials(row: BlockRow) -> BlockRow:
    """With each lone capital joined to the text behind it that begins in small letters: a large initial letter."""
    kept: list[int] = []
    texts = list(row.texts)
    for number, text in enumerate(texts):
        before = texts[number - 1] if number and row.kinds[number - 1] is Kind.PROSE else ""
        follows = len(before) == 1 and before.isupper()
        if follows and text[0].islower() and row.kinds[number] is Kind.PROSE and kept[-1:] == [number - 1]:
            texts[number] = texts[number - 1] + text
            kept.pop()
        kept.append(number)
    return BlockRow(
        [texts[number] for number in kept],
        [row.kinds[number] for number in kept],
        [row.links[number] for number in kept],
        [row.leaves[number] for number in kept],
        [row.regions[number] for number in kept],
        [row.openers[number] for number in kept],
    )


def squeeze(text: str) -> str:
    """A text with its white space as single spaces; joiners and no-break spaces stay."""
    if not text.isascii():
        text = cap_marks(text)
    even = text.isprintable() and "  " not in text
    return (text if even else _UNEVEN.sub(" ", text)).strip()
