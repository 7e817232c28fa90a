"""Dates relative to now: "2 hours ago", "yesterday", in English, Urdu, Pashto and Persian."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from cleaners.fields.letters import fold_letters

_UNITS = {
    fold_letters(name): seconds
    for names, seconds in (
        ("second seconds sec secs ثانیه ثانیې سیکنڈ سیکنڈز", 1),
        ("minute minutes min mins دقیقه دقیقې منٹ منٹس", 60),
        ("hour hours hr hrs h ساعت ساعته ساعتونه گھنٹہ گھنٹے", 3600),
        ("day days روز دن ورځ ورځې", 86400),
        ("week weeks هفته ہفتہ ہفتے اونۍ", 7 * 86400),
    )
    for name in names.split()
}
_AGO = fold_letters("ago|پیش|قبل|پہلے|مخکې|وړاندې")
_COUNTED = re.compile(rf"^\W*(\d{{1,3}}|an?|one|یک|ایک)\s+({'|'.join(_UNITS)})\s+(?:{_AGO})\W*$")
_DAYS = {"today": 0, "yesterday": 1} | {
    fold_letters(name): ago for name, ago in (("امروز", 0), ("نن", 0), ("آج", 0), ("دیروز", 1), ("پرون", 1))
}


def parse_relative_date(folded: str, reference: datetime) -> str | None:
    """Turn a date relative to `reference` into ISO 8601; months and years are too vague and give None.

    Days and weeks give a date; smaller units a time, if the reference carries a zone.

    >>> from datetime import UTC
    >>> parse_relative_date("2 hours ago", datetime(2026, 11, 21, 1, 30, tzinfo=UTC))
    '2026-11-20T23:30:00+00:00'
    >>> parse_relative_date("yesterday", datetime(2026, 11, 21, 1, 30, tzinfo=UTC))
    '2026-11-20'
    """
    try:
        if match := _COUNTED.match(folded):
            count = int(match[1]) if match[1].isdigit() else 1
            moment = reference.replace(microsecond=0) - timedelta(seconds=count * _UNITS[match[2]])
            small = _UNITS[match[2]] < 86400 and moment.tzinfo
            return moment.isoformat() if small else moment.date().isoformat()
        ago = _DAYS.get(folded.strip())
        return None if ago is None else (reference - timedelta(days=ago)).date().isoformat()
    except OverflowError:
        return None
