"""Collects the candidates of one source from all its feeds, sitemaps and section pages."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from scrapy.http import Response

from crawler.config import Source
from crawler.discovery import (
    Candidate,
    Found,
    fill_sitemaps,
    name_today,
    read_feed,
    read_listing,
    read_sitemap,
)
from crawler.discovery.ahead import drop_dates_ahead
from crawler.discovery.candidate import ChildSitemap, read_moment
from crawler.discovery.days import choose_children
from crawler.run.job import CrawlJob
from crawler.run.responses import hash_body
from crawler.state import SeenFeed

log = logging.getLogger(__name__)

FULL_READ = timedelta(hours=24)
"""Age of a document's body from which it is read in full again: some feeds answer "unchanged" for ever."""

STALE = timedelta(days=30)
"""Age of the newest item from which a feed that answers well counts as stale."""

MAX_DEPTH = 3
MAX_SITEMAPS = 1000
MAX_CANDIDATES = 100_000
MAX_KEPT = 5000
"""Sitemaps of an index that are remembered: a longer one is read in full each time."""

DAY = timedelta(days=1)
LATE = timedelta(hours=3)
MIN_LATE = 3
"""So many items that were published so long before a document last answered "unchanged" show that it was not."""


NOT_THERE = "status 404"


class Kind(StrEnum):
    """What a document that names articles is."""

    FEED = "feed"
    SITEMAP = "sitemap"
    SECTION = "section"


READERS: dict[Kind, Callable[[bytes, str, Source], Found]] = {
    Kind.FEED: read_feed,
    Kind.SITEMAP: read_sitemap,
    Kind.SECTION: read_listing,
}


@dataclass(frozen=True, slots=True)
class Document:
    """A feed, sitemap or section page to read; `depth` counts the indexes above a sitemap."""

    url: str
    kind: Kind
    depth: int = 1

    def conditions(self, seen: SeenFeed | None, now: datetime) -> dict[str, str]:
        """Headers that let the server answer "unchanged"; none when the last body is too old to rely on."""
        if seen is None or now - seen.body_at > FULL_READ:
            return {}
        given = {"If-None-Match": seen.etag, "If-Modified-Since": seen.last_modified}
        return {name: value for name, value in given.items() if value}


