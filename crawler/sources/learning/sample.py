"""Which pages of a source are learned from: a bounded choice that does not depend on their order."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable
from hashlib import blake2b

from cleaners.model import Media, Page
from crawler.cleaning.inputs import read_inputs

MAX_PAGES = 120
MAX_BYTES = 24 * 1024 * 1024  # of all pages together: as trees they take ten times as much
FOUND = (None, 200)


def sample_pages(
    inputs: Iterable[str], source: str, max_bytes: int, progress: Callable[[Page], None] | None = None
) -> tuple[Page, ...]:
    """Choose at most 120 HTML pages of a source, as if by lot, but the same ones whatever their order.

    An address counts once, and so does a file that is there twice; error pages do not count. Calls `progress` for
    every page read. Raises InputError for an input that does not exist.
    """
    chosen: dict[str, tuple[int, Page]] = {}  # by address
    worst: list[tuple[int, str]] = []  # a heap of (minus number, address)
    for page in read_inputs(inputs, source, max_bytes):
        if not isinstance(page, Page) or page.media is not Media.HTML or page.status not in FOUND:
            continue
        if progress:
            progress(page)
        number = int.from_bytes(blake2b(page.body, digest_size=8).digest())
        name = page.final_url or page.url or f"{number:016x}"
        if name in chosen and chosen[name][0] <= number:
            continue
        chosen[name] = (number, page)
        heapq.heappush(worst, (-number, name))
        while len(chosen) > MAX_PAGES:
            least, name = heapq.heappop(worst)
            if name in chosen and chosen[name][0] == -least:
                del chosen[name]
    return tuple(_take_bytes(page for _, page in sorted(chosen.values(), key=lambda item: item[0])))


def _take_bytes(pages: Iterable[Page]) -> Iterable[Page]:
    size = 0
    for page in pages:
        size += len(page.body)
        if size > MAX_BYTES:
            return
        yield page


def name_page(page: Page) -> str:
    """What people know a page by: its address, else its file."""
    return page.final_url or page.url or page.input or "?"
