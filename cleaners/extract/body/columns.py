"""What the body model sees of each block of a page: its text, its place, what holds it, what is like it, what is near."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaners.extract.body.characters import STOP, count_characters
from cleaners.extract.body.declared import find_declared
from cleaners.extract.body.elements import Flags, Ints
from cleaners.extract.body.headline import find_headline
from cleaners.extract.body.names import Names, number_classes
from cleaners.extract.body.near import count_since, find_next, find_past, measure_windows, shift
from cleaners.extract.body.view import KINDS, PageView
from cleaners.model import Kind

Column = NDArray[Any]

MIN_WRITING = 60
"""Characters, as a reader counts them, from which a block counts as writing."""
MAX_LINKED = 0.4
"""Link share below which it does."""
MIN_ANCHOR = 80  # characters of the paragraph that opens the story
MIN_LONG = 150  # of a paragraph that is no caption or standfirst
MIN_CARD, MIN_LINK = 25, 12  # of a line of links that names another story, or anything

_WRITING_KINDS = [KINDS[kind] for kind in (Kind.PROSE, Kind.LIST_ITEM, Kind.QUOTATION)]
_HEADING = KINDS[Kind.HEADING]
_TAGS = {
    tag: number
    for number, tags in enumerate(
        (
            "p", "div center", "li", "span font strong b em i", "td th", "a", "h1", "h2", "h3", "h4 h5 h6", "figcaption",
            "blockquote", "section", "article main", "body", "pre code", "dt dd", "tr", "button label", "time address",
            "figure", "header footer nav aside", "form select option", "ul ol dl",
        ),
        1,
    )
    for tag in tags.split()
}  # fmt: skip
_OFF, _ARTICLE = 1, 2
_NO_TAG = (0, 0)
_KNOWN_TAGS = {tag: (number, 0) for tag, number in _TAGS.items()} | {
    tag: (_TAGS.get(tag, 0), _OFF) for tag in ("nav", "footer", "form", "dialog", "select", "button", "fieldset")
}  # fmt: skip
_KNOWN_TAGS["article"] = _TAGS["article"], _ARTICLE
"""The number of each tag in the columns, and whether it is outside any story, or holds one."""
_FADING_SUMS, _FADING_BEST = np.array([0.8, 0.9]), np.array([0.9, 1.0])
"""Weight of what an element's parent is called: of all elements, of those beside the opening."""


def measure_blocks(view: PageView, names: Names) -> dict[str, Column]:
    """The columns of a page by their names, one entry a block in each."""
    return _Measurer(view, names).measure()


def find_opening(view: PageView) -> Flags:
    """Of each element, whether it holds the paragraph that opens the story (half of the page's writing, without one)."""
    return _Measurer(view, Names({}, {})).around


