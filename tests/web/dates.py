"""How sites print a date: filters for the templates."""

from __future__ import annotations

from datetime import datetime, timedelta

import jdatetime

SOLAR_MONTHS = {
    "fa": "حمل ثور جوزا سرطان اسد سنبله میزان عقرب قوس جدی دلو حوت".split(),
    "ps": "وری غویی غبرګولی چنګاښ زمری وږی تله لړم لیندۍ مرغومی سلواغه کب".split(),
}
URDU_MONTHS = "جنوری فروری مارچ اپریل مئی جون جولائی اگست ستمبر اکتوبر نومبر دسمبر".split()
ZONE_LETTERS: dict[timedelta | None, str] = {timedelta(hours=5): "PKT"}
PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


def print_long(when: datetime) -> str:
    """Print the day in English.

    >>> print_long(datetime(2026, 11, 20, 9, 15))
    '20 November 2026'
    """
    return f"{when.day} {when:%B %Y}"


def print_solar(when: datetime, language: str) -> str:
    """Print the day in the Solar Hijri calendar with the months of Afghanistan, in `fa` or `ps`.

    >>> print_solar(datetime(2026, 11, 20), "fa")
    '۲۹ عقرب ۱۴۰۵'
    """
    day = jdatetime.date.fromgregorian(date=when.date())
    return f"{day.day} {SOLAR_MONTHS[language][day.month - 1]} {day.year}".translate(PERSIAN_DIGITS)


def print_solar_short(when: datetime) -> str:
    """Print the day in the Solar Hijri calendar in digits.

    >>> print_solar_short(datetime(2026, 11, 20))
    '۱۴۰۵/۸/۲۹'
    """
    day = jdatetime.date.fromgregorian(date=when.date())
    return f"{day.year}/{day.month}/{day.day}".translate(PERSIAN_DIGITS)


def print_urdu(when: datetime) -> str:
    """Print the day in Urdu, Gregorian calendar.

    >>> print_urdu(datetime(2026, 11, 20))
    '20 نومبر 2026'
    """
    return f"{when.day} {URDU_MONTHS[when.month - 1]} {when.year}"


def print_rfc822(when: datetime) -> str:
    """Print a time as RSS feeds of Pakistan do: local time with the zone's letters, not its offset.

    >>> print_rfc822(datetime.fromisoformat("2026-11-20T09:15:00+05:00"))
    'Fri, 20 Nov 2026 09:15:00 PKT'
    """
    zone = ZONE_LETTERS.get(when.utcoffset()) or when.strftime("%z")
    return f"{when:%a, %d %b %Y %H:%M:%S} {zone}"
