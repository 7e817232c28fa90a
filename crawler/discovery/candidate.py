"""What discovery hands on: candidates, and the account of one document that was read for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from typing import NamedTuple

from cleaners.addresses import resolve_page
from cleaners.model import Hints
from crawler.config import Source
from crawler.discovery._beat import concerns_beat
from crawler.discovery.urls import refuse_url

MAX_CANDIDATES = 50_000
"""Addresses read from one document; a sitemap may hold no more (sitemaps.org, "Sitemap file location")."""


class Entry(NamedTuple):
    """What a document says of one address, as it is written there; `text` is the text that goes with it."""

    address: str
    hints: Hints = Hints()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address that may be an article: absolute, canonical, checked against its source.

    `found_by` is the feed, sitemap or page that named it first. `on_beat` says whether its announcement names
    the beat of its source; None where the source takes everything, or the announcement is too short to judge.
    """

    url: str
    source: str
    found_by: str
    hints: Hints = field(default_factory=Hints)
    on_beat: bool | None = None

    def merge(self, other: Candidate) -> Candidate:
        """Fill what this one's hints lack from another candidate for the same address.

        >>> feed = Candidate("https://example.org/1", "a", "feed", Hints(title="Border opens"))
        >>> news = Candidate("https://example.org/1", "a", "map", Hints(title="Border", language="en"))
        >>> feed.merge(news).hints.title, feed.merge(news).hints.language
        ('Border opens', 'en')
        """
        mine, theirs = self.hints, other.hints
        changes = {f.name: getattr(theirs, f.name) for f in fields(Hints) if not getattr(mine, f.name)}
        if mine.published:
            changes.pop("published_from", None)
        judged = [verdict for verdict in (self.on_beat, other.on_beat) if verdict is not None]
        hints = drop_first_version(replace(mine, **changes))
        return replace(self, hints=hints, on_beat=any(judged) if judged else None)


@dataclass(frozen=True, slots=True)
class RefusedUrl:
    """An address that a document named and that will not be asked for, with the reason."""

    url: str
    reason: str


@dataclass(frozen=True, slots=True)
class ChildSitemap:
    """A sitemap that an index names, and when it changed, if the index says so."""

    url: str
    modified: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What one feed, sitemap or section page gave.

    `error` says why the document could not be read at all (then the rest is empty), `partial` why it was read
    only in part. `newest` is the latest publication date among the candidates, ISO 8601.
    """

    candidates: tuple[Candidate, ...] = ()
    refused: tuple[RefusedUrl, ...] = ()
    sitemaps: tuple[ChildSitemap, ...] = ()
    partial: str | None = None
    error: str | None = None
    letters: int | None = None

    @property
    def newest(self) -> str | None:
        """Latest publication date, by time and not by spelling; None when no candidate has one."""
        dates = [c.hints.published for c in self.candidates if c.hints.published]
        return max(dates, key=read_moment, default=None)


def drop_first_version(hints: Hints) -> Hints:
    """Take out a date of change that is that of publication, or earlier: nothing has changed since.

    >>> drop_first_version(Hints(published="2026-11-20T10:00:00+05:00", modified="2026-11-20T05:00:00+00:00")).modified
    """
    if hints.published and hints.modified and read_moment(hints.modified) <= read_moment(hints.published):
        return replace(hints, modified=None)
    return hints


def read_moment(text: str) -> datetime:
    """The moment that an ISO 8601 date or date-time stands for; a date, or a time without a zone, is UTC.

    >>> read_moment("2026-11-20") < read_moment("2026-11-20T05:00:01+05:00")
    True
    """
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def collect(entries: Iterable[Entry], found_by: str, source: Source, partial: str | None = None) -> Found:
    """Check named addresses one by one and make candidates of those that may be articles of the source.

    Relative addresses are resolved against `found_by`. At most `MAX_CANDIDATES` are read.
    """
    candidates: dict[str, Candidate] = {}
    refused: list[RefusedUrl] = []
    for number, (address, hints, text) in enumerate(entries):
        if number >= MAX_CANDIDATES:
            partial = f"more than {MAX_CANDIDATES} addresses: the rest was left"
            break
        url = resolve_page(address, found_by)
        reason = "not an address" if url is None else refuse_url(url, source)
        if url is None or reason is not None:
            refused.append(RefusedUrl(address[:200], reason or "not an address"))
            continue
        on_beat = concerns_beat(source.beat, hints, text)
        candidate = Candidate(url, source.id, found_by, drop_first_version(hints), on_beat)
        candidates[url] = candidates[url].merge(candidate) if url in candidates else candidate
    return Found(tuple(candidates.values()), tuple(refused), partial=partial)
