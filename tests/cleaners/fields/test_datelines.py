"""Places before the first sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.fields import Dateline, split_dateline

PLACES = ("Peshawar", "Kabul", "کابل", "اسلام آباد")
STORY = " the minister said on Monday that the border would open."


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("ISLAMABAD:", Dateline("ISLAMABAD")),
        ("ISLAMABAD/KABUL:", Dateline("ISLAMABAD/KABUL")),
        ("NEW HILLTOWN —", Dateline("NEW HILLTOWN")),
        ("D.I. KHAN:", Dateline("D.I. KHAN")),
        ("THE HAGUE:", Dateline("THE HAGUE")),
        ("KARACHI -", Dateline("KARACHI")),
        ("HILLTOWN, Belgium:", Dateline("HILLTOWN, Belgium")),
        ("KABUL (Reuters) -", Dateline("KABUL", "Reuters")),
        ("KABUL, Afghanistan (AP) —", Dateline("KABUL, Afghanistan", "AP")),
        ("Hilltown (AFP) -", Dateline("Hilltown", "AFP")),
        ("LAHORE, Nov 3 (APP):", Dateline("LAHORE", "APP")),
        ("HILLTOWN, 12 October, IRNA –", Dateline("HILLTOWN", "IRNA")),
        ("RAWALPINDI (Staff Reporter):", Dateline("RAWALPINDI", "Staff Reporter")),
        ("Peshawar:", Dateline("Peshawar")),
        ("Peshawar :", Dateline("Peshawar")),
        ("کابل:", Dateline("کابل")),
        ("اسلام‌آباد:", Dateline("اسلام‌آباد")),
        ("پشاور (نمائندہ خصوصی)", Dateline("پشاور", "نمائندہ خصوصی")),
        ("کابل (پژواک، ۲ عقرب):", Dateline("کابل", "پژواک")),
    ],
)
def test_datelines(head: str, expected: Dateline) -> None:
    assert split_dateline(head + STORY, PLACES) == expected


@pytest.mark.parametrize(
    "head",
    ["NOTE:", "WATCH:", "Q:", "UPDATE:", "EDITORIAL:", "WASHINGTON POST:", "READ MORE:", "TTP:", "NATO:", "IMF (Fund):",
     "COVID-19 —", "Hilltown:", "Kabul", "Khan (PTIX) -", "The minister (Reuters) -", "(Reuters) -", "In the end:",
     "TRUMP: I think", "سوال:", "ټرمپ وویل:", "وزیر (لوګری)", "ISLAMABAD (said in brackets to be quiet):", "“KABUL”:", ":"],
)  # fmt: skip
def test_what_only_looks_like_one(head: str) -> None:
    assert split_dateline(head + STORY, PLACES) is None


@pytest.mark.parametrize(
    "text", ["ISLAMABAD: closed.", "ISLAMABAD:", "STRESS: How to rest well after a long day"]
)
def test_a_line_without_a_story_is_none(text: str) -> None:
    assert split_dateline(text) is None


@given(
    st.one_of(
        st.text(max_size=120),
        st.lists(st.sampled_from("KABUL Kabul کابل ( ) (AFP) : — - / , Nov 3 said".split())).map(" ".join),
    )
)
def test_never_raises_and_finds_what_is_printed(paragraph: str) -> None:
    found = split_dateline(paragraph, PLACES)
    assert found is None or (found.place and found.place.split(",")[0] in paragraph)
