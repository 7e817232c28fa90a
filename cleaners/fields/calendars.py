"""Days of the Gregorian and solar Hijri calendars, found in text and turned into Gregorian dates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

import jdatetime

from cleaners.fields.months import MONTH_PATTERN, MONTHS, Calendar

_GAP = r"[\s\-,./،؍]{0,3}"
_ORDINAL = r"(?:st|nd|rd|th|م|ام)?"
_MONTH = rf"(?:ماه\s|د\s|of\s)?(?<![^\W\d_])(?P<month>{MONTH_PATTERN})(?![^\W\d_])(?:\sماه)?"
_YEAR = r"(?P<year>\d{4})(?!\d)"

# In the order of trust: a month by name cannot be mistaken, and a year in front settles the order.
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<!\d)(?P<day>\d{{1,2}}){_ORDINAL}{_GAP}{_MONTH}{_GAP}(?:سال\s)?{_YEAR}",
        rf"{_MONTH}{_GAP}(?P<day>\d{{1,2}}){_ORDINAL}(?!\d){_GAP}(?:د\s)?{_YEAR}",
        rf"(?<!\d){_YEAR}{_GAP}(?:کال\s)?{_GAP}{_MONTH}{_GAP}(?P<day>\d{{1,2}}){_ORDINAL}(?!\d)",
        rf"(?<!\d)(?P<day>\d{{1,2}})[\s-]{_MONTH}[-'’](?P<year>\d\d)(?!\d)",
        r"(?<!\d)(?P<year>\d{4})\s?([-/.])\s?(?P<month>\d{1,2})\s?\2\s?(?P<day>\d{1,2})(?!\d)",
        r"(?<!\d)(?P<day>\d{1,2})\s?([-/.])\s?(?P<month>\d{1,2})\s?\2\s?(?P<year>\d{4}|\d\d)(?!\d)",
        r"^(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)(?!\d)",
    )
)


@dataclass(frozen=True, slots=True)
class PrintedDays:
    """The days printed in a text, in Gregorian dates, and the text without them."""

    days: tuple[date, ...]
    rest: str


def find_days(folded: str) -> PrintedDays | None:
    """Find every day in a text that went through `fold_letters`; None when one of them cannot exist.

    Solar Hijri days are converted; lunar ones are taken out and not converted, because the month there
    begins with a sighting of the moon.

    >>> find_days("20 میزان 1404 | 12 october 2025").days
    (datetime.date(2025, 10, 12), datetime.date(2025, 10, 12))
    >>> find_days("31 february 2026") is None, find_days("0001-01-01") is None
    (True, True)
    """
    days: list[date] = []
    for pattern in _PATTERNS:
        while match := pattern.search(folded):
            folded = f"{folded[: match.start()]} {folded[match.end() :]}"
            calendar, month = MONTHS.get(match["month"], (None, 0))
            if calendar is Calendar.LUNAR:
                continue
            year = int(match["year"])
            if len(match["year"]) == 4 and year < 100:  # 0001-01-01: a database without a date
                return None
            day = to_gregorian(year, month or int(match["month"]), int(match["day"]), calendar)
            if day is None:
                return None
            days.append(day)
    return PrintedDays(tuple(days), folded)


def to_gregorian(year: int, month: int, day: int, calendar: Calendar | None = None) -> date | None:
    """Date of a printed day; None when it cannot exist or its year is outside 1900 to 2100.

    Without a calendar the year decides: 1300 to 1420 is solar Hijri. Years of one or two digits end at 49.
    A Gregorian month above 12 is read as the day, month first; else the day is first, as the region writes.

    >>> to_gregorian(1404, 7, 20)
    datetime.date(2025, 10, 12)
    >>> to_gregorian(2026, 25, 4), to_gregorian(2026, 4, 25)
    (datetime.date(2026, 4, 25), datetime.date(2026, 4, 25))
    """
    if year < 100:
        year += 2000 if year < 50 else 1900
    solar = 1300 <= year <= 1420
    if calendar is not None and solar is not (calendar is Calendar.SOLAR):
        return None
    if not solar and not 1900 <= year <= 2100:
        return None
    if not solar and month > 12:
        day, month = month, day
    try:
        gregorian: date = jdatetime.date(year, month, day).togregorian() if solar else date(year, month, day)
    except ValueError:
        return None
    return gregorian
