"""The archive of fetched pages: every response is kept as it came, so that cleaning can be run again."""

from __future__ import annotations

import os
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import Self

from cleaners.model import Page
from crawler.errors import StoreError
from crawler.store.articles.layout import raw_folder
from crawler.store.base import ObjectStore
from crawler.store.disk import make_folder, report_disk_errors
from crawler.store.keys import check_key
from crawler.store.warc.page import encode_info, encode_page, time_of
from crawler.store.warc.spool import SUFFIX, last_number, move_into_store

SEGMENT_BYTES = 64 * 1024 * 1024
SEGMENT_PAGES = 5000
SOFTWARE = "khyber"


@dataclass(frozen=True, slots=True)
class WarcRef:
    """Where a page is kept: `length` bytes from `offset` on of the object under `key`."""

    key: str
    offset: int
    length: int


@dataclass(slots=True)
class _Segment:
    """A file being written in the spool; the object it becomes has the same name below the store."""

    key: str
    path: Path
    stream: FileIO
    pages: int = 0


class WarcArchive:
    """Appends pages to WARC files in a local spool and puts whole files into the store.

    `append` hands a page to the operating system, so that it survives a killed process; `rotate` makes the
    pages so far durable and visible under `raw/<source>/<day>/<run>-<n>.warc.gz`. A file is rotated by itself
    from 64 MiB or 5,000 pages on. What a killed run left in the spool is published by `crawler.store.recover_spool`. One
    run uses a spool at a time (the lock of the output sees to it). Not for several threads at once.

    Raises StoreError when disk or store fail; pages in the spool then wait for the next `rotate`.
    """

    def __init__(self, store: ObjectStore, run: str, spool_dir: Path) -> None:
        check_key(run)
        self._store = store
        self._run = run
        self._spool = spool_dir
        self._open: dict[str, _Segment] = {}
        self._full: list[_Segment] = []
        self._numbers: dict[str, int] = {}

    def append(self, page: Page) -> WarcRef:
        """Write one page to the spool, and say where in the store it will be found after `rotate`.

        Raises ValueError for a page without URL or time.
        """
        record = encode_page(page)
        folder = raw_folder(page.source, time_of(page).date())
        if folder not in self._open:
            self._open[folder] = self._start(folder)
        segment = self._open[folder]
        offset = _write(segment, record)
        segment.pages += 1
        if segment.pages >= SEGMENT_PAGES or offset + len(record) >= SEGMENT_BYTES:
            self._full.append(self._open.pop(folder))
            self._publish()
        return WarcRef(segment.key, offset, len(record))

    def rotate(self) -> None:
        """Publish every page appended so far."""
        self._full += self._open.values()
        self._open.clear()
        self._publish()

    def close(self) -> None:
        """Publish what is left."""
        self.rotate()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # After the store's own failure publishing would fail again; the spool keeps the pages.
        if not isinstance(error, StoreError):
            self.close()

    def _start(self, folder: str) -> _Segment:
        if folder not in self._numbers:
            self._numbers[folder] = last_number(self._store, self._spool, folder, self._run)
        self._numbers[folder] += 1
        key = f"{folder}{self._run}-{self._numbers[folder]}{SUFFIX}"
        path = self._spool / key
        with report_disk_errors("write", str(path)):
            make_folder(path.parent)
            segment = _Segment(key, path, path.open("xb", buffering=0))
        try:
            _write(segment, encode_info(path.name, SOFTWARE))
        except StoreError:
            segment.stream.close()
            path.unlink()
            raise
        return segment

    def _publish(self) -> None:
        while self._full:
            segment = self._full[0]
            with report_disk_errors("write", str(segment.path)):
                if not segment.stream.closed:
                    os.fsync(segment.stream.fileno())
                    segment.stream.close()
            move_into_store(self._store, segment.key, segment.path)
            self._full.pop(0)


def _write(segment: _Segment, record: bytes) -> int:
    """Append a record, whole or not at all; its offset."""
    offset = segment.stream.tell()
    rest = memoryview(record)
    with report_disk_errors("write", str(segment.path)):
        try:
            while rest:
                rest = rest[segment.stream.write(rest) :]
        except OSError:
            # Behind a torn record the next one could not be found.
            segment.stream.truncate(offset)
            segment.stream.seek(offset)
            raise
    return offset
