"""What the body model sees of each block of a page: its text, its place, its elements, its neighbours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from math import log1p

import numpy as np
from numpy.typing import NDArray

from cleaners.extract.body_model.layout import Layout, lay_out
from cleaners.extract.body_model.names import Names
from cleaners.extract.page import FlatPage, PageBlock
from cleaners.model import Kind

Table = NDArray[np.float32]

FAR = 50  # blocks; a larger distance says no more
MAX_HEADLINE = 250  # characters
SAME_HEADLINE = 0.45  # share of words in common with a declared title
MIN_ANCHOR = 80  # characters of the paragraph that opens the story
FADING = 0.8  # weight of what an element's parent is called
_NOTHING = -1.0  # stands for what a neighbour beyond the page's edge would have

_ENDS = frozenset(".!?…۔؟।。！？:»”\"'’)]")
_FURNITURE = re.compile(
    r"\b(?:cookies?|privacy|copyright|rights reserved|subscri\w+|newsletters?|sign up|sign in|log ?in|register|share"
    r"|follow us|read more|read also|also read|related|advertisement|sponsored|comments?|reply|click here|download"
    r"|terms|contact us|about us|posted|published|updated|by|tags|min read|photo|image|credit|source|getty)\b|©"
)  # looked for in small letters: ignoring case costs three times as much
_MAX_FURNITURE = 400  # characters; longer blocks are writing

_KINDS = {kind: number for number, kind in enumerate(
    (Kind.PROSE, Kind.HEADING, Kind.LIST_ITEM, Kind.CAPTION, Kind.QUOTATION, Kind.TABLE)
)}  # fmt: skip
_REGIONS: dict[str | None, int] = {region: number for number, region in enumerate(
    (None, "hidden", "navigation", "footer", "header", "comments", "related stories", "share bar", "newsletter",
     "advertisement", "consent", "breadcrumb", "tags", "author box", "sidebar", "dialog", "form", "aside")
)}  # fmt: skip
_TAGS = {
    tag: number
    for number, tags in enumerate(
        (
            "p", "div center", "li", "span font strong", "td", "a", "h1", "h2", "h3", "h4 h5 h6", "figcaption",
            "blockquote", "section", "article main", "body", "pre", "dt dd", "tr", "button label",
        ),
        1,
    )
    for tag in tags.split()
}  # fmt: skip

FEATURES = (
    "length", "link_share", "ends", "furniture", "kind", "region", "tag", "place", "written",
    "from_headline", "from_anchor", "to_last", "writing_1", "writing_2", "writing_3",
    "density_1", "density_2", "density_3", "blocks_1", "blocks_2", "blocks_3", "links_1", "links_2", "links_3",
    "alike", "alike_length", "alike_writing", "alike_links", "same_as_anchor", "in_half", "in_most", "steps_to_half",
    "depth", "half_depth", "up_to_anchor", "down_to_anchor", "up_to_next", "up_to_last_one", "cards", "headings",
    "seen", "blocks", "page_writing", "writing_share", "name", "worst_name", "best_name",
    "length-1", "link_share-1", "ends-1", "kind-1", "region-1",
    "length+1", "link_share+1", "ends+1", "kind+1", "region+1", "link_share+2", "length+2", "region+2",
)  # fmt: skip
"""Names of the columns, in order."""
OF_LANGUAGE = frozenset({"furniture"})
"""Those that say something of English only."""
OF_NAMES = frozenset({"name", "worst_name", "best_name", "region", "region-1", "region+1", "region+2"})
"""Those that say nothing of a page whose elements have no telling class."""


def measure_blocks(page: FlatPage, blocks: Sequence[PageBlock], titles: Sequence[str], names: Names) -> Table:
    """One row of `FEATURES` for each block; `titles` are the headlines that the page declares."""
    headline = find_headline(page, blocks, titles)
    layout = lay_out(page, blocks, headline)
    return np.column_stack(
        [
            np.asarray(column, dtype=np.float32)
            for column in _Columns(page, blocks, layout, headline, names).list_all()
        ]
    )


def find_headline(page: FlatPage, blocks: Sequence[PageBlock], titles: Sequence[str]) -> int | None:
    """Number of the heading that is most like a declared title, a first-level one before others; else the first
    first-level heading; None without one."""
    declared = [set(title.lower().split()) for title in titles[:3] if title]
    best, found, first = SAME_HEADLINE, None, None
    for number, block in enumerate(blocks):
        if block.kind is not Kind.HEADING or block.region == "hidden" or len(block.text) > MAX_HEADLINE:
            continue
        main = page.tags[block.element] == "h1"
        if main and first is None:
            first = number
        words = set(block.text.lower().split())
        alike = max((len(words & other) / len(words | other) for other in declared), default=0.0)
        if alike > SAME_HEADLINE and alike + 0.3 * main > best:
            best, found = alike + 0.3 * main, number
    return first if found is None else found


class _Columns:
    def __init__(
        self,
        page: FlatPage,
        blocks: Sequence[PageBlock],
        layout: Layout,
        headline: int | None,
        names: Names,
    ) -> None:
        self.page = page
        self.blocks = blocks
        self.layout = layout
        self.headline = headline
        self.names = names
        self.count = len(blocks)
        self.lengths = [len(block.text) for block in blocks]
        self.anchor = next(
            (number for number in range(headline or 0, self.count) if layout.sizes[number] >= MIN_ANCHOR),
            None,
        )

    def list_all(self) -> list[Sequence[float] | NDArray[np.float64]]:
        text = self._of_text()
        beside = self._of_neighbours(text)
        return [
            *text, *self._of_place(), *self._of_elements(), *self._of_likes(), *self._of_containers(),
            *self._of_steps(), *self._of_names(), *beside,
        ]  # fmt: skip

    def _of_text(self) -> list[Sequence[float]]:
        blocks = self.blocks
        return [
            [log1p(length) for length in self.lengths],
            [block.link_share for block in blocks],
            [float(block.text[-1] in _ENDS) for block in blocks],
            [_count_furniture(block.text) for block in blocks],
            [_KINDS.get(block.kind, 0) for block in blocks],
            [_REGIONS.get(region, len(_REGIONS)) for region in self.layout.regions],
            [_TAGS.get(self.page.tags[block.element], 0) for block in blocks],
        ]

    def _of_place(self) -> list[NDArray[np.float64]]:
        layout = self.layout
        numbers = np.arange(self.count)
        sizes = np.array(layout.sizes)
        half = layout.mark_inside(layout.find_innermost(0.5))
        last = max(
            (n for n in range(self.count) if layout.sizes[n] and half[layout.leaves[n]]), default=self.count
        )

        def measure_from(start: int | None) -> NDArray[np.float64]:
            return (
                np.full(self.count, -2.0 * FAR) if start is None else np.clip(numbers - start, -FAR, 4 * FAR)
            )

        return [
            numbers / self.count,
            (np.cumsum(sizes) - sizes) / max(1, layout.writing[0]),
            measure_from(self.headline),
            measure_from(self.anchor),
            np.clip(last - numbers, -FAR, 4 * FAR),
        ]

    def _of_elements(self) -> list[NDArray[np.float64]]:
        layout = self.layout
        parents = np.array(layout.parents)
        writing, letters = np.array(layout.writing, float), np.maximum(1.0, np.array(layout.letters, float))
        linked, counts = np.array(layout.linked), np.log1p(np.array(layout.counts, float))
        levels = [parents[np.array(layout.leaves)]]
        levels.append(parents[levels[-1]])
        levels.append(parents[levels[-1]])
        return [
            *(writing[level] / max(1, layout.writing[0]) for level in levels),
            *((writing / letters)[level] for level in levels),
            *(counts[level] for level in levels),
            *((linked / letters)[level] for level in levels),
        ]

    def _of_likes(self) -> list[Sequence[float]]:
        """Of the blocks that stand in elements of the same names."""
        keys = self._name_places()
        sums: dict[tuple[object, ...], list[float]] = {}
        for key, block, size in zip(keys, self.blocks, self.layout.sizes, strict=True):
            like = sums.setdefault(key, [0.0, 0.0, 0.0, 0.0])
            like[0] += 1
            like[1] += len(block.text)
            like[2] += size
            like[3] += block.link_share
        total = max(1, self.layout.writing[0])
        told = {
            key: (log1p(count), log1p(letters / count), written / total, links / count)
            for key, (count, letters, written, links) in sums.items()
        }
        anchored = keys[self.anchor] if self.anchor is not None else None
        return [
            *zip(*(told[key] for key in keys), strict=True),
            [float(key == anchored) for key in keys],
        ]

    def _name_places(self) -> list[tuple[object, ...]]:
        """Tag and class of the element of each block and of the one around it."""
        layout = self.layout
        known: dict[int, tuple[object, ...]] = {0: ()}
        for number in {*layout.leaves, *(layout.parents[leaf] for leaf in layout.leaves)}:
            if (element := layout.elements[number]) >= 0:
                known[number] = self.page.tags[element], self.page.names[element]
        return [known[leaf] + known[layout.parents[leaf]] for leaf in layout.leaves]

    def _of_containers(self) -> list[NDArray[np.float64]]:
        layout = self.layout
        leaves = np.array(layout.leaves)
        half, most = layout.find_innermost(0.5), layout.find_innermost(0.8)
        steps = [0] * len(layout.parents)
        chain = layout.list_around(half)
        for number in range(1, len(steps)):
            steps[number] = 0 if number in chain else steps[layout.parents[number]] + 1
        return [
            np.array(layout.mark_inside(half), float)[leaves],
            np.array(layout.mark_inside(most), float)[leaves],
            np.array(steps, float)[leaves],
            np.array(layout.depths, float)[leaves],
            np.full(self.count, float(layout.depths[half])),
        ]

    def _of_steps(self) -> list[Sequence[float]]:
        layout, leaves = self.layout, self.layout.leaves
        anchor = None if self.anchor is None else leaves[self.anchor]
        to_anchor = [(30, 30)] * self.count if anchor is None else layout.count_steps(leaves, anchor)
        cards, headings = self._count_since_anchor()
        seen: dict[str, int] = {}
        again = []
        for block, length in zip(self.blocks, self.lengths, strict=True):
            if length >= _MAX_FURNITURE:
                again.append(0)
                continue
            again.append(seen.get(block.text, 0))
            seen[block.text] = again[-1] + 1
        page = float(layout.writing[0])
        return [
            [up for up, _ in to_anchor], [down for _, down in to_anchor],
            self._count_up(range(self.count - 1, -1, -1)), self._count_up(range(self.count)), cards, headings, again,
            [float(self.count)] * self.count, [log1p(page)] * self.count,
            [page / max(1, layout.letters[0])] * self.count,
        ]  # fmt: skip

    def _count_up(self, numbers: Iterable[int]) -> list[int]:
        """Steps up from each block to the innermost element that also holds the writing passed last on the way."""
        leaves, parents = self.layout.leaves, self.layout.parents
        steps = [30] * self.count
        around: set[int] = set()
        for number in numbers:
            if around:
                up, above = 0, leaves[number]
                while above not in around:
                    above, up = parents[above], up + 1
                steps[number] = up
            if self.layout.sizes[number]:
                around = self.layout.list_around(leaves[number])
        return steps

    def _count_since_anchor(self) -> tuple[list[float], list[float]]:
        """Linked lines and headings between the story's opening and each block."""
        cards, headings = [0.0] * self.count, [0.0] * self.count
        card = heading = 0.0
        for number in range(self.count if self.anchor is None else self.anchor + 1, self.count):
            cards[number], headings[number] = card, heading
            block = self.blocks[number]
            card += block.link_share > 0.8 and self.lengths[number] > 25
            heading += block.kind is Kind.HEADING
        return cards, headings

    def _of_names(self) -> list[NDArray[np.float64]]:
        layout = self.layout
        size = len(layout.parents)
        names, worst, best = [0.0] * size, [0.0] * size, [0.0] * size
        weigh, called = self.names.weigh, self.page.names
        for number, (element, parent) in enumerate(zip(layout.elements, layout.parents, strict=True)):
            if element < 0:
                continue
            low, high = weigh(called[element])
            names[number] = FADING * names[parent] + (low if -low > high else high)
            before, faded = worst[parent], 0.9 * best[parent]
            worst[number], best[number] = low if low < before else before, high if high > faded else faded
        leaves = np.array(layout.leaves)
        return [np.array(values)[leaves] for values in (names, worst, best)]

    def _of_neighbours(self, text: Sequence[Sequence[float]]) -> list[NDArray[np.float64]]:
        length, links, ends, _, kinds, regions, _ = (np.array(column, float) for column in text)
        pad = np.full(2, _NOTHING)

        def shift(column: NDArray[np.float64], by: int) -> NDArray[np.float64]:
            return np.concatenate([pad, column, pad])[2 + by : 2 + by + self.count]

        before = [shift(column, -1) for column in (length, links, ends, kinds, regions)]
        after = [shift(column, 1) for column in (length, links, ends, kinds, regions)]
        return [*before, *after, shift(links, 2), shift(length, 2), shift(regions, 2)]


def _count_furniture(text: str) -> float:
    """Words of service lines in ten words of a text; 0 for one long enough to be writing."""
    if len(text) > _MAX_FURNITURE:
        return 0.0
    return 10 * len(_FURNITURE.findall(text.lower())) / (text.count(" ") + 1)
