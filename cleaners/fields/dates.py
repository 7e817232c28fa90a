"""Dates as news sites print them, turned into ISO 8601."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cleaners.fields.calendars import find_days
from cleaners.fields.foreign_dates import parse_foreign_date
from cleaners.fields.letters import fold_letters
from cleaners.fields.relative_dates import parse_relative_date
from cleaners.fields.times import find_time, format_moment

LONGEST = 100  # characters; a longer string is prose, or an attack

_WORD = re.compile(r"[^\W\d_]+")
_PASHTO_ORDINAL = re.compile(r"(?<=\d)مه(?![^\W\d_])")

# Words around a date that mean nothing but "this is a date": weekdays, eras, little words.
_NOISE = frozenset(
    fold_letters(
        "mon monday tue tues tuesday wed weds wednesday thu thur thurs thursday fri friday sat saturday "
        "sun sunday at on the of in a date dated time updated published posted local pst hrs hours "
        "hijri solar shamsi "
        "پیر منگل بدھ جمعرات جمعہ ہفتہ اتوار "
        "شنبه یکشنبه دوشنبه سه چهارشنبه چهار پنجشنبه پنج یک دو آدینه جمعه سه‌شنبه سهشنبه "
        "شنبې یکشنبې دوشنبې سېشنبې چارشنبې پنجشنبې جمعې "
        "الإثنين الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد "
        "روز ماه سال تاریخ ساعت وقت به برابر مطابق با کی کو د کال نېټه نیټه بجے بمطابق "
        "ه ش ق م ء ع هـ خورشیدی شمسی هجری میلادی عیسوی لمریز زیږدیز قمری"
    ).split()
)


def parse_date(
    text: str,
    *,
    language: str | None = None,
    timezone: str | None = None,
    reference: datetime | None = None,
) -> str | None:
    """Turn a printed date into `YYYY-MM-DD`, or into a date-time with its zone; None if it is no date.

    Reads Gregorian months in English, Urdu, Pashto, Dari, Persian and Arabic, solar Hijri ones by their
    Afghan and Iranian names, numbers in any of their digits, and ISO 8601; few other words may stand around
    the date. A numeric date is read day first unless that is impossible. Two dates of different days give
    None, and so do lunar Hijri dates and years outside 1900 to 2100.

    `language` (ISO 639-1) helps with languages that have no table here. A time without a zone takes that of
    `timezone` (IANA), else it is left out. `reference` (when the page was fetched) makes relative dates
    readable, and dates over two days past it None. Never raises; never reads the clock.

    >>> parse_date("Published: Fri, 20 Nov 2026, 10:15 pm PKT")
    '2026-11-20T22:15:00+05:00'
    >>> parse_date("۲۰ میزان ۱۴۰۴"), parse_date("نومبر 20، 2026"), parse_date("03/04/2026")
    ('2025-10-12', '2026-11-20', '2026-04-03')
    >>> parse_date("2026-11-20 08:30", timezone="Asia/Kabul")
    '2026-11-20T08:30:00+04:30'
    >>> parse_date("2 hours ago") is None
    True
    """
    if len(text) > LONGEST:
        return None
    found = read_date(text, timezone=timezone)
    if found is None:
        if reference and (relative := parse_relative_date(fold_letters(text), reference)):
            return relative
        day = parse_foreign_date(text.strip(), language)
        found = PrintedDate(day, day.isoformat()) if day else None
    if found is None or len(found.other_words) > 4:
        return None
    return None if is_future(found.day, reference) else found.value


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A day found in a text: as a date, as ISO 8601 with any time known, and the words around it.

    `has_time` also holds for a time of day that was left out of `value` for want of a zone.
    """

    day: date
    value: str
    other_words: tuple[str, ...] = ()
    has_time: bool = False


def read_date(text: str, *, timezone: str | None) -> PrintedDate | None:
    """Read the one day in a text; None without one, with an impossible one, several, or other numbers.

    >>> read_date("Kabul, 20 Nov 2026", timezone=None).other_words
    ('kabul',)
    >>> read_date("April 28, 2023 GMT", timezone=None).value
    '2023-04-28'
    """
    folded = _PASHTO_ORDINAL.sub("", " ".join(fold_letters(text).split()))
    clock = find_time(folded)
    printed = find_days(f"{folded[: clock.span[0]]} {folded[clock.span[1] :]}" if clock else folded)
    if clock and printed is not None and not printed.days:  # a year taken for a time of day: `2023 GMT`
        clock, printed = None, find_days(folded)
    if printed is None or len(set(printed.days)) != 1 or any(letter.isdigit() for letter in printed.rest):
        return None
    value = format_moment(printed.days[0], clock, timezone)
    words = _WORD.findall(printed.rest)
    other_words = tuple(word for word in words if word not in _NOISE)
    return PrintedDate(printed.days[0], value, other_words, clock is not None)


def is_future(day: date, reference: datetime | None) -> bool:
    """Whether a day lies more than two days past a time, as clocks and zones may differ by one.

    >>> is_future(date(2026, 11, 24), datetime(2026, 11, 21)), is_future(date(2026, 11, 24), None)
    (True, False)
    """
    return reference is not None and day - timedelta(days=2) > reference.date()
