"""Where the pages of one design have their story: the path that most of them agree on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from lxml.html import HtmlElement

from crawler.sources.learning.observe import Observed
from crawler.sources.learning.paths import list_paths
from crawler.sources.learning.vote import NEARLY, find_elements, nominate

HELD = 0.95  # of a story's letters that the lowest element around it must hold
RECALL = 0.97  # of a story's letters that a body must hold
OUTER = 3  # elements around the lowest one that are tried as body


def elect_body(pages: Sequence[Observed], least: int) -> str | None:
    """The path whose one element holds the story on most pages, tightly rather than loosely; None without one."""
    ranks = nominate(map(propose_bodies, pages), least)
    good: Counter[str] = Counter()
    noise: Counter[str] = Counter()
    for path in ranks:
        wrong = 0
        for page in pages:
            if (body := find_body(page, path)) is not None:
                good[path] += 1
                noise[path] += 100 - round(100 * measure_story(page, body)[1])
            else:
                wrong += bool(find_elements(path, page.root))
        if good[path] < least or wrong * 10 > good[path]:
            del good[path]
    most = max(good.values(), default=0)
    near = [path for path in good if good[path] >= NEARLY * most]
    return min(near, key=lambda p: (round(noise[p] / good[p]), ranks[p], -good[p], len(p), p), default=None)


def propose_bodies(page: Observed) -> dict[str, int]:
    """Paths to the lowest element that holds nearly all of a story, and to those around it."""
    element = find_container(page, HELD)
    paths: dict[str, int] = {}
    for _ in range(OUTER + 1):
        if element is None or element.tag in ("body", "html"):
            break
        paths |= {path: rank for path, rank in list_paths(element).items() if path not in paths}
        element = element.getparent()
    return paths


def find_container(page: Observed, share: float) -> HtmlElement | None:
    """The innermost element that holds a share (0 to 1) of the characters of a page's story."""
    needed = share * page.count_letters(page.story)
    held = (
        element
        for element in page.elements
        if page.count_letters(page.story & page.list_blocks([element])) >= needed
    )
    return max(held, key=lambda element: sum(1 for _ in element.iterancestors()), default=None)


def find_body(page: Observed, path: str) -> HtmlElement | None:
    """The one element at a path, if it holds the story of the page."""
    found = find_elements(path, page.root)
    return found[0] if len(found) == 1 and measure_story(page, found[0])[0] >= RECALL else None


def measure_story(page: Observed, body: HtmlElement) -> tuple[float, float]:
    """Which share of a story's letters an element holds, and which share of its own letters are story."""
    inside = page.list_blocks([body])
    held = page.count_letters(page.story & inside)
    return held / page.count_letters(page.story), held / max(1, page.count_letters(inside))
