"""Printed dates in the calendars, languages and digits of the region."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import jdatetime
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.fields import parse_date

FETCHED = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-20", "2026-11-20"),
        ("2026-11-20T08:30:00+05:00", "2026-11-20T08:30:00+05:00"),
        ("2026-11-20T08:30:00.123456Z", "2026-11-20T08:30:00+00:00"),
        ("2026-11-20T08:30:00+0430", "2026-11-20T08:30:00+04:30"),
        ("2026-11-20T08:30:00-05", "2026-11-20T08:30:00-05:00"),
        ("2026-11-20 08:30:15 +01:00", "2026-11-20T08:30:15+01:00"),
        ("2026-11-20 08:30", "2026-11-20"),
        ("20261120", "2026-11-20"),
        ("Fri, 20 Nov 2026 08:30:00 +0500", "2026-11-20T08:30:00+05:00"),
        ("Fri, 20 Nov 2026 08:30:00 PKT", "2026-11-20T08:30:00+05:00"),
        ("Fri Nov 20 08:30:00 UTC 2026", "2026-11-20T08:30:00+00:00"),
        ("November 20, 2026", "2026-11-20"),
        ("Nov. 20th, 2026 at 8:05 pm AFT", "2026-11-20T20:05:00+04:30"),
        ("20th of November, 2026", "2026-11-20"),
        ("2026 Nov 20", "2026-11-20"),
        ("20-Nov-26", "2026-11-20"),
        ("Sept 3, 2026", "2026-09-03"),
        ("May 12, 2026 | 14:05 (GMT +5)", "2026-05-12T14:05:00+05:00"),
        ("Sat 24 Feb 2024 12.42 CET", "2024-02-24T12:42:00+01:00"),
        ("2026/11/20 1430 GMT", "2026-11-20T14:30:00+00:00"),
        ("Jan 5 2026 12:06am IST", "2026-01-05T00:06:00+05:30"),
        ("20 Nov 2026 8:30 AM PST", "2026-11-20"),
        ("Islamabad, 12 May 2026", "2026-05-12"),
    ],
)
def test_english_and_machine_dates(text: str, expected: str) -> None:
    assert parse_date(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20 نومبر 2026", "2026-11-20"),
        ("جمعہ 20 نومبر 2026ء", "2026-11-20"),
        ("نومبر 20، 2026", "2026-11-20"),
        ("20 نومبر 2026ء 10 جمادی الثانی 1448ھ", "2026-11-20"),
        ("۱۲ مئی ۲۰۲۶ 10:15 PKT", "2026-05-12T10:15:00+05:00"),
        ("د نومبر ۲۰مه ۲۰۲۶", "2026-11-20"),
        ("د ۲۰۲۶ کال د نومبر ۲۰مه", "2026-11-20"),
        ("سه‌شنبه ۲۱ جنوری ۲۰۲۵ (۲ دلو ۱۴۰۳)", "2025-01-21"),
        ("۲۱ فبروری ۲۰۲۵", "2025-02-21"),
        ("12 ژوئن 2026", "2026-06-12"),
        ("٢٠ نوفمبر ٢٠٢٦", "2026-11-20"),
        ("20 تشرين الثاني 2026", "2026-11-20"),
        ("5 كانون الأول 2026", "2026-12-05"),
    ],
)
def test_gregorian_dates_in_arabic_script(text: str, expected: str) -> None:
    assert parse_date(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("۲۰ میزان ۱۴۰۴", "2025-10-12"),
        ("پنجشنبه، ۲۰ میزان ۱۴۰۴ ساعت ۱۴:۳۰ به وقت کابل", "2025-10-12T14:30:00+04:30"),
        ("قوس ۲۹, ۱۴۰۴ - ۱۲:۳۰", "2025-12-20"),
        ("د ۱۴۰۴ کال د تلې ۲۰مه", "2025-10-12"),
        ("د ۱۴۰۴ د لیندۍ ۲۹", "2025-12-20"),
        ("۷ آبان ۱۴۰۴", "2025-10-29"),
        ("۱۴۰۴/۷/۲۰", "2025-10-12"),
        ("1404-07-20", "2025-10-12"),
        ("۲۰/۷/۱۴۰۴", "2025-10-12"),
        ("30 حوت 1403", "2025-03-20"),
        ("20 Mizan 1404", "2025-10-12"),
    ],
)
def test_solar_hijri_dates(text: str, expected: str) -> None:
    assert parse_date(text) == expected


@pytest.mark.parametrize("name", ["حمل ثور جوزا سرطان اسد سنبله میزان عقرب قوس جدی دلو حوت",
                                  "وری غویی غبرګولی چنګاښ زمری وږی تله لړم لیندۍ مرغومی سلواغه کب",
                                  "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند"])  # fmt: skip
def test_every_month_of_a_solar_year(name: str) -> None:
    dates = [parse_date(f"۱۵ {month} ۱۴۰۴") for month in name.split()]
    assert dates == [str(jdatetime.date(1404, month, 15).togregorian()) for month in range(1, 13)]


@pytest.mark.parametrize("names", [
    "January February March April May June July August September October November December",
    "جنوری فروری مارچ اپریل مئی جون جولائی اگست ستمبر اکتوبر نومبر دسمبر",
    "جنوري فبروري مارچ اپریل مۍ جون جولای اګست سپتمبر اکتوبر نومبر دسمبر",
    "جنوری فبروری مارچ اپریل می جون جولای آگست سپتمبر اکتوبر نومبر دسمبر",
    "ژانویه فوریه مارس آوریل مه ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر",
    "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
])  # fmt: skip
def test_every_month_of_a_gregorian_year(names: str) -> None:
    assert [parse_date(f"15 {name} 2026") for name in names.split()] == [
        f"2026-{month:02}-15" for month in range(1, 13)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("03/04/2026", "2026-04-03"), ("11/20/2026", "2026-11-20"), ("20.11.2026", "2026-11-20"),
     ("3-4-26", "2026-04-03"), ("01/02/68", "1968-02-01")],
)  # fmt: skip
def test_numeric_dates_are_day_first_unless_impossible(text: str, expected: str | None) -> None:
    assert parse_date(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "May 2026", "31 Feb 2026", "99/99/9999", "12345678901", "31 میزان 1404", "9 محرم 1448", "1447/05/03",
     "20 میزان 2026", "20 November 1404", "12 May 2026 13 May 2026", "20 Nov 3026", "20 Nov 1826", "10:30",
     "2 hours ago", "yesterday", "Nov 20", "2026", "x" * 200 + " 20 Nov 2026", "call 0300 1234567 on 20 Nov 2026",
     "the talks of 20 Nov 2026 ended after a long and fruitless night"],
)  # fmt: skip
def test_what_is_no_date_gives_none(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    ("timezone", "expected"),
    [("Asia/Karachi", "2026-11-20T08:30:00+05:00"), ("Asia/Kabul", "2026-11-20T08:30:00+04:30"),
     ("No/Where", "2026-11-20"), ("../etc/passwd", "2026-11-20"), (None, "2026-11-20")],
)  # fmt: skip
def test_a_time_without_zone_takes_the_given_one(timezone: str | None, expected: str) -> None:
    assert parse_date("20 Nov 2026 08:30", timezone=timezone) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2 hours ago", "2026-11-20T23:00:00+00:00"), ("an hour ago", "2026-11-21T00:00:00+00:00"),
     ("3 days ago", "2026-11-18"), ("yesterday", "2026-11-20"), ("۲ ساعت پیش", "2026-11-20T23:00:00+00:00"),
     ("3 گھنٹے پہلے", "2026-11-20T22:00:00+00:00"), ("۲ ورځې مخکې", "2026-11-19"), ("دیروز", "2026-11-20"),
     ("2 months ago", None), ("20 Nov 2026", "2026-11-20"), ("23 Nov 2026", "2026-11-23"), ("24 Nov 2026", None)],
)  # fmt: skip
def test_reference_reads_relative_dates_and_bars_the_future(text: str, expected: str | None) -> None:
    assert parse_date(text, reference=FETCHED) == expected


def test_the_last_day_of_the_calendar_can_be_the_reference() -> None:
    assert parse_date("20 Nov 2026", reference=datetime.max.replace(tzinfo=UTC)) == "2026-11-20"


def test_a_relative_date_before_the_calendar_is_none() -> None:
    assert parse_date("999 weeks ago", reference=datetime(3, 1, 1, tzinfo=UTC)) is None


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [("20 Kasım 2026", None, "2026-11-20"), ("20 ноября 2026", "ru", "2026-11-20"), ("20 quux 2026", None, None),
     ("20 Kasım 2026", "xx", None)],
)  # fmt: skip
def test_months_of_other_languages(text: str, language: str | None, expected: str | None) -> None:
    assert parse_date(text, language=language) == expected


@given(st.dates(date(1925, 1, 1), date(2035, 12, 31)))
def test_a_solar_date_comes_back(day: date) -> None:
    solar = jdatetime.date.fromgregorian(date=day)
    assert parse_date(f"{solar.year}/{solar.month}/{solar.day}") == day.isoformat()


@given(
    st.datetimes(datetime(1950, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
    st.sampled_from(["%d %B %Y %H:%M UTC", "%a, %d %b %Y %H:%M:00 +0000", "%B %d, %Y, %I:%M %p GMT"]),
)
def test_an_english_date_comes_back(moment: datetime, form: str) -> None:
    expected = moment.replace(second=0, microsecond=0)
    assert parse_date(expected.strftime(form)) == expected.isoformat()


PIECES = st.sampled_from(
    "20 31 1404 2026 ۲۰ ۱۴۰۴ Nov نومبر میزان 10:15 99:99 +0500 +9999 PKT pm ق.ظ / - | : . , ago hours 2 ساعت پیش "
    "د مه مۍ T Z 0 00 ٢ updated".split()
)


@given(
    st.one_of(
        st.text(max_size=120), st.lists(PIECES, max_size=12).map(" ".join), st.lists(PIECES).map("".join)
    ),
    st.sampled_from([None, "Asia/Kabul", "nonsense", "\0"]),
    st.sampled_from([None, FETCHED]),
)
def test_never_raises_and_gives_iso_dates(
    text: str, timezone: str | None, reference: datetime | None
) -> None:
    value = parse_date(text, language="en", timezone=timezone, reference=reference)
    if value is not None:
        moment = datetime.fromisoformat(value)
        assert len(value) == 10 or moment.tzinfo is not None
        assert reference is None or moment.date() <= (reference + timedelta(days=2)).date()
