"""The pictures of a story: those between its headline and its end that are no icons, buttons or other stories' thumbnails."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from cleaners.addresses import resolve_address
from cleaners.extract.page import FlatPage, PageBlock
from cleaners.extract.scope import find_container, make_scope
from cleaners.extract.values import drop_repeats

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
    page: FlatPage,
    blocks: Sequence[PageBlock],
    chosen: Sequence[int],
    title: int | None,
    base: str | None,
) -> tuple[str, ...]:
    """Addresses (http or https) of the pictures from the headline, or the beginning of the element that holds the story,
    to the story's last block.

    `chosen` are the numbers of the story's blocks in order, `title` that of the headline. Pictures of parts that name
    themselves something else stay out.
    """
    container = find_container(page, blocks, chosen, 1.0) if chosen else None
    if container is None:
        return ()
    last = blocks[chosen[-1]].element
    end = int(page.ends[last])
    start = min(container, last if title is None else blocks[title].element)
    around = set(page.list_around(container))
    openers = {block.opener for block in blocks if block.region in ELSEWHERE} - around - {None}
    elsewhere = make_scope(page, *sorted(one for one in openers if one is not None))
    return list_images(
        (one for one in _list_pictures(page, start, end) if not elsewhere.has(one)), page, base
    )


def list_images_inside(page: FlatPage, elements: Iterable[int], base: str | None) -> tuple[str, ...]:
    """Addresses (http or https) of the pictures in any of the elements; icons and thumbnails left out."""
    spans = ((element, int(page.ends[element])) for element in elements)
    return list_images((one for first, end in spans for one in _list_pictures(page, first, end)), page, base)


def _list_pictures(page: FlatPage, first: int, end: int) -> list[int]:
    return [element for element in page.find_tag("img") if first <= element < end]


def list_images(images: Iterable[int], page: FlatPage, base: str | None) -> tuple[str, ...]:
    """Addresses (http or https) of these pictures; icons and thumbnails left out."""
    found: list[str] = []
    for image in map(page.read_attributes, images):
        if len(found) >= 2 * MAX_IMAGES:
            break
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
