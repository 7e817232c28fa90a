"""Backfill from the WARC files of a news crawl: each page goes the way of a page that was fetched.

A file is read from its start to its end; the ledger then says so. What a killed run had stored of a file is
recognised when the file is read again: by the page's address and the hash of its body.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from time import monotonic

from cleaners.model import Page, Rejected
from crawler.backfill._captures import UrlFilter, read_captures
from crawler.backfill._importer import PageImporter
from crawler.backfill._ledger import FileCount, find_due, write_rows
from crawler.backfill.warcs import WarcFile
from crawler.config import Source
from crawler.errors import StoreError
from crawler.run.ending import Ending
from crawler.run.leasing import RENEW_SECONDS, renew_leases
from crawler.run.session import Session
from crawler.state import WarcRow
from crawler.store import ObjectStore

FILE = "file"
"""Under this name a report lists what is wrong with a file, as `khyber clean` does."""

Report = Callable[[FileCount, int, int], None]


class _EndedError(Exception):
    """The run ends; the file under way is left."""


class WarcBackfill:
    """Fills a session from WARC files. After `run`, `session.close()` as after a crawl.

    A file that cannot be read, or only in part, is named as a failure of `file`; a store that fails ends
    the session as such.
    """

    def __init__(
        self, session: Session, store: ObjectStore, report: Report = lambda count, number, files: None
    ) -> None:
        job = session.job
        if job.since is None or job.until is None:
            raise ValueError("a backfill needs its days: set since and until")
        self._session, self._store, self._report = session, store, report
        self._since, self._until = job.since, job.until
        self._sources = {source.id: source for source in job.sources}
        self._importer = PageImporter(session)
        self._checked_at = monotonic()

    def run(self, files: Sequence[WarcFile]) -> None:
        """Read the files that the ledger does not know as read, in this order."""
        ledger = self._session.state.warcs
        try:
            self._importer.resume(files)
            known: dict[str, list[WarcRow]] = {}
            for row in ledger.find([file.name for file in files], list(self._sources)):
                known.setdefault(row.file, []).append(row)
            for number, file in enumerate(files, 1):
                rows = known.get(file.name, [])
                sources = find_due(file, self._sources.values(), rows, self._since, self._until)
                if self._importer.is_over:
                    return
                if not sources:
                    continue
                count = FileCount(file)
                ledger.save(write_rows(count, sources, rows, self._since, self._until, None))
                self._importer.import_pages(self._open(count, sources), count)
                if count.problem is not None:
                    self._session.ledger.fail(FILE, f"{file.name}: {count.problem}")
                done_at = datetime.now(UTC) if count.whole and not count.left else None
                ledger.save(write_rows(count, sources, rows, self._since, self._until, done_at))
                self._report(count, number, len(files))
        except StoreError as error:
            self._session.end(Ending.STORE_FAILED, str(error))

    def _open(self, count: FileCount, sources: Sequence[Source]) -> Iterator[Page | Rejected]:
        """What the file holds of these sources; nothing here touches the output."""

        def check() -> None:
            count.records += 1
            self._check_end()

        url_filter = UrlFilter(sources, self._since, self._until)
        limit = self._session.job.rules.max_bytes
        try:
            with self._store.open_read(count.file.key) as stream:
                yield from read_captures(stream, count.file, url_filter, limit, check)
            count.whole = True
        except _EndedError:
            return
        except (OSError, StoreError) as error:
            count.failure = f"cannot be read to its end: {error}"

    def _check_end(self) -> None:
        """Keep the leases, and end the reading when the run is to end."""
        session = self._session
        if monotonic() - self._checked_at >= RENEW_SECONDS:
            self._checked_at = monotonic()
            if lost := renew_leases(session):
                session.end(Ending.FAILED, lost)
        if session.is_ending:
            raise _EndedError
