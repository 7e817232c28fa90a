"""Decides by names and dates of change which documents and addresses cannot hold what was published on some days."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from urllib.parse import unquote, urlsplit

from cleaners.extract.dates import read_url_date
from crawler.discovery.candidate import Candidate, ChildSitemap

SLACK = timedelta(days=1)
"""How far a day that a site writes may be from the day of publication: the zones of its clocks."""

_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:([-_/.]?)(0[1-9]|1[0-2])(?:\2(0[1-9]|[12]\d|3[01]))?)?(?!\d)")
_QUERY = re.compile(
    r"(?:^|&)(?:yyyy|year|y)=((?:19|20)\d\d)(?:&(?:mm|month|m)=(\d{1,2})(?:&(?:dd|day|d)=(\d{1,2}))?)?(?:&|$)"
)

Span = tuple[date, date]


def read_span(url: str) -> Span | None:
    """The days that the name of a sitemap or archive page says it is of, both included; None where it says nothing.

    Of several dates in a name it spans from the first to the last. A year alone counts as one only where
    `choose_children` finds years all around it.

    >>> [str(day) for day in read_span("https://times.example/sitemap-2026-02.xml.gz")]
    ['2026-02-01', '2026-02-28']
    >>> [str(day) for day in read_span("https://times.example/sitemap.xml?yyyy=2026&mm=11&dd=3")]
    ['2026-11-03', '2026-11-03']
    >>> read_span("https://times.example/sitemap-12.xml"), read_span("https://times.example/post-20261131.xml")
    (None, None)
    """
    parts = urlsplit(url)
    found = [match.group(1, 2, 3) for match in _QUERY.finditer(parts.query)]
    found += [match.group(1, 3, 4) for match in _DAY.finditer(unquote(parts.path))]
    spans = [span for year, month, day in found if (span := _span(year, month, day))]
    if len(spans) < len(found) or not spans:
        return None
    return min(first for first, _ in spans), max(last for _, last in spans)


def choose_children(
    children: Sequence[ChildSitemap], since: date | None, until: date | None
) -> tuple[ChildSitemap, ...]:
    """The sitemaps of an index that may hold what was published from `since` to `until`; None is no bound.

    Left out are those whose name is of other days, and those that were last changed before the first day.

    >>> base = "https://times.example/map-"
    >>> names = ("2025-12.xml", "2026-01.xml", "2026-02.xml", "news.xml")
    >>> children = [ChildSitemap(base + name) for name in names] + [ChildSitemap(base + "1.xml", "2025-12-30")]
    >>> [child.url for child in choose_children(children, date(2026, 2, 5), date(2026, 2, 9))]
    ['https://times.example/map-2026-02.xml', 'https://times.example/map-news.xml']
    """
    spans = {child.url: read_span(child.url) for child in children}
    if len(children) > 1 and len(set(spans.values())) == 1:
        spans = dict.fromkeys(spans)  # what all names share is where they lie, not what they hold
    if not _are_years(children):
        spans = {url: None if span and _is_year(span) else span for url, span in spans.items()}
    return tuple(
        child
        for child in children
        if _overlaps(spans[child.url], since, until) and not _ended(child.modified, since)
    )


def is_of_other_days(candidate: Candidate, since: date | None, until: date | None) -> bool:
    """Whether an article that is announced without its date cannot be of the days from `since` to `until`.

    It was last changed before the first of them, or its address has folders for another day.
    """
    if candidate.hints.published is not None:
        return False
    day = read_folder_day(candidate.url)
    return _ended(candidate.hints.modified, since) or not _overlaps((day, day) if day else None, since, until)


def read_folder_day(url: str) -> date | None:
    """The day that the folders of an address name (`/2026/03/01/`); other numbers may be those of stories.

    >>> read_folder_day("https://times.example/2026/03/01/dam"), read_folder_day("https://times.example/20260301/dam")
    (datetime.date(2026, 3, 1), None)
    """
    day = read_url_date(url)
    return date.fromisoformat(day[:10]) if day and day[:10].replace("-", "/") in url else None


def _span(year: str, month: str | None, day: str | None) -> Span | None:
    try:
        first = date(int(year), int(month or 1), int(day or 1))
        last = first if day else date(first.year, first.month if month else 12, 28)
    except ValueError:
        return None
    if not day:  # the last day of its month: the 28th and four days are in the next
        following = (last + timedelta(days=4)).replace(day=1)
        last = following - timedelta(days=1)
    return first, last


def _is_year(span: Span) -> bool:
    return span == (date(span[0].year, 1, 1), date(span[0].year, 12, 31))


def _are_years(children: Iterable[ChildSitemap]) -> bool:
    """Whether numbers of four digits are years: a row of numbered sitemaps has others beside them."""
    shapes: dict[str, set[int]] = {}
    for child in children:
        name = urlsplit(child.url).path
        for match in re.finditer(r"(?<!\d)\d{1,4}(?!\d)", name):
            shapes.setdefault(name[: match.start()], set()).add(int(match[0]))
    return not any(
        any(1990 <= number <= 2100 for number in numbers)
        and any(not 1990 <= number <= 2100 for number in numbers)
        for numbers in shapes.values()
    )


def _overlaps(span: Span | None, since: date | None, until: date | None) -> bool:
    if span is None:
        return True
    return not (since and span[1] < since - SLACK) and not (until and span[0] > until + SLACK)


def _ended(modified: str | None, since: date | None) -> bool:
    return bool(modified and since and date.fromisoformat(modified[:10]) < since - SLACK)
