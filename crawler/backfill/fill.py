"""Backfill from the WARC files of a news crawl: each page goes the way of a page that was fetched.

A file is read from its start to its end; the ledger then says so. What a killed run had stored of a file is
recognised when the file is read again: by the page's address and the hash of its body.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from time import monotonic

from cleaners.model import Article, Outcome, Page, Reason, Rejected, Stage
from crawler.backfill.captures import Owners, read_captures
from crawler.backfill.known import is_article, is_known, is_off_beat
from crawler.backfill.ledger import FileCount, find_due, write_rows
from crawler.backfill.warcs import WarcFile
from crawler.config import Source
from crawler.discovery import Candidate
from crawler.discovery.choose import Visit
from crawler.engine import clean_stream
from crawler.spiders.item import VisitedPage
from crawler.spiders.leasing import RENEW_SECONDS, renew_leases
from crawler.spiders.responses import hash_body, visit_crash
from crawler.spiders.resuming import TRIES, resume_pages
from crawler.spiders.session import Session
from crawler.state import QueuedPage
from crawler.store import ObjectStore, StoreError

log = logging.getLogger(__name__)

FILE = "file"
"""Under this name a report lists what is wrong with a file, as `khyber clean` does."""

Told = Callable[[FileCount, int, int], None]


class _EndedError(Exception):
    """The run ends; the file under way is left."""


class WarcBackfill:
    """Fills a session from WARC files. After `run`, `session.close()` as after a crawl.

    A file that cannot be read, or only in part, is named as a failure of `file`; a store that fails is noted in
    `session.store_error`.
    """

    def __init__(
        self, session: Session, store: ObjectStore, tell: Told = lambda count, number, files: None
    ) -> None:
        job = session.job
        if job.since is None or job.until is None:
            raise ValueError("a backfill needs its days: set since and until")
        self._session, self._store, self._tell = session, store, tell
        self._since, self._until = job.since, job.until
        self._sources = {source.id: source for source in job.sources}
        self._visits: deque[Visit] = deque()  # of the pages that are being cleaned, in their order
        self._taken = self._opened = 0
        self._tended = monotonic()

    def run(self, files: Sequence[WarcFile]) -> None:
        """Read the files that the ledger does not know as read, in this order."""
        ledger = self._session.state.warcs
        try:
            self._take_over(files)
            known = ledger.find([file.name for file in files], list(self._sources))
            for number, file in enumerate(files, 1):
                rows = [row for row in known if row.file == file.name]
                sources = find_due(file, self._sources.values(), rows, self._since, self._until)
                if self._is_over():
                    return
                if not sources:
                    continue
                count = FileCount(file)
                ledger.save(write_rows(count, sources, rows, self._since, self._until, None))
                self._read(count, sources)
                done_at = datetime.now(UTC) if count.whole and not count.left else None
                ledger.save(write_rows(count, sources, rows, self._since, self._until, done_at))
                self._tell(count, number, len(files))
        except StoreError as error:
            self._session.store_error = error

    def _read(self, count: FileCount, sources: Sequence[Source]) -> None:
        """Take what is new of one file, and make it survive a kill."""
        session = self._session
        pages = self._choose(self._open(count, sources), count)
        for page, outcomes in clean_stream(pages, session.pool, session.workers):
            if isinstance(page, Rejected):
                self._lose(page, count)
            else:
                count.add(page.source or "", self._take(page, outcomes, count))
        if count.problem is not None:
            session.account.fail(FILE, f"{count.file.name}: {count.problem}")
        session.recorder.checkpoint()

    def _open(self, count: FileCount, sources: Sequence[Source]) -> Iterator[Page | Rejected]:
        """What the file holds of these sources; nothing here touches the output."""

        def heed() -> None:
            count.records += 1
            self._tend()

        owners = Owners(sources, self._since, self._until)
        limit = self._session.job.rules.max_bytes
        try:
            with self._store.open_read(count.file.key) as stream:
                yield from read_captures(stream, count.file, owners, limit, heed)
            count.whole = True
        except _EndedError:
            return
        except (OSError, StoreError) as error:
            count.failure = f"cannot be read to its end: {error}"

    def _choose(self, found: Iterator[Page | Rejected], count: FileCount) -> Iterator[Page | Rejected]:
        """What is to be cleaned, as long as the limit lasts; what is known of the rest is counted."""
        session = self._session
        bodies: set[tuple[str, str]] = set()  # of this file: the state hears of them at a checkpoint only
        for page in found:
            if isinstance(page, Rejected) or page.url is None or page.source is None:
                yield page
                continue
            body = hash_body(page.body)
            seen = session.state.find_pages([page.url]).get(page.url)
            if (page.url, body) in bodies or (seen is not None and is_known(page, body, seen)):
                count.add(page.source, int(seen is not None and is_article(seen, session.job)))
                session.account.pass_over(page.source, 1)
                continue
            if self._is_over():
                return
            bodies.add((page.url, body))
            candidate = Candidate(page.url, page.source, count.file.name, page.hints)
            self._visits.append(Visit(candidate, seen))
            yield page

    def _take(self, page: Page, outcomes: tuple[Outcome, ...], count: FileCount) -> int:
        """Store what was made of a page; the number of its articles of the days asked for."""
        session, visit = self._session, self._visits.popleft()
        candidate = visit.candidate
        articles = [outcome for outcome in outcomes if isinstance(outcome, Article)]
        # An article without a date is of the day of its capture.
        if not all(session.job.wants(article.published or article.fetched_at) for article in articles):
            return 0
        if self._is_full():  # it was on its way to a worker when the last one came back
            count.left += 1
            return 0
        self._taken += 1
        self._opened += 1
        name = f"{candidate.url} {self._opened}"  # an address may be captured several times
        session.account.open(name, candidate.source)
        try:
            if not all(is_off_beat(outcome) for outcome in outcomes):
                queued = QueuedPage(candidate.url, candidate.source, candidate.found_by, candidate.hints)
                session.state.frontier.put([queued])
                session.recorder.archive(page)
            self._record(VisitedPage(visit, page, outcomes, archived=True, size=len(page.body)), name)
        except StoreError:
            raise
        except Exception as error:  # a border: one page must not stop the others
            log.exception("%s: storing failed", candidate.url)
            session.account.close(name, visit_crash(visit, error, Stage.READ).outcomes)
            return 0
        return len(articles)

    def _record(self, item: VisitedPage, name: str) -> None:
        session = self._session
        recorded = session.recorder.record(item)
        if recorded.unwanted:
            session.account.leave(name)
            return
        session.account.close(
            name,
            recorded.outcomes,
            unchanged=recorded.unchanged,
            fetched=item.fetched,
            size=item.size,
            updated=recorded.updated,
        )
        if session.progress and item.page:
            session.progress(item.page, recorded.outcomes)

    def _lose(self, rejected: Rejected, count: FileCount) -> None:
        """Note what could not be read: damage of the file, or a page in it."""
        session = self._session
        session.recorder.reject(rejected)
        if rejected.reason is Reason.UNREADABLE:
            count.lost.append(f"{rejected.url}: {rejected.detail}" if rejected.url else str(rejected.detail))
        if rejected.source is not None:
            self._opened += 1
            name = f"{rejected.url} {self._opened}"
            session.account.open(name, rejected.source)
            session.account.close(name, (rejected,))

    def _take_over(self, files: Sequence[WarcFile]) -> None:
        """Store what a killed backfill from these files had archived and not stored."""
        session, names = self._session, {file.name for file in files}
        found = session.state.frontier.find(list(self._sources))
        kept = tuple(page for page in found if page.kept and page.found_by in names)
        session.state.frontier.count_try((page.url for page in kept), TRIES)
        items: dict[str, VisitedPage] = {}

        def list_pages() -> Iterator[Page]:
            for item in resume_pages(session, kept):
                if item.page is not None:
                    items[item.url] = item
                    yield item.page

        for page, outcomes in clean_stream(list_pages(), session.pool, session.workers):
            item = items.pop(page.url or "")
            self._record(replace(item, outcomes=outcomes), item.url)
        session.recorder.checkpoint()

    def _is_over(self) -> bool:
        return self._session.stopped or self._session.failure is not None or self._is_full()

    def _is_full(self) -> bool:
        limit = self._session.job.limit
        return limit is not None and self._taken >= limit

    def _tend(self) -> None:
        """Keep the leases, and end the reading when the run is to end."""
        session = self._session
        if monotonic() - self._tended >= RENEW_SECONDS:
            self._tended = monotonic()
            session.failure = session.failure or renew_leases(session)
        if session.stopped or session.failure is not None:
            raise _EndedError