class SourceDiscovery:
    """The candidates of one source while its documents come in; `done` when none is awaited any more.

    `failures` names what could not be read, `notes` what was read in part, looks stale or is not to be believed.
    `rows` remembers each document for the next run, with the addresses it named. With days (`since`, `until`, both
    included) sitemaps that cannot hold them are not asked for. `early` are addresses that may not be there yet.
    """

    def __init__(
        self,
        source: Source,
        since: date | None = None,
        until: date | None = None,
        early: Collection[str] = (),
    ) -> None:
        self.source = source
        self._since, self._until, self._early = since, until, early
        self.candidates: dict[str, Candidate] = {}
        self.failures: list[str] = []
        self.notes: list[str] = []
        self.rows: dict[str, tuple[SeenFeed, frozenset[str]]] = {}
        self.unchanged = 0
        self._awaited: set[str] = set()
        self._asked: set[str] = set()

    @property
    def done(self) -> bool:
        """Whether every document asked for has answered or failed."""
        return not self._awaited

    def begin(self) -> list[Document]:
        """The documents that the source's file names."""
        named = (
            *((url, Kind.FEED) for url in self.source.feeds),
            *((url, Kind.SITEMAP) for url in self.source.sitemaps),
            *((url, Kind.SECTION) for url in self.source.sections),
        )
        if not named:
            self.failures.append("names no feed, sitemap or section: nothing to crawl")
        return self._await([Document(url, kind) for url, kind in named])

    def add_unchanged(
        self, document: Document, response: Response, seen: SeenFeed | None, now: datetime
    ) -> list[Document] | None:
        """Note an answer that says, or shows, that a document is as it was; None for any other answer.

        What an unchanged index named last time is to be asked for next.
        """
        if seen is None or response.status not in (200, 304):
            return None
        same_body = response.status == 200 and seen.body_hash == hash_body(response.body)
        if response.status == 200 and not same_body:
            return None
        self._awaited.discard(document.url)
        self.unchanged += 1
        row = replace(seen, checked_at=now, body_at=now if same_body else seen.body_at)
        self.rows[seen.url] = row, frozenset()
        children = tuple(ChildSitemap(url, modified) for url, modified in seen.children or ())
        return self._descend(document, children)

    def add(
        self,
        document: Document,
        response: Response,
        found: Found,
        now: datetime,
        seen: SeenFeed | None = None,
    ) -> list[Document]:
        """Add what one document gave; the sitemaps it names that are to be asked for next."""
        if found.error is not None:
            self.fail(document, found.error)
            return []
        self._awaited.discard(document.url)
        found, ahead = drop_dates_ahead(found, now)
        for candidate in found.candidates:
            known = self.candidates.get(candidate.url)
            if known is None and len(self.candidates) >= MAX_CANDIDATES:
                self.notes.append(f"more than {MAX_CANDIDATES} addresses: the rest was left")
                break
            self.candidates[candidate.url] = known.merge(candidate) if known else candidate
        for line in filter(None, (ahead, _describe_false_304(found, seen))):
            self.notes.append(f"{document.kind} {document.url}: {line}")
        self._note(document, found, now)
        if found.partial is None and len(found.sitemaps) <= MAX_KEPT:
            row = _row(document, self.source, response, found.sitemaps, now)
            self.rows[document.url] = row, frozenset(c.url for c in found.candidates)
        return self._descend(document, found.sitemaps)

    def forget(self) -> None:
        """Let go of what was gathered, once the pages to fetch have been chosen from it."""
        self.candidates, self.rows = {}, {}

    def fail(self, document: Document, why: str) -> None:
        """Note that a document could not be had or read."""
        self._awaited.discard(document.url)
        if document.url in self._early and why == NOT_THERE:
            return
        self.failures.append(f"{document.kind} {document.url}: {why}")

    def _note(self, document: Document, found: Found, now: datetime) -> None:
        if found.refused and not found.candidates:
            count, why = len(found.refused), found.refused[0].reason
            self.notes.append(
                f"{document.kind} {document.url}: none of the {count} addresses named is an article's ({why})"
            )
        if found.partial:
            self.notes.append(f"{document.kind} {document.url}: {found.partial}")
        # The days of a backfill are as old as they are.
        if self._until is None and found.newest and now - read_moment(found.newest) > STALE:
            days = (now - read_moment(found.newest)).days
            self.notes.append(f"{document.kind} {document.url}: its newest item is {days} days old")

    def _descend(self, document: Document, children: tuple[ChildSitemap, ...]) -> list[Document]:
        if children and document.depth >= MAX_DEPTH:
            self.notes.append(f"sitemap {document.url}: an index {MAX_DEPTH} levels deep was not followed")
            return []
        wanted = choose_children(children, self._since, self._until)
        if len(wanted) < len(children):
            log.info(
                "%s: %d of %d sitemaps are of other days",
                document.url,
                len(children) - len(wanted),
                len(children),
            )
        children = wanted
        own = [child for child in children if self.source.owns(child.url)]
        if len(own) < len(children):
            self.notes.append(f"sitemap {document.url}: {len(children) - len(own)} sitemaps of other sites")
        room = max(0, MAX_SITEMAPS - len(self._asked))
        if len(own) > room:
            self.notes.append(f"sitemap {document.url}: more than {MAX_SITEMAPS} sitemaps, the rest was left")
        return self._await([Document(c.url, Kind.SITEMAP, document.depth + 1) for c in own[:room]])

    def _await(self, documents: list[Document]) -> list[Document]:
        fresh = [document for document in documents if document.url not in self._asked]
        self._asked.update(document.url for document in fresh)
        self._awaited.update(document.url for document in fresh)
        return fresh


def start_discovery(source: Source, job: CrawlJob) -> SourceDiscovery:
    """The discovery of a source in a run: sitemaps by date are those of today, which may not be there yet, and yesterday."""
    today = name_today(source, job.started)
    early = set(fill_sitemaps(source, [today]).sitemaps) - set(source.sitemaps)
    return SourceDiscovery(fill_sitemaps(source, [today, today - DAY]), job.since, job.until, early)


def _row(
    document: Document, source: Source, response: Response, children: tuple[ChildSitemap, ...], now: datetime
) -> SeenFeed:
    validators = (response.headers.get(name) for name in ("ETag", "Last-Modified"))
    etag, modified = (value.decode("latin-1") if value else None for value in validators)
    named = tuple((child.url, child.modified) for child in children) or None
    body = hash_body(response.body)
    return SeenFeed(document.url, source.id, now, now, etag, modified, body, children=named)


def _describe_false_304(found: Found, seen: SeenFeed | None) -> str | None:
    """A line on a document that answered "unchanged" though it had new items; None for any other."""
    if seen is None or seen.checked_at <= seen.body_at:
        return None
    moments = [read_moment(c.hints.published) for c in found.candidates if c.hints.published]
    late = sum(seen.body_at < moment < seen.checked_at - LATE for moment in moments)
    if late < MIN_LATE:
        return None
    hours = (seen.checked_at - seen.body_at) / timedelta(hours=1)
    return f'said "unchanged" (304) for {hours:.0f} hours, though {late} items are from that time'
