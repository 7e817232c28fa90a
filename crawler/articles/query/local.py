"""Files of a store as files of this disk: where they are, or copied for as long as a question takes."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from crawler.articles.query.parts import Part
from crawler.articles.query.progress import show_work
from crawler.store import ObjectStore
from crawler.store.disk import report_disk_errors
from crawler.store.local import LocalStore

FETCHES = 16
"""Files that are fetched at once: small ones wait for the network most of the time."""

MB = 1_000_000


@contextmanager
def hold_locally(store: ObjectStore, parts: tuple[Part, ...]) -> Iterator[tuple[Path, ...]]:
    """Paths of the files, in the order of `parts`; copies of a bucket's files go when the block ends.

    They are fetched whole and through the store: files of a day are small, so that asking for pieces of them would
    take longer, and the store brings its credentials, its patience and its sums. Raises FileNotFoundError for a file
    that has gone meanwhile, StoreError when the store or the disk of the temporary folder fails.
    """
    if isinstance(store, LocalStore):
        yield tuple(Path(store.location(part.key)) for part in parts)
        return
    with tempfile.TemporaryDirectory(prefix="khyber-articles-") as name:
        yield tuple(_fetch_all(store, parts, Path(name)))


def _fetch_all(store: ObjectStore, parts: tuple[Part, ...], folder: Path) -> Iterator[Path]:
    done, total = 0, sum(part.size for part in parts)
    pool = ThreadPoolExecutor(FETCHES)
    try:
        with show_work("fetch", lambda: f"{done / MB:,.1f} of {total / MB:,.1f} MB"):
            for part, path in zip(parts, pool.map(_fetch_into(store, folder), parts), strict=True):
                done += part.size
                yield path
    finally:
        pool.shutdown(cancel_futures=True)


def _fetch_into(store: ObjectStore, folder: Path) -> Callable[[Part], Path]:
    def fetch(part: Part) -> Path:
        path = folder / part.key
        with report_disk_errors("write", f"a temporary file in {folder.parent}"):
            path.parent.mkdir(parents=True, exist_ok=True)
        with (
            store.open_read(part.key) as stream,
            report_disk_errors("write", f"a temporary file in {folder.parent}"),
            path.open("wb") as copy,
        ):
            shutil.copyfileobj(stream, copy)
        return path

    return fetch
