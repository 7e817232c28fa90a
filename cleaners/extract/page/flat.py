"""One page as columns: its elements and its visible texts. Nothing after this walks a tree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape
from typing import NamedTuple

import numpy as np

from cleaners.extract.page.tags import NUMBERS, TAGS, VOID
from cleaners.extract.page.tokens import MAX_DEPTH, Flags, Ints, Tokens
from cleaners.model import Kind

_ATTRIBUTE = re.compile(rb'\s([^\s"=<>]+)="([^"]*)"')


@dataclass(frozen=True, slots=True)
class BlockRow:
    """The visible texts of a page in order, one entry a block in each column.

    `links` is the share (0 to 1) of a block's letters that stand in links, `leaves` the number of the element that holds
    it, `regions` the part of the page that it stands in (a phrase for people, None in the open page) and `openers` the
    element that opens that part (-1: none).
    """

    texts: Sequence[str]
    kinds: Sequence[Kind]
    links: Sequence[float]
    leaves: Sequence[int]
    regions: Sequence[str | None]
    openers: Sequence[int]

    def __len__(self) -> int:
        return len(self.texts)


class PageBlock(NamedTuple):
    """One entry of a block row: `element` is its leaf, `opener` None where it stands in the open page."""

    text: str
    kind: Kind
    link_share: float
    element: int = 0
    region: str | None = None
    opener: int | None = None


NO_BLOCKS = BlockRow([], [], [], [], [], [])


@dataclass(frozen=True)
class FlatPage:
    """The elements of a page, numbered in document order from 0, the root; a parent comes before what is in it.

    `opened` and `closed` are the numbers of each element's tags, `ends` the number behind the last element inside it,
    `names` its class and id in one string (empty where it stands in a line), `hidden` whether it, or something around it, is
    kept from being shown; `blocks` the texts.
    """

    tokens: Tokens
    opened: Ints
    closed: Ints
    parents: Ints
    depths: Ints
    ends: Ints
    names: Sequence[str]
    hidden: Flags
    blocks: BlockRow = field(repr=False)

    @cached_property
    def tags(self) -> list[str]:
        """The name of each element; empty for one that HTML does not have."""
        names = TAGS
        return [names[number] for number in self.tokens.tag[self.opened].tolist()]

    def read_attributes(self, element: int) -> dict[str, str]:
        """The attributes of an element by their names in small letters."""
        return {
            name.decode("utf-8", "replace"): resolve(value.decode("utf-8", "replace"))
            for name, value in _ATTRIBUTE.findall(self.read_tag(element))
        }

    def read_text(self, element: int) -> str:
        """All text inside an element, shown or not, as the page has it."""
        return "".join(self.iterate_texts(element))

    def iterate_texts(self, element: int) -> Iterator[str]:
        """The texts inside an element that are more than nothing, in order."""
        tokens = self.tokens
        first, last = int(self.opened[element]), int(self.closed[element])
        begins = (tokens.stops[first:last] + 1).tolist()
        ends = tokens.starts[first + 1 : last + 1].tolist()
        for begin, end in zip(begins, ends, strict=True):
            if end > begin:
                yield resolve(tokens.source[begin:end].decode("utf-8", "replace"))

    def measure_text(self, element: int) -> int:
        """Bytes of text inside an element."""
        first, last = self.opened[element], self.closed[element]
        return int(self._sizes[last] - self._sizes[first])

    @cached_property
    def _sizes(self) -> Ints:
        """Bytes of text before each tag."""
        gaps = self.tokens.starts[1:] - self.tokens.stops[:-1] - 1
        return np.concatenate([[0], np.cumsum(gaps)])

    def list_blocks(self) -> list[PageBlock]:
        """The blocks one by one, for rules that look at few of them."""
        row = self.blocks
        tops = (None if opener < 0 else opener for opener in row.openers)
        return list(map(PageBlock, row.texts, row.kinds, row.links, row.leaves, row.regions, tops))

    @cached_property
    def up(self) -> list[int]:
        """The parent of each element; that of the root is itself."""
        parents: list[int] = self.parents.tolist()
        return parents

    def list_around(self, element: int) -> list[int]:
        """The element and all around it, innermost first."""
        up, around = self.up, [element]
        while element:
            element = up[element]
            around.append(element)
        return around

    def find_tag(self, name: str) -> list[int]:
        """The elements of a name, in order."""
        found: list[int] = np.flatnonzero(self.tokens.tag[self.opened] == NUMBERS[name]).tolist()
        return found

    def read_tag(self, element: int) -> bytes:
        """The opening tag of an element as the rendering has it, without its closing bracket."""
        tokens, token = self.tokens, self.opened[element]
        return tokens.source[tokens.starts[token] : tokens.stops[token]]


def resolve(text: str) -> str:
    """Text of the rendering with its references resolved.

    >>> resolve("A &amp; B &lt;C&gt;")
    'A & B <C>'
    """
    return unescape(text) if "&" in text else text


def number_elements(tokens: Tokens) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """Of each element: the numbers of its two tags, its parent, depth, and the number behind the last inside it."""
    tag, opens, after = tokens.tag, tokens.opens, tokens.depth
    opened = np.flatnonzero(opens)
    void = VOID[tag[opened]]
    depths = after[opened] - ~void
    count, width = len(opened), len(tag) + 1
    # The parent is the last element before that stands one step higher; the deepest all count as equally deep.
    level = np.minimum(depths, MAX_DEPTH)
    order = np.argsort(level, kind="stable")
    keys = level[order] * width + order
    place = np.searchsorted(keys, (level - 1) * width + np.arange(count)) - 1
    parents = np.where(level > 0, order[np.maximum(place, 0)], 0)
    closers = np.flatnonzero(~opens)
    by_depth = np.argsort(after[closers], kind="stable")
    close_keys = after[closers][by_depth] * width + closers[by_depth]
    found = np.searchsorted(close_keys, depths * width + opened)
    closed = np.where(void, opened, closers[by_depth[np.minimum(found, len(closers) - 1)]])
    ends = np.cumsum(opens, dtype=np.int64)[closed]
    return opened, closed, parents, depths, ends
