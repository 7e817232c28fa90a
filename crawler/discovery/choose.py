"""Decides which candidates to ask for: what is new, what is announced as changed, what is recent.

A pure function of what was found and what was seen; no clock, no database.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import reduce

from cleaners.addresses import normalize_address
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


def join_spellings(candidates: Iterable[Candidate], seen: Collection[str]) -> tuple[Candidate, ...]:
    """One candidate for each page, whatever spellings of its address were found, with what is announced of all of them: the
    first announcement counts before the others.

    It is asked for by the spelling that was seen before, else by that of the page itself, else by the first found.

    >>> found = [Candidate(f"https://example.org/{path}", "a", "feed") for path in ("a-1?ref=home", "a-1", "b-2?ref=x")]
    >>> [candidate.url for candidate in join_spellings(found, ())]
    ['https://example.org/a-1', 'https://example.org/b-2?ref=x']
    """
    pages: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        pages.setdefault(normalize_address(candidate.url), []).append(candidate)
    joined = []
    for address, found in pages.items():
        best = min(found, key=lambda one: (one.url not in seen, one.url != address))
        joined.append(replace(reduce(Candidate.merge, found), url=best.url))
    return tuple(joined)


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
