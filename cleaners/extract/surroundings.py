"""What stands around a headline: times, bylines, date lines, and the pictures of the story."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from cleaners.extract.addresses import resolve_address
from cleaners.extract.scope import find_container, is_solid
from cleaners.extract.values import clean_value, drop_repeats
from cleaners.extract.visible import PageBlock

LINES_BEFORE, LINES_AFTER = 5, 3  # blocks above the headline, below first and last paragraph
MIN_LINE, MAX_LINE = 3, 200  # characters; a button may be called `AA`
MAX_IMAGES = 20
MIN_IMAGE = 100  # pixels; a smaller one is an icon

_ELSEWHERE = frozenset({"comments", "related stories", "navigation", "footer", "advertisement", "hidden"})
_BUTTONS = _ELSEWHERE | {"form", "breadcrumb", "tags", "consent", "newsletter", "dialog"}
_BYLINES = (
    './/*[@rel="author" or @itemprop="author" or contains(@class, "author") or contains(@class, "byline")'
    ' or contains(@class, "Author") or contains(@class, "Byline")]'
)
_SOURCES = ("src", "data-src", "data-original", "data-lazy-src")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Time elements (nearest to the story's start first), texts marked as bylines (innermost first), lines between
    a little above the headline and the story, lines below the story."""

    times: tuple[HtmlElement, ...] = ()
    bylines: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()


def look_around(
    everything: Sequence[HtmlElement], blocks: Sequence[PageBlock], chosen: Sequence[int], title: int | None
) -> Surroundings:
    """Find what stands between a little above the headline and the end of the story.

    `everything` are all elements in document order, `chosen` the numbers of the story's blocks in order,
    `title` the number of the headline's block.
    """
    if not chosen:
        return Surroundings()
    opening = next((number for number in chosen if is_solid(blocks[number])), chosen[0])
    above = opening if title is None else min(title, opening)
    near = range(max(0, above - LINES_BEFORE), min(len(blocks), opening + LINES_AFTER))
    below = range(chosen[-1] + 1, min(len(blocks), chosen[-1] + 1 + LINES_AFTER))
    order = {element: number for number, element in enumerate(everything)}
    start, story = order[blocks[near[0]].element], order[blocks[opening].element]
    end = order[blocks[below[-1] if below else chosen[-1]].element]
    elsewhere = {block.opener for block in blocks if block.region in _ELSEWHERE}

    def sort(found: Sequence[HtmlElement]) -> list[HtmlElement]:
        here = [element for element in found if start <= order[element] <= end]
        free = [element for element in here if elsewhere.isdisjoint([element, *element.iterancestors()])]
        return sorted(free, key=lambda element: abs(order[element] - story))

    root = everything[0]
    times = [*root.iter("time"), *root.xpath('.//*[@itemprop="datePublished" or @itemprop="dateModified"]')]
    marked = sorted(sort(root.xpath(_BYLINES)), key=lambda element: len(element.xpath(_BYLINES)) > 0)
    bylines = [clean_value(" ".join(element.itertext())) for element in marked]
    return Surroundings(
        tuple(sort(times)),
        tuple(text for text in bylines if text and len(text) <= MAX_LINE),
        _list_lines(blocks, near),
        _list_lines(blocks, below),
    )


def _list_lines(blocks: Sequence[PageBlock], numbers: Sequence[int]) -> tuple[str, ...]:
    near = (blocks[number] for number in numbers)
    return tuple(b.text for b in near if MIN_LINE <= len(b.text) <= MAX_LINE and b.region not in _BUTTONS)


def list_images(blocks: Sequence[PageBlock], chosen: Sequence[int], base: str | None) -> tuple[str, ...]:
    """Addresses (http or https) of the pictures in the element that holds the story; icons left out."""
    container = find_container(blocks, chosen, 1.0)
    found = []
    for image in container.iter("img") if container is not None else ():
        sizes = [image.get(side, "") for side in ("width", "height")]
        if any(size.isdecimal() and int(size) < MIN_IMAGE for size in sizes if len(size) < 6):
            continue
        address = next(
            (value for name in _SOURCES if (value := image.get(name)) and value[:5] != "data:"), None
        )
        if resolved := resolve_address(address, base):
            found.append(resolved)
    return drop_repeats(found)[:MAX_IMAGES]