class _Measurer:
    """Fills the columns of one page, in groups; what several groups need is found first."""

    def __init__(self, view: PageView, names: Names) -> None:
        self.view = view
        self.names = names
        self.count = len(view.texts)
        self.chars = chars = count_characters(view.texts)
        self.elements = elements = view.elements
        leaves = elements.leaves
        kinds_of_tags = np.array([_KNOWN_TAGS.get(tag, _NO_TAG) for tag in view.tags])
        self.tags, self.articles = kinds_of_tags[:, 0], kinds_of_tags[:, 1] == _ARTICLE
        off = elements.count_around(kinds_of_tags[:, 1] == _OFF) > 0
        usable = ~off | (elements.count_around(self.articles) > 0)
        links, kinds = view.links, view.kinds
        written = (chars.sizes >= MIN_WRITING) & (links < MAX_LINKED) & ~view.hidden
        written &= np.isin(kinds, _WRITING_KINDS) & usable[leaves]
        self.writing = np.where(written, chars.sizes, 0.0)
        self.is_heading = (kinds == _HEADING) & (links < 0.5)
        self.is_card = (links > 0.8) & (chars.sizes > MIN_CARD)
        self.headline = find_headline(view)
        start = self.headline or 0
        below = np.flatnonzero(self.writing[start:] >= MIN_ANCHOR)
        self.anchor = int(below[0]) + start if len(below) else None
        self.held = elements.add_up(
            np.stack(
                [
                    self.writing, chars.sizes, links * chars.sizes, np.ones(self.count), kinds == _HEADING,
                    (links > 0.8) & (chars.sizes > MIN_LINK),
                ]
            )
        )  # fmt: skip
        self.all_writing = max(1.0, float(self.held[0, 0]))
        self.half = elements.find_innermost(self.held[:, 0], 0.5)
        self.opening = self.half if self.anchor is None else int(leaves[self.anchor])
        self.around = np.zeros(len(view.tags), bool)
        self.around[elements.list_chain(self.opening)] = True
        order = np.arange(len(view.tags))
        apart = self.around | self.around[elements.parents]
        self.boxes = np.maximum.accumulate(np.where(apart, order, 0))
        self.table: dict[str, Column] = {}

    def measure(self) -> dict[str, Column]:
        """All columns by their names."""
        self._add_text()
        self._add_place()
        self._add_holders()
        self._add_likes()
        self._add_distances()
        self._add_names()
        self._add_page()
        for name in ("size", "links", "kind", "like_writing"):
            self.table |= {f"{name}{step:+d}": shift(self.table[name], step) for step in (-1, 1)}
        self.table["ends+1"] = shift(self.table["ends"], 1)
        return self.table

    def _add_text(self) -> None:
        chars, lengths = self.chars, np.maximum(1, self.chars.lengths)
        self.table |= {
            "size": np.log1p(chars.sizes),
            "links": self.view.links,
            "ends": chars.ends,
            "kind": self.view.kinds,
            "tag": self.tags[self.elements.leaves],
            "stops": np.minimum(chars.stops, 20),
            "commas": chars.commas / lengths * 100,
            "capitals": chars.capitals / lengths,
            "declared": find_declared(self.view.texts, self.view.declared, chars.sizes),
        }

    def _add_place(self) -> None:
        numbers, writing, sizes = np.arange(self.count), self.writing, self.chars.sizes
        read = np.cumsum(sizes) - sizes
        gone = np.full(self.count, -9.0)
        if self.anchor is not None:
            gone = read - read[self.anchor]
            gone = np.sign(gone) * np.log1p(np.abs(gone))
        leaves, half = self.elements.leaves, self.half
        inside = (leaves >= half) & (leaves < self.elements.ends[half])
        last = np.flatnonzero((writing > 0) & inside)
        self.table |= {
            "written": (np.cumsum(writing) - writing) / self.all_writing,
            "from_headline": self._measure_from(self.headline),
            "from_anchor": self._measure_from(self.anchor),
            "chars_from_anchor": gone,
            "to_last": np.clip((int(last[-1]) if len(last) else self.count) - numbers, -50, 200),
            "in_half": inside,
        }

    def _measure_from(self, start: int | None) -> Column:
        return (
            np.full(self.count, -100.0) if start is None else np.clip(np.arange(self.count) - start, -50, 200)
        )

    def _add_holders(self) -> None:
        """What the element of each block and those around it hold, and how they stand to the story's opening."""
        elements, held, leaves = self.elements, self.held, self.elements.leaves
        blocks, letters = np.maximum(1.0, held[:, 3]), np.maximum(1.0, held[:, 1])
        measures = {
            "writing": held[:, 0] / self.all_writing,
            "links": held[:, 2] / letters,
            "density": held[:, 0] / letters,
            "blocks": np.log1p(held[:, 3]),
            "headings": held[:, 4] / blocks,
            "cards": held[:, 5] / blocks,
            "length": np.log1p(held[:, 1] / blocks),
        }
        holder = leaves
        for level, used in enumerate((2, 7, 7, 7, 4)):
            self.table |= {
                f"{name}_{level}": values[holder] for name, values in itertools.islice(measures.items(), used)
            }
            holder = elements.parents[holder]
        boxes = self.boxes[leaves]
        self.table |= {f"box_{name}": values[boxes] for name, values in itertools.islice(measures.items(), 4)}
        chain = elements.list_chain(self.opening)
        shared, depths = self._measure_shared(chain), elements.depths
        half = self._measure_shared(elements.list_chain(self.half))
        head = self.opening if self.headline is None else int(leaves[self.headline])
        most = elements.find_innermost(held[:, 0], 0.8)
        self.table |= {
            "box_letters": np.log1p(held[boxes, 1]),
            "box_headings": held[boxes, 4],
            "box_tag": self.tags[boxes],
            "in_most": (leaves >= most) & (leaves < elements.ends[most]),
            "depth": depths[leaves],
            "up_to_half": (depths - half)[leaves],
            "up_to_anchor": (depths - shared)[leaves],
            "down_to_anchor": depths[self.opening] - shared[leaves],
            "shared_writing": measures["writing"][chain[shared[leaves]]],
            "up_to_headline": (depths - self._measure_shared(elements.list_chain(head)))[leaves],
        }

    def _measure_shared(self, chain: Ints) -> Ints:
        """Depth of the innermost element of a chain that also holds each element."""
        chosen = np.zeros(len(self.view.tags), bool)
        chosen[chain] = True
        return self.elements.count_around(chosen) - 1

    def _add_likes(self) -> None:
        """Of the blocks that stand in elements of the same tag and class, or in the same element."""
        parents, leaves = self.elements.parents, self.elements.leaves
        classes = number_classes(self.view.tags, self.view.names)
        base, around = int(classes.max()) + 1, parents[leaves]
        ends, sizes, table = self.chars.ends == STOP, self.chars.sizes, self.table
        numbers = np.arange(self.count)
        for name, keys in (
            ("like", classes[leaves] * base + classes[around]),
            ("same", around),
            ("holder", classes[around] * base + classes[parents[around]]),
            ("box_like", classes[self.boxes[leaves]]),
        ):
            _, first, group = np.unique(keys, return_index=True, return_inverse=True)
            counts, letters = np.bincount(group), np.bincount(group, sizes)
            table[f"{name}_count"] = np.log1p(counts)[group]
            table[f"{name}_writing"] = (np.bincount(group, self.writing) / self.all_writing)[group]
            table[f"{name}_length"] = np.log1p(letters / counts)[group]
            table[f"{name}_links"] = (np.bincount(group, self.view.links * sizes) / np.maximum(1, letters))[
                group
            ]
            if name in ("like", "same"):
                table[f"{name}_ends"] = (np.bincount(group, ends) / counts)[group]
                table[f"{name}_since"] = np.log1p(numbers - first[group])
            if name == "like":
                last = np.zeros(len(counts), np.intp)
                last[group] = numbers
                table["like_till"] = np.log1p(last[group] - numbers)

    def _add_distances(self) -> None:
        writing, table = self.writing > 0, self.table
        table |= measure_windows(self.writing, self.chars.sizes, self.view.links * self.chars.sizes)
        table |= {
            "since_writing": count_since(writing),
            "since_long": count_since(self.writing >= MIN_LONG),
            "till_writing": count_since(writing[::-1])[::-1],
            "till_heading": count_since(self.is_heading[::-1])[::-1],
            "till_card": count_since(self.is_card[::-1])[::-1],
        }
        cards, headings, at = np.cumsum(self.is_card), np.cumsum(self.is_heading), self.anchor
        leaves, count_up = self.elements.leaves, self.elements.count_up
        following, past = find_next(writing), find_past(writing)
        targets = np.append(np.minimum(following, self.count - 1), np.maximum(past, 0))
        usable = np.append(following < self.count, past >= 0)
        up_to_next, up_to_past = np.split(count_up(np.tile(leaves, 2), leaves[targets], usable), 2)
        table |= {
            "cards": cards - (0 if at is None else cards[at]),
            "cards_left": cards[-1] - cards,
            "headings": headings - (0 if at is None else headings[at]),
            "up_to_next": up_to_next,
            "up_to_past": up_to_past,
        }

    def _add_names(self) -> None:
        """Weights of the words in class and id: of all around a block, of those that do not hold the opening."""
        parents, leaves = self.elements.parents, self.elements.leaves
        low, high, low_beside, high_beside = self.names.weigh(self.view.names)
        low_beside[self.around] = high_beside[self.around] = 0.0
        pick = np.where(-low > high, low, high)
        pick_beside = np.where(-low_beside > high_beside, low_beside, high_beside)
        weights = np.stack([pick, pick_beside, low, low_beside, high, high_beside], axis=1)
        for level in self.elements.list_levels():
            here, above = weights[level], weights[parents[level]]
            here[:, :2] += _FADING_SUMS * above[:, :2]
            np.minimum(here[:, 2:4], above[:, 2:4], out=here[:, 2:4])
            np.maximum(here[:, 4:], _FADING_BEST * above[:, 4:], out=here[:, 4:])
            weights[level] = here
        names = ("name_sum", "beside_sum", "worst_name", "worst_beside", "best_name", "best_beside")
        self.table |= dict(zip(names, weights[leaves].T, strict=True))
        self.table |= {
            "name": pick[leaves],
            "name_1": pick[parents[leaves]],
            "beside": pick_beside[leaves],
            "box_name": pick_beside[self.boxes[leaves]],
        }

    def _add_page(self) -> None:
        writing = self.writing[self.writing > 0]
        measures = {
            "blocks": np.log1p(self.count),
            "page_writing": np.log1p(self.held[0, 0]),
            "writing_share": self.held[0, 0] / max(1.0, float(self.held[0, 1])),
            "writing_blocks": len(writing) / self.count,
            "half_share": self.held[self.half, 0] / self.all_writing,
            "half_depth": self.elements.depths[self.half],
            "articles": min(30, int(self.articles.sum())),
            "mean_writing": np.log1p(self.held[0, 0] / max(1, len(writing))),
        }
        self.table |= {name: np.full(self.count, float(value)) for name, value in measures.items()}
        self.table["relative"] = self.chars.sizes / max(
            1.0, float(np.median(writing)) if len(writing) else 1.0
        )
