"""Puts what came of the pages into the store, and remembers it: file first, row second.

Rows of the state wait until a checkpoint has put the pages they speak of into the archive and the articles
into the store. What a run fetched between two checkpoints, and was killed, the next run takes from the archive
and cleans again: the store recognises the articles it has, so that none is lost and none doubled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from threading import Lock
from time import monotonic

from cleaners.model import Article, Outcome, Page, Rejected
from crawler.articles.sink import ArticleSink
from crawler.discovery.candidate import read_moment
from crawler.errors import StoreError
from crawler.run.item import FetchedPage
from crawler.run.job import CrawlJob
from crawler.run.ledger import is_lost
from crawler.run.responses import hash_body
from crawler.state import ArchivedPage, PageRecord, State
from crawler.store import ArticleWriter, WarcArchive

ROWS = 4000
PAGES = 2000
BYTES = 32 * 1024 * 1024
SECONDS = 120.0
"""A checkpoint is made after so many rows (an article gives two), pages, bytes of archive, or so much time: what is cleaned
again after a kill. Rarer ones make fewer and larger files; the time decides unless limits on requests are off."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a page added: `outcomes` to count, `unchanged` when all of it was stored before.

    `updated` counts the articles that are new versions of stored ones. `unwanted` says that it was published
    outside of the days asked for, `settled` that it will be remembered.
    """

    outcomes: tuple[Outcome, ...] = ()
    unchanged: bool = False
    updated: int = 0
    unwanted: bool = False
    settled: bool = True


class Recorder:
    """The only way to archive, store and state; not for use from several threads at once, but that pages may be archived
    while others are recorded.

    Every method may raise StoreError; after one, nothing more is to be recorded.
    """

    def __init__(self, job: CrawlJob, state: State, archive: WarcArchive, writer: ArticleWriter) -> None:
        self._job = job
        self._state = state
        self._archive = archive
        self._sink = ArticleSink(writer, state, job.run)
        self._rows: list[PageRecord] = []
        self._done: list[str] = []
        self._lost: list[str] = []
        self._archiving = Lock()
        self._pages = self._bytes = 0  # archived since the last checkpoint
        self._saved_at = monotonic()

    def archive(self, page: Page) -> None:
        """Keep a response as it came, before anything else is done with it, and note where."""
        (failure,) = self.archive_all([page])
        if failure is not None:
            raise failure

    def archive_all(self, pages: Sequence[Page]) -> list[Exception | None]:
        """Keep responses as they came; for each None, or what went wrong with it alone."""
        kept: dict[str, ArchivedPage] = {}
        failures: list[Exception | None] = []
        with self._archiving:
            for page in pages:
                try:
                    ref = self._archive.append(page)
                except StoreError:
                    raise
                except Exception as error:  # a border: one page must not stop the others
                    failures.append(error)
                    continue
                failures.append(None)
                self._pages += 1
                self._bytes += ref.length
                if page.url is not None:
                    kept[page.url] = ArchivedPage(ref.key, ref.offset, ref.length)
            self._state.frontier.keep(kept)
        return failures

    def record(self, item: FetchedPage) -> Recorded:
        """Store what is new of a page, and make a checkpoint when one is due."""
        (recorded,) = self.record_all([item])
        if isinstance(recorded, Exception):
            raise recorded
        return recorded

    def record_all(self, items: Sequence[FetchedPage]) -> list[Recorded | Exception]:
        """Store what is new of pages; for each what it added, or what went wrong with it alone."""
        kept = self._sink.look_up([item.outcomes for item in items])
        items = [replace(item, outcomes=outcomes) for item, outcomes in zip(items, kept, strict=True)]
        results: list[Recorded | Exception] = []
        ended: list[PageRecord] = []
        dead: dict[str, str] = {}
        for item in items:
            try:
                recorded = self._store(item)
                row = self._remember(item) if recorded.settled else None
            except StoreError:
                raise
            except Exception as error:  # a border: one page must not stop the others
                results.append(error)
                continue
            results.append(recorded)
            if row is not None and item.unchanged:
                # It speaks of no file that would have to be there first.
                ended.append(row)
                continue
            if item.dead and not item.archived:
                dead[item.url] = _describe_dead(item)
            if row is not None:
                self._rows.append(row)
            (self._done if recorded.settled or recorded.unwanted else self._lost).append(item.url)
        self._state.frontier.mark_dead(dead)
        if ended:
            self._state.save(ended, [row.url for row in ended])
        if self._is_due():
            self.checkpoint()
        return results

    def reject(self, rejected: Rejected) -> None:
        """Keep what could not be read of a file: no address to remember."""
        self._sink.reject(rejected)

    def checkpoint(self) -> None:
        """Make everything recorded so far survive a kill."""
        with self._archiving:
            self._archive.rotate()
            self._pages = self._bytes = 0
        self._sink.checkpoint(self._rows, self._done)
        if self._lost:
            self._state.frontier.count_try(self._lost)
            self._state.frontier.requeue(self._lost)
        self._rows, self._done, self._lost = [], [], []
        self._saved_at = monotonic()

    def _is_due(self) -> bool:
        return (
            len(self._rows) + self._sink.waiting >= ROWS
            or self._pages >= PAGES
            or self._bytes >= BYTES
            or monotonic() - self._saved_at >= SECONDS
        )

    def _store(self, item: FetchedPage) -> Recorded:
        articles = (outcome for outcome in item.outcomes if isinstance(outcome, Article))
        if not all(self._job.wants(article.published) for article in articles):
            return Recorded(unwanted=True, settled=False)
        written = self._sink.write(item.outcomes, item.sketches)
        unchanged = (item.unchanged or written.known > 0) and not written.outcomes
        settled = item.dead or not is_lost(item.outcomes)
        return Recorded(written.outcomes, unchanged, written.updated, settled=settled)

    def _remember(self, item: FetchedPage) -> PageRecord:
        # A page out of an archive is as old as its capture.
        now = (item.page.fetched_at if item.page else None) or datetime.now(UTC)
        hints = item.planned.candidate.hints
        seen = item.planned.seen
        if seen is not None and (item.unchanged or item.page is None):
            outcome = seen.outcome if item.unchanged else _name_outcome(item)
            return replace(seen, fetched_at=now, hints=hints, outcome=outcome)
        article = next((outcome for outcome in item.outcomes if isinstance(outcome, Article)), None)
        published = article.published if article else hints.published
        dated = read_moment(published) if published else (seen.dated if seen else now)
        page = item.page
        return PageRecord(
            url=item.url,
            source=item.planned.candidate.source,
            fetched_at=now,
            body_at=now,
            dated=dated,
            outcome=_name_outcome(item),
            hints=hints,
            etag=page.header("etag") if page else None,
            last_modified=page.header("last-modified") if page else None,
            content_hash=hash_body(page.body) if page else None,
            article=article.id if article else None,
            version=article.version if article else None,
        )


def _name_outcome(item: FetchedPage) -> str:
    reasons = [str(outcome.reason) for outcome in item.outcomes if not isinstance(outcome, Article)]
    return reasons[0] if len(reasons) == len(item.outcomes) and reasons else "article"


def _describe_dead(item: FetchedPage) -> str:
    """The server's answer for an address that is dead."""
    details = (outcome.detail for outcome in item.outcomes if isinstance(outcome, Rejected))
    return next(filter(None, details), "gone")
