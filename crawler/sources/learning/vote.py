"""Pages vote on paths: which of them lead to the same thing on most pages, and which together cover a kind of block."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree
from lxml.html import HtmlElement

from crawler.sources.learning.observe import Observed

MAX_CANDIDATES = 80
MAX_CHOSEN = 12  # paths that together cover a kind of block
NEARLY = 0.95  # of the most pages on which any path is right: of such paths others things decide
TOLERANCE = 0.005  # of the letters at a path that may be something else


@dataclass(frozen=True, slots=True)
class Elected:
    """A path with its evidence: on how many `pages` it is, how many `letters` it covers there that no better path does."""

    path: str
    pages: int
    letters: int = 0


def nominate(proposals: Iterable[Mapping[str, int]], least: int) -> dict[str, int]:
    """Paths that at least so many pages propose, with their lowest rank; those of most pages, 80 at most.

    >>> nominate([{"//h1": 2, "//p": 3}, {"//h1": 2}], 2)
    {'//h1': 2}
    """
    counts: Counter[str] = Counter()
    ranks: dict[str, int] = {}
    for proposal in proposals:
        counts.update(proposal.keys())
        for path, rank in proposal.items():
            ranks[path] = min(rank, ranks.get(path, rank))
    often = [path for path, count in counts.items() if count >= least]
    often.sort(key=lambda path: (-counts[path], ranks[path], len(path), path))
    return {path: ranks[path] for path in often[:MAX_CANDIDATES]}


@lru_cache(maxsize=4096)
def _compile(path: str) -> etree.XPath:
    return etree.XPath(path)


def find_elements(path: str, element: HtmlElement) -> list[HtmlElement]:
    """The elements that a path of ours leads to from an element."""
    found = _compile(path)(element)
    return [item for item in found if etree.iselement(item)] if isinstance(found, list) else []


def elect_one(
    pages: Sequence[Observed],
    ranks: Mapping[str, int],
    agrees: Callable[[Observed, list[HtmlElement]], bool],
    least: float,
) -> Elected | None:
    """The tightest path that agrees on nearly as many pages as any, and hardly ever leads astray; None without one.

    `agrees` decides whether the elements found on a page are right, `least` the share of the pages that must say so.
    """
    good: dict[str, int] = {}
    letters: dict[str, int] = {}
    for path in ranks:
        found = [(page, elements) for page in pages if (elements := find_elements(path, page.root))]
        right = [elements for page, elements in found if agrees(page, elements)]
        if len(right) >= least * len(pages) and (len(found) - len(right)) * 10 <= len(right):
            good[path] = len(right)
            letters[path] = sum(measure_text(element) for elements in right for element in elements)
    near = [path for path in good if good[path] >= NEARLY * max(good.values())]
    key = {path: (letters[path] // good[path], ranks[path], -good[path], len(path), path) for path in near}
    best = min(near, key=lambda path: key[path], default=None)
    return Elected(best, good[best]) if best else None


def measure_text(element: HtmlElement) -> int:
    """Characters of an element, white space aside."""
    return sum(len("".join(text.split())) for text in element.itertext())


@dataclass(frozen=True, slots=True)
class View:
    """A page, the element that paths start from, and the numbers of the blocks that they should lead to."""

    page: Observed
    start: HtmlElement
    wanted: frozenset[int]


def elect_cover(views: Sequence[View], ranks: Mapping[str, int], least: int) -> list[Elected]:
    """Paths that together lead to the wanted blocks and to hardly anything else, the weightiest first.

    A path must lead to some on at least so many pages.
    """
    covers = {path: cover for path in ranks if len(cover := _cover(path, views)) >= least}
    chosen: list[Elected] = []
    while covers and len(chosen) < MAX_CHOSEN:
        weights = {path: _weigh(cover, views) for path, cover in covers.items()}
        path = min(covers, key=lambda path: (-weights[path], ranks[path], len(path), path))
        taken = covers.pop(path)
        chosen.append(Elected(path, len(taken), weights[path]))
        rest = {path: _subtract(cover, taken) for path, cover in covers.items()}
        covers = {path: cover for path, cover in rest.items() if len(cover) >= least}
    return chosen


Cover = dict[int, frozenset[int]]  # numbers of blocks by number of the view


def _cover(path: str, views: Sequence[View]) -> Cover:
    """Wanted blocks at a path; none where it leads to other things."""
    cover: Cover = {}
    right = astray = 0
    for at, view in enumerate(views):
        numbers = view.page.list_blocks(find_elements(path, view.start))
        right += view.page.count_letters(numbers & view.wanted)
        astray += view.page.count_letters(numbers - view.wanted)
        if numbers & view.wanted:
            cover[at] = frozenset(numbers & view.wanted)
    return cover if astray <= TOLERANCE * (right + astray) else {}


def _subtract(cover: Cover, taken: Cover) -> Cover:
    return {at: rest for at, numbers in cover.items() if (rest := numbers - taken.get(at, frozenset()))}


def _weigh(cover: Cover, views: Sequence[View]) -> int:
    return sum(views[at].page.count_letters(numbers) for at, numbers in cover.items())
