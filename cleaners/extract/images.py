"""The pictures of a story: those between its headline and its end that are no icons, buttons or other stories' thumbnails."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from lxml.html import HtmlElement

from cleaners.addresses import resolve_address
from cleaners.extract.scope import find_container
from cleaners.extract.values import drop_repeats
from cleaners.extract.visible import PageBlock

MAX_IMAGES = 20
MIN_IMAGE = 100  # pixels; a smaller one is an icon
MAX_THUMBNAIL = 160  # pixels of the longer side of one whose address tells both

ELSEWHERE = frozenset({"comments", "related stories", "navigation", "footer", "advertisement", "hidden"})
"""Regions whose pictures, names and dates are of something else than the story."""

_SOURCES = ("src", "data-src", "data-original", "data-lazy-src")
_WIDTH = re.compile(r"[_/,?&-](?:w|width)[=:_-]?(\d{1,5})(?![\da-f])", re.I)
_SIZE = re.compile(r"(?<![\da-z])(\d{2,4})x(\d{2,4})(?![\da-z])", re.I)
_NO_PICTURE = re.compile(
    r"(?:^|[_./-])(?:placeholder|default[_-]author|avatar|logo|icon|sprite|spacer|blank|rating)s?(?=[_.\d-])[^/]*$|"
    r"\.(?:svg|gif)(?:$|\?)",
    re.I,
)


def list_story_images(
    everything: Sequence[HtmlElement],
    blocks: Sequence[PageBlock],
    chosen: Sequence[int],
    title: int | None,
    base: str | None,
) -> tuple[str, ...]:
    """Addresses (http or https) of the pictures from the headline, or the beginning of the element that holds the story,
    to the story's last block.

    `everything` are all elements in document order, `chosen` the numbers of the story's blocks in order, `title` that of
    the headline. Pictures of parts that name themselves something else stay out.
    """
    container = find_container(blocks, chosen, 1.0) if chosen else None
    if container is None:
        return ()
    order = {element: place for place, element in enumerate(everything)}
    last = blocks[chosen[-1]].element
    end = order[last] + sum(1 for _ in last.iter())
    start = min(order[container], order[last if title is None else blocks[title].element])
    elsewhere = {block.opener for block in blocks if block.region in ELSEWHERE}
    elsewhere -= {container, *container.iterancestors()}
    images = (element for element in everything[start:end] if element.tag == "img")
    return list_images_inside((one for one in images if elsewhere.isdisjoint(one.iterancestors())), base)


def list_images_inside(elements: Iterable[HtmlElement], base: str | None) -> tuple[str, ...]:
    """Addresses (http or https) of the pictures in any of the elements; icons and thumbnails left out."""
    found = []
    for image in (image for element in elements for image in element.iter("img")):
        sizes = [image.get(side, "") for side in ("width", "height")]
        if any(size.isdecimal() and int(size) < MIN_IMAGE for size in sizes if len(size) < 6):
            continue
        address = next(
            (value for name in _SOURCES if (value := image.get(name)) and value[:5] != "data:"), None
        )
        if (resolved := resolve_address(address, base)) and not is_small_picture(resolved):
            found.append(resolved)
    return drop_repeats(found)[:MAX_IMAGES]


def is_small_picture(address: str) -> bool:
    """Whether an address says by itself that it leads to an icon, a placeholder or a thumbnail.

    >>> is_small_picture("https://a.example/i/lake_w33_r1.jpg"), is_small_picture("https://a.example/i/lake_w1080.jpg")
    (True, False)
    >>> is_small_picture("https://a.example/i/lake_120x90.jpg"), is_small_picture("https://a.example/i/logo.svg")
    (True, True)
    """
    if _NO_PICTURE.search(address):
        return True
    if any(int(width) <= MIN_IMAGE for width in _WIDTH.findall(address)):
        return True
    return any(max(int(wide), int(high)) <= MAX_THUMBNAIL for wide, high in _SIZE.findall(address))
