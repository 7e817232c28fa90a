"""Times of day and their zones inside a printed date."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from cleaners.fields.letters import fold_letters

# Minutes from UTC. An abbreviation that several zones share stands for the one that news of the region means
# (IST: India). PST is not here: Pakistan on some sites, the Pacific coast on most.
_ZONES = {
    fold_letters(name): minutes
    for names, minutes in (
        ("z utc gmt wet گرینویچ", 0),
        ("pkt پاکستان پاکستانی uzt tjt tmt", 300),
        ("aft کابل افغانستان irdt", 270),
        ("irst تهران", 210),
        ("ist", 330),
        ("npt", 345),
        ("gst", 240),
        ("msk trt eest", 180),
        ("sgt hkt", 480),
        ("jst kst", 540),
        ("cet bst west", 60),
        ("cest eet", 120),
        ("edt", -240),
        ("est cdt", -300),
        ("mdt", -360),
        ("pdt", -420),
    )
    for name in names.split()
}
_HALVES = {
    fold_letters(name): half
    for half, names in enumerate(
        (
            ("am", "a.m.", "a.m", "ق.ظ", "ق ظ", "قبل از ظهر", "صبح", "سهار", "صباحا"),
            ("pm", "p.m.", "p.m", "ب.ظ", "ب ظ", "بعد از ظهر", "بعدازظهر", "عصر", "شام", "ماسپښین", "مساء"),
        )
    )
    for name in names
}


def _alternatives(names: dict[str, int]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) + r")(?![^\W\d_]"


_ZONE = (
    rf"\s*\(?(?:به وقت )?(?:(?P<name>{_alternatives(_ZONES)})(?: وقت)?"
    r"\s?(?P<offset>[+-]\d{1,2}(?::?\d\d)?(?!\d))?"
    r"|(?P<bare>[+-]\d\d:?\d\d(?!\d)|(?<=\d)[+-]\d\d(?!\d)))\)?"
)
_TIME = re.compile(
    r"(?:(?<=\d)t|\b(?:at|ساعت)\s*)?(?<![\d.:+-])(?:"
    r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d{1,9})?)?"
    rf"(?:\s*(?P<half>{_alternatives(_HALVES)}))?"
    rf"|(?P<hour2>\d{{1,2}})(?:[.:](?P<minute2>\d\d))?\s*(?P<half2>{_alternatives(_HALVES)})"
    r"|(?P<hour3>\d{1,2})\.?(?P<minute3>\d\d)(?=\s*(?:gmt|utc|pkt|aft|ist|cest|cet|bst|hrs|hours)\b)"
    rf")(?![\d:])(?:\s*(?:hrs|hours|بجے)\b)?(?:{_ZONE})?"
)


@dataclass(frozen=True, slots=True)
class PrintedTime:
    """A time of day as printed: its zone or None, and where it stands in the text."""

    time: time
    zone: timezone | None
    span: tuple[int, int]


def find_time(folded: str) -> PrintedTime | None:
    """Find the first time of day in a text that went through `fold_letters`; None without a possible one.

    >>> found = find_time("20 nov 2026, 8:30 pm pkt")
    >>> found.time, found.zone
    (datetime.time(20, 30), datetime.timezone(datetime.timedelta(seconds=18000)))
    >>> find_time("score 99:99") is None
    True
    """
    match = _TIME.search(folded)
    if not match:
        return None
    group = match.group
    hour = int(group("hour") or group("hour2") or group("hour3"))
    minute = int(group("minute") or group("minute2") or group("minute3") or 0)
    half = group("half") or group("half2")
    if half and 1 <= hour <= 12:
        hour = hour % 12 + 12 * _HALVES[half]
    if hour > 23 or minute > 59:
        return None
    zone = _read_zone(group("name"), group("offset") or group("bare"))
    return PrintedTime(time(hour, minute, min(int(group("second") or 0), 59)), zone, match.span())


def _read_zone(name: str | None, offset: str | None) -> timezone | None:
    """Zone of an abbreviation, an offset such as `+0500`, or both (`GMT+5`); None for an impossible one."""
    if name is None and offset is None:
        return None
    minutes = _ZONES[name] if name else 0
    if offset:
        digits = offset[1:].replace(":", "")
        hours, rest = (int(digits), 0) if len(digits) <= 2 else (int(digits[:-2]), int(digits[-2:]))
        if hours > 14 or rest > 59:
            return None
        minutes += (hours * 60 + rest) * (-1 if offset[0] == "-" else 1)
    return timezone(timedelta(minutes=minutes))


def format_moment(day: date, clock: PrintedTime | None, place: str | None) -> str:
    """Write a day, or a day and its time with the zone printed or else that of `place` (IANA), as ISO 8601.

    A time that neither gives a zone is left out.

    >>> format_moment(date(2026, 11, 20), find_time("8:30"), "Asia/Kabul")
    '2026-11-20T08:30:00+04:30'
    >>> format_moment(date(2026, 11, 20), find_time("8:30"), None)
    '2026-11-20'
    """
    if clock is None:
        return day.isoformat()
    zone = clock.zone or _find_timezone(place)
    return datetime.combine(day, clock.time, zone).isoformat() if zone else day.isoformat()


def _find_timezone(name: str | None) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, OSError, ValueError):
        return None
