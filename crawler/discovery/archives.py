"""Date archives: which pages to read for the days of a backfill."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from crawler.config import Source


def aim_at_archives(source: Source, since: date, until: date) -> Source:
    """The same source with the archive pages and sitemaps of these days, both included, as all that it names.

    Archive pages stand among its sections, newest first, a page of a month once; one that turns out to be a sitemap
    is read as one. Sitemaps without a date in their address stay: they may be indexes that lead to the days. A
    source with neither then names nothing, which a crawl reports. ValueError where `until` lies before `since`.

    >>> from cleaners.model import SourceRules
    >>> rules = SourceRules("a", ("times.example",))
    >>> by_day = "https://times.example/archive/{yyyy}-{mm}-{dd}"
    >>> source = Source("a", "A", "https://times.example/", rules, archives=(by_day,))
    >>> aim_at_archives(source, date(2026, 2, 28), date(2026, 3, 1)).sections
    ('https://times.example/archive/2026-03-01', 'https://times.example/archive/2026-02-28')
    """
    if until < since:
        raise ValueError(f"{until} is before {since}: swap them")
    days = tuple(_days_back(since, until))
    pages = dict.fromkeys(fill_template(template, day) for day in days for template in source.archives)
    return replace(fill_sitemaps(source, days), feeds=(), sections=tuple(pages))


def fill_sitemaps(source: Source, days: Sequence[date]) -> Source:
    """The same source with the sitemaps of these days in the place of those whose address leaves the day open.

    >>> from cleaners.model import SourceRules
    >>> maps = ("https://times.example/map.xml", "https://times.example/map-{yyyy}-{mm}.xml")
    >>> source = Source("a", "A", "https://times.example/", SourceRules("a", ("times.example",)), sitemaps=maps)
    >>> fill_sitemaps(source, [date(2026, 3, 1), date(2026, 2, 28)]).sitemaps[1:]
    ('https://times.example/map-2026-03.xml', 'https://times.example/map-2026-02.xml')
    """
    filled = dict.fromkeys(fill_template(template, day) for day in days for template in source.sitemaps)
    return replace(source, sitemaps=tuple(filled))


def name_today(source: Source, now: datetime) -> date:
    """The day that it is where a source writes the dates of its sitemaps: in its time zone, else in UTC.

    >>> from datetime import UTC
    >>> from cleaners.model import SourceRules
    >>> rules = SourceRules("a", ("times.example",), timezone="Asia/Kabul")
    >>> name_today(Source("a", "A", "https://times.example/", rules), datetime(2026, 3, 1, 20, 0, tzinfo=UTC))
    datetime.date(2026, 3, 2)
    """
    return now.astimezone(ZoneInfo(source.rules.timezone or "UTC")).date()


def fill_template(template: str, day: date) -> str:
    """Put a day into the places `{yyyy}`, `{mm}` and `{dd}` of an address.

    >>> fill_template("https://times.example/{yyyy}/{mm}.xml", date(2026, 3, 1))
    'https://times.example/2026/03.xml'
    """
    values = {"{yyyy}": f"{day:%Y}", "{mm}": f"{day:%m}", "{dd}": f"{day:%d}"}
    for place, value in values.items():
        template = template.replace(place, value)
    return template


def _days_back(since: date, until: date) -> Iterator[date]:
    for back in range((until - since).days + 1):
        yield until - timedelta(days=back)
