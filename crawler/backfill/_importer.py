"""Imports pages of a news crawl: like pages that were fetched, they are chosen, cleaned, archived, stored, counted."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace

from cleaners.model import Article, Outcome, Page, Reason, Rejected, Stage
from crawler.backfill._ledger import FileCount
from crawler.backfill.warcs import WarcFile
from crawler.cleaning.workers import clean_stream
from crawler.cleaning.workers.tasks import Result
from crawler.discovery import Candidate
from crawler.discovery.choose import PlannedFetch
from crawler.errors import StoreError
from crawler.run.item import FetchedPage
from crawler.run.job import CrawlJob
from crawler.run.ledger import PageCount
from crawler.run.responses import hash_body, reject_crash
from crawler.run.resuming import TRIES, resume_pages
from crawler.run.session import Session
from crawler.state import PageRecord, QueuedUrl

log = logging.getLogger(__name__)


class PageImporter:
    """Imports pages into a session, as many as its limit allows. Every method may raise StoreError."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._planned: deque[PlannedFetch] = deque()  # of the pages that are being cleaned, in their order
        self._taken = 0

    def import_pages(self, found: Iterator[Page | Rejected], count: FileCount) -> None:
        """Import what is new of one file, and make it survive a kill."""
        session = self._session
        for page, result in clean_stream(self._choose(found, count), session.pool, session.workers):
            if isinstance(page, Rejected):
                self._note_loss(page, count)
            else:
                count.add(page.source or "", self._import(page, result, count))
        session.recorder.checkpoint()

    def resume(self, files: Sequence[WarcFile]) -> None:
        """Store what a killed backfill from these files had archived and not stored."""
        session, names = self._session, {file.name for file in files}
        found = session.state.frontier.find([source.id for source in session.job.sources], asked=True)
        kept = tuple(page for page in found if page.kept and page.found_by in names)
        session.state.frontier.count_try((page.url for page in kept), TRIES)
        items: dict[str, FetchedPage] = {}

        def list_pages() -> Iterator[Page]:
            for item in resume_pages(session, kept):
                if item.page is not None:
                    items[item.url] = item
                    yield item.page

        for page, result in clean_stream(list_pages(), session.pool, session.workers):
            item = items.pop(page.url or "")
            item = replace(item, outcomes=result.outcomes, sketches=result.sketches)
            session.count(item, session.recorder.record(item))
        session.recorder.checkpoint()

    @property
    def is_over(self) -> bool:
        """Whether no more is to be taken: the limit is reached, or the run ends."""
        return self._session.is_ending or self._is_full()

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
                session.ledger.skip(page.source, 1)
                continue
            if self.is_over:
                return
            bodies.add((page.url, body))
            candidate = Candidate(page.url, page.source, count.file.name, page.hints)
            self._planned.append(PlannedFetch(candidate, seen))
            yield page

    def _import(self, page: Page, result: Result, count: FileCount) -> int:
        """Store what was made of a page; the number of its articles of the days asked for."""
        session, planned = self._session, self._planned.popleft()
        candidate = planned.candidate
        outcomes = result.outcomes
        articles = [outcome for outcome in outcomes if isinstance(outcome, Article)]
        # An article without a date is of the day of its capture.
        if not all(session.job.wants(article.dated) for article in articles):
            return 0
        if self._is_full():  # it was on its way to a worker when the last one came back
            count.left += 1
            return 0
        self._taken += 1
        size = len(page.body)
        item = FetchedPage(
            planned, page, outcomes, archived=True, captured=True, size=size, sketches=result.sketches
        )
        try:
            if not all(is_off_beat(outcome) for outcome in outcomes):
                queued = QueuedUrl(candidate.url, candidate.source, candidate.found_by, candidate.hints)
                session.state.frontier.put([queued])
                session.recorder.archive(page)
            session.count(item, session.recorder.record(item))
        except StoreError:
            raise
        except Exception as error:  # a border: one page must not stop the others
            log.exception("%s: storing failed", candidate.url)
            session.ledger.count(
                candidate.source, PageCount(reject_crash(planned, error, Stage.READ).outcomes)
            )
            return 0
        return len(articles)

    def _note_loss(self, rejected: Rejected, count: FileCount) -> None:
        """Note what could not be read: damage of the file, or a page in it."""
        session = self._session
        session.recorder.reject(rejected)
        if rejected.reason is Reason.UNREADABLE:
            count.lost.append(f"{rejected.url}: {rejected.detail}" if rejected.url else str(rejected.detail))
        if rejected.source is not None:
            session.ledger.count(rejected.source, PageCount((rejected,)))

    def _is_full(self) -> bool:
        limit = self._session.job.limit
        return limit is not None and self._taken >= limit


def is_known(page: Page, body_hash: str, seen: PageRecord) -> bool:
    """Whether a capture adds nothing to what is remembered of its address: the same body, or an older article."""
    if seen.content_hash == body_hash:
        return True
    return seen.outcome == "article" and page.fetched_at is not None and page.fetched_at <= seen.body_at


def is_off_beat(outcome: Outcome) -> bool:
    """Whether an article is none that its source is read for: a crawl would not have asked for most of them."""
    return isinstance(outcome, Rejected) and outcome.reason is Reason.OFF_BEAT


def is_article(seen: PageRecord, job: CrawlJob) -> bool:
    """Whether a page that is known is an article of the days asked for, as far as the state knows."""
    return seen.outcome == "article" and job.wants(seen.dated.isoformat())
