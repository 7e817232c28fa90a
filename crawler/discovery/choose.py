"""Decides which candidates to ask for: what is new, what is announced as changed, what is recent.

A pure function of what was found and what was seen; no clock, no database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cleaners.model import Hints
from crawler.discovery.candidate import Candidate, read_moment
from crawler.state import PageRecord

FULL_READ = timedelta(days=7)
"""Age of a body from which a page is asked for in full again, in case its server says "unchanged" wrongly."""


@dataclass(frozen=True, slots=True)
class PlannedFetch:
    """A page to ask for; `seen` is what is known of it from before, None for a new one."""

    candidate: Candidate
    seen: PageRecord | None = None

    def conditions(self, now: datetime) -> dict[str, str]:
        """Headers that let the server answer "unchanged" (304); none for a body that is too old to rely on.

        Source: RFC 9110, section 13.
        """
        if self.seen is None or self.seen.content_hash is None or now - self.seen.body_at > FULL_READ:
            return {}
        given = {"If-None-Match": self.seen.etag, "If-Modified-Since": self.seen.last_modified}
        return {name: value for name, value in given.items() if value}


@dataclass(frozen=True, slots=True)
class Choice:
    """Candidates sorted: `planned` are to be fetched, newest first; known ones left as `unchanged`; others `unwanted`.

    `off_beat` are new ones whose announcement names nothing of the beat of their source: they are not asked for.
    """

    planned: tuple[PlannedFetch, ...] = ()
    unchanged: tuple[Candidate, ...] = ()
    unwanted: tuple[Candidate, ...] = ()
    off_beat: tuple[Candidate, ...] = ()


def choose_fetches(
    candidates: Iterable[Candidate],
    seen: Mapping[str, PageRecord],
    is_due: Callable[[PageRecord], bool],
    wants: Callable[[str | None], bool],
) -> Choice:
    """Choose by what a feed or sitemap says and what was seen before.

    A page is asked for when it is new, when its title or date of change is another than last time, or when it
    `is_due` anyway. `wants` says whether a publication date is asked for.
    """
    planned: list[PlannedFetch] = []
    unchanged: list[Candidate] = []
    unwanted: list[Candidate] = []
    off_beat: list[Candidate] = []
    for candidate in candidates:
        known = seen.get(candidate.url)
        published = candidate.hints.published or (known.hints.published if known else None)
        if not wants(published):
            unwanted.append(candidate)
        elif known is None and candidate.on_beat is False:
            off_beat.append(candidate)
        elif known is None:
            planned.append(PlannedFetch(candidate))
        elif is_changed(candidate.hints, known.hints) or is_due(known):
            merged = candidate.merge(Candidate(known.url, known.source, "", known.hints))
            planned.append(PlannedFetch(merged, known))
        else:
            unchanged.append(candidate)
    planned.sort(key=_newest_first)
    return Choice(tuple(planned), tuple(unchanged), tuple(unwanted), tuple(off_beat))


def is_changed(now: Hints, before: Hints) -> bool:
    """Whether what is announced of a page differs from last time; what is not named now counts for nothing.

    >>> is_changed(Hints(title="Border opens"), Hints(title="Border opens", modified="2026-11-20"))
    False
    >>> is_changed(Hints(modified="2026-11-21"), Hints(modified="2026-11-20"))
    True
    """
    pairs = ((now.title, before.title), (now.modified, before.modified))
    return any(value is not None and value != earlier for value, earlier in pairs)


def _newest_first(planned: PlannedFetch) -> tuple[float, str]:
    published = planned.candidate.hints.published
    moment = read_moment(published) if published else datetime(1900, 1, 1, tzinfo=UTC)
    return -moment.timestamp(), planned.candidate.url
