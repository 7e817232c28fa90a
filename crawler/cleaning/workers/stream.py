"""A stream of pages through the pool, in order and with a bounded number under way."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future

from cleaners.model import Media, Page, Rejected
from crawler.cleaning.workers.pool import CleaningPool
from crawler.cleaning.workers.values import Result

BATCH_PAGES = 32  # small texts handed to a worker at once: handing over costs more than cleaning one
BATCH_BYTES = 256 * 1024
UNDER_WAY = 4  # batches a worker has waiting
BYTES_UNDER_WAY = 32 * 1024 * 1024  # above it, no more than one batch waits for each worker

Work = tuple[tuple[Page | Rejected, ...], Future[tuple[Result, ...]] | None]


def clean_stream(
    pages: Iterable[Page | Rejected], pool: CleaningPool, workers: int
) -> Iterator[tuple[Page | Rejected, Result]]:
    """Clean pages as they come; yields each with what became of it, in the order of the input.

    A `Rejected` in the input passes through. Texts are handed over in batches, pages one by one, because only a
    page may need its worker killed.
    """
    waiting: deque[Work] = deque()
    for batch in batches(pages):
        waiting.append((batch, submit(batch, pool)))
        while len(waiting) > workers * (1 if size_of(waiting) > BYTES_UNDER_WAY else UNDER_WAY):
            yield from finish(waiting.popleft())
    while waiting:
        yield from finish(waiting.popleft())


def size_of(waiting: Iterable[Work]) -> int:
    """Bytes of the pages that wait."""
    return sum(len(page.body) for batch, _ in waiting for page in batch if isinstance(page, Page))


def batches(pages: Iterable[Page | Rejected]) -> Iterator[tuple[Page | Rejected, ...]]:
    """Small texts in groups, everything else alone."""
    batch: list[Page | Rejected] = []
    size = 0
    for page in pages:
        if isinstance(page, Page) and page.media is Media.TEXT and len(page.body) < BATCH_BYTES:
            batch.append(page)
            size += len(page.body)
            if len(batch) < BATCH_PAGES and size < BATCH_BYTES:
                continue
        if batch:
            yield tuple(batch)
        if not batch or batch[-1] is not page:
            yield (page,)
        batch, size = [], 0
    if batch:
        yield tuple(batch)


def submit(batch: tuple[Page | Rejected, ...], pool: CleaningPool) -> Future[tuple[Result, ...]] | None:
    """Hand a batch to the pool; None for one that holds no page."""
    pages = tuple(page for page in batch if isinstance(page, Page))
    return pool.submit_many(pages) if pages else None


def finish(work: Work) -> Iterator[tuple[Page | Rejected, Result]]:
    """Pages of a batch with their results, once they are there."""
    batch, future = work
    results = iter(future.result() if future else ())
    for page in batch:
        yield page, Result((page,)) if isinstance(page, Rejected) else next(results)
