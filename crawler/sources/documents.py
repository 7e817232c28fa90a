"""Probes one feed, sitemap or section page: what it holds, how fresh it is, what is odd about it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from crawler.config import Source
from crawler.discovery import Candidate, Found
from crawler.discovery.ahead import AHEAD
from crawler.discovery.candidate import ChildSitemap, read_moment
from crawler.spiders.discovery import READERS, Kind
from crawler.spiders.probe import Answer, Fetcher

MAX_DEPTH = 3
NEVER_SEEN = {"If-None-Match": '"never-sent-by-any-server"'}
"""A version that no server ever sent: whoever answers "unchanged" to it answers so to everything."""


@dataclass(frozen=True, slots=True)
class DocumentCheck:
    """What one document came to; `problem` says why it cannot be relied on, None where it can.

    `items` counts the articles of the source that it names; `newest` is the latest date among them (ISO 8601),
    `letters` the median length of the text that a feed carries, in characters.
    """

    kind: Kind
    url: str
    problem: str | None = None
    notes: tuple[str, ...] = ()
    items: int = 0
    newest: str | None = None
    letters: int | None = None
    candidates: tuple[Candidate, ...] = field(default=(), repr=False)


async def probe_document(
    fetcher: Fetcher, url: str, kind: Kind, source: Source, now: datetime, stale: timedelta
) -> DocumentCheck:
    """Read a document as a crawl would; of an index, one sitemap that is likely to be new.

    A document whose newest item is older than `stale` has a problem, however well it answers.
    """
    notes: list[str] = []
    check = DocumentCheck(kind, url)
    place = url
    for _ in range(MAX_DEPTH):
        answer = await fetcher.get(place, source)
        if answer.response is None or answer.problem:
            return replace(check, problem=_describe_problem(place, url, answer.problem), notes=tuple(notes))
        response = answer.response
        found = await asyncio.to_thread(READERS[kind], response.body, response.url, source)
        if found.error is not None or not found.sitemaps:
            check = judge_document(replace(check, notes=tuple(notes)), found, now, stale)
            return await _try_unchanged(fetcher, check, source) if kind is Kind.FEED else check
        place = choose_child(found.sitemaps)
        notes.append(f"an index of {len(found.sitemaps)} sitemaps, of which {place} was read")
    return replace(check, problem=f"an index {MAX_DEPTH} levels deep", notes=tuple(notes))


def judge_document(check: DocumentCheck, found: Found, now: datetime, stale: timedelta) -> DocumentCheck:
    """Add what a document holds to its check, and say what is wrong with it.

    An empty sitemap is none of its faults: a news sitemap holds what was published in the last two days.
    """
    if found.error is not None:
        return replace(check, problem=found.error)
    newest = found.newest or _newest_change(found.candidates)
    notes = [*check.notes, *([found.partial] if found.partial else [])]
    problem = None
    if newest is not None:
        age = now - read_moment(newest)
        if age > stale:
            problem = f"stale: its newest item is {format_age(newest, now)} old"
        elif -age > AHEAD:
            hours = -age.total_seconds() / 3600
            notes.append(f"its newest item lies {hours:.1f} hours ahead: the zone of its dates may be wrong")
    if not found.candidates:
        empty = _describe_empty(found)
        if check.kind is Kind.SITEMAP and not found.refused:
            notes.append(empty)
        else:
            problem = empty
    return replace(
        check,
        problem=problem,
        notes=tuple(notes),
        items=len(found.candidates),
        newest=newest,
        letters=found.letters,
        candidates=found.candidates,
    )


def choose_child(children: Sequence[ChildSitemap]) -> str:
    """The sitemap of an index that is likely to hold what is new: a news sitemap, the latest changed, the first.

    >>> base = "https://example.org/"
    >>> old, new = ChildSitemap(base + "1.xml", "2020-01-01"), ChildSitemap(base + "2.xml", "2026-01-01")
    >>> choose_child([old, new]), choose_child([new, ChildSitemap(base + "news.xml")])
    ('https://example.org/2.xml', 'https://example.org/news.xml')
    """
    news = [child for child in children if "news" in child.url.rpartition("/")[2].lower()]
    return max(news or children, key=lambda child: child.modified or "").url


def format_age(moment: str | None, now: datetime) -> str:
    """How old a moment is, in hours up to two days, then in days; empty for none.

    >>> from datetime import UTC
    >>> now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    >>> format_age("2026-11-22T09:00:00+00:00", now), format_age("2026-02-19", now), format_age(None, now)
    ('3 h', '276 days', '')
    """
    if moment is None:
        return ""
    hours = (now - read_moment(moment)).total_seconds() / 3600
    return f"{hours:.0f} h" if hours < 48 else f"{hours / 24:.0f} days"


async def _try_unchanged(fetcher: Fetcher, check: DocumentCheck, source: Source) -> DocumentCheck:
    if check.problem:
        return check
    answer: Answer = await fetcher.get(check.url, source, NEVER_SEEN)
    if answer.response is None or answer.response.status != 304:
        return check
    note = 'says "unchanged" (304) of a version that it never sent: news may reach a crawl a day late'
    return replace(check, notes=(*check.notes, note))


def _newest_change(candidates: Sequence[Candidate]) -> str | None:
    dates = [candidate.hints.modified for candidate in candidates if candidate.hints.modified]
    return max(dates, key=read_moment, default=None)


def _describe_empty(found: Found) -> str:
    if not found.refused:
        return "empty"
    (reason, _), *_ = Counter(refused.reason for refused in found.refused).most_common()
    example = found.refused[0].url
    return f"names {len(found.refused)} addresses, none of an article: {reason} ({example})"


def _describe_problem(place: str, url: str, problem: str | None) -> str:
    return f"{problem}" if place == url else f"{place}: {problem}"
