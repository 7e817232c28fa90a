"""Lines that are dates of publication, and lines that only hold a date."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.fields import Byline, DateLine, find_date_line


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Updated 27 October 2025", DateLine(modified="2025-10-27")),
        ("UPDATED: Nov 20, 2026 10:15 AM PKT", DateLine(modified="2026-11-20T10:15:00+05:00")),
        ("Last modified 3 Nov 2026", DateLine(modified="2026-11-03")),
        ("Published: 3 Nov 2026, 10:15 am PKT", DateLine(published="2026-11-03T10:15:00+05:00")),
        ("Posted on November 20, 2026", DateLine(published="2026-11-20")),
        ("Date: 20-11-2026", DateLine(published="2026-11-20")),
        ("Published in The Valley Post, November 20th, 2026", DateLine(published="2026-11-20")),
        ("Friday, 20 November 2026 10:15 GMT", DateLine(published="2026-11-20T10:15:00+00:00")),
        ("Fri 20 Nov 2026 | 10:15 AM", DateLine(published="2026-11-20")),
        ("Published 20 Nov 2026 Updated 21 Nov 2026", DateLine("2026-11-20", "2026-11-21")),
        ("Published: 20 Nov 2026 | Updated: 21 Nov 2026", DateLine("2026-11-20", "2026-11-21")),
        ("By Sara Gul | 12 May 2026", DateLine("2026-05-12", None, Byline(("Sara Gul",)))),
        ("Web Desk - November 20, 2026 - 2 min read", DateLine("2026-11-20", None, Byline((), "Web Desk"))),
        ("By: APP on November 20, 2026", DateLine("2026-11-20", None, Byline((), "APP"))),
        ("October 27, 2025 / 10:15 AM / AFP", DateLine("2025-10-27", None, Byline((), "AFP"))),
        ("تاریخ انتشار: ۲۰ میزان ۱۴۰۴", DateLine(published="2025-10-12")),
        ("نشر شده در ۲۰ میزان ۱۴۰۴", DateLine(published="2025-10-12")),
        ("آخرین به‌روزرسانی: ۱۴۰۴/۷/۲۰ ۱۴:۳۰", DateLine(modified="2025-10-12")),
        ("اشاعت: 20 نومبر 2026", DateLine(published="2026-11-20")),
        ("آخری اپ ڈیٹ: 20 نومبر 2026 10:15 PKT", DateLine(modified="2026-11-20T10:15:00+05:00")),
        ("د خپرېدو نېټه: د ۱۴۰۴ د تلې ۲۰", DateLine(published="2025-10-12")),
    ],
)
def test_date_lines(line: str, expected: DateLine) -> None:
    assert find_date_line(line) == expected


@pytest.mark.parametrize(
    "line",
    ["", "The border was closed on 27 October 2025", "On 27 October 2025 the border was closed.",
     "Update 3: deal signed 2026", "Islamabad, 20 November 2026", "Copyright 2026", "Edited 3 times", "Posted at 10:30",
     "Published in a journal of 20 November 2026 was a study", "The Treaty of 8 August 1919",
     "Updated 27 October 2025 " * 8, "Updated 31 February 2026", "Born 20 November 1926", "۲۰ میزان ۱۴۰۴ سرحد بسته شد",
     "Room 2026/11/20 is closed"],
)  # fmt: skip
@pytest.mark.parametrize("bare", [False, True])
def test_other_lines(line: str, bare: bool) -> None:
    assert find_date_line(line, bare=bare) is None


def test_a_bare_date_counts_only_on_demand() -> None:
    assert find_date_line("27 October 2025") is None
    assert find_date_line("27 October 2025", bare=True) == DateLine(published="2025-10-27")


def test_the_zone_of_the_source_and_the_time_of_fetching_are_heeded() -> None:
    line = "Posted on November 20, 2026 10:15"
    assert find_date_line(line, timezone="Asia/Kabul") == DateLine(published="2026-11-20T10:15:00+04:30")
    assert find_date_line(line, reference=datetime(2026, 11, 1, tzinfo=UTC)) is None


@given(
    st.one_of(
        st.text(max_size=150),
        st.lists(
            st.sampled_from("Updated Published By Sara Gul | - / 20 Nov 2026 10:15 PKT: ۱۴۰۴ میزان".split())
        ).map(" ".join),
    )
)
def test_never_raises(line: str) -> None:
    found = find_date_line(line, timezone="Asia/Karachi", bare=True)
    assert found is None or found.published or found.modified
