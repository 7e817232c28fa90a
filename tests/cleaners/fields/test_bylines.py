"""Persons, wires and desks of bylines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.fields import Byline, find_byline, split_authors


@pytest.mark.parametrize(
    ("text", "authors", "agency"),
    [
        ("By Ahmad Khan and Sara Gul", ["Ahmad Khan", "Sara Gul"], None),
        ("Ahmad Khan | Sara Gul", ["Ahmad Khan", "Sara Gul"], None),
        ("AFP", [], "AFP"),
        ("RFE/RL", [], "RFE/RL"),
        ("Our Correspondent", [], "Our Correspondent"),
        ("Tahir Khan / AFP", ["Tahir Khan"], "AFP"),
        ("Tahir Khan/AFP", ["Tahir Khan"], "AFP"),
        ("Sara Gul & Reuters", ["Sara Gul"], "Reuters"),
        ("By Sara Gul in Kabul and Ahmad Khan in Quetta", ["Sara Gul", "Ahmad Khan"], None),
        ("Sara Gul, MD, Editor", ["Sara Gul"], None),
        ("Sara Gul, Quetta", ["Sara Gul"], None),
        ("Sara & Ahmad", ["Sara", "Ahmad"], None),
        ("SARA GUL", ["SARA GUL"], None),
        ("Sara Gul (sara@valley.example)", ["Sara Gul"], None),
        ("Sara Gul (Valley Post)", ["Sara Gul"], None),
        ("(Web Desk)", [], "Web Desk"),
        ("By Sara Gul, Valley News, Quetta", ["Sara Gul"], None),
        ("Associated Press in Quetta", [], "Associated Press"),
        ("Hill Service", [], "Hill Service"),
        ("https://valley.example/authors/7", [], None),
        ("رپورٹ: سارہ گل", ["سارہ گل"], None),
        ("نمائندہ خصوصی", [], "نمائندہ خصوصی"),
        ("نویسنده: احمد رشید و سارا گل", ["احمد رشید", "سارا گل"], None),
        ("خبرنگار: احمد", ["احمد"], None),
        ("", [], None),
    ],
)
def test_authors_and_agency(text: str, authors: list[str], agency: str | None) -> None:
    assert split_authors(text, ["Hill Service"]) == Byline(tuple(authors), agency)


@pytest.mark.parametrize(
    ("line", "authors", "agency"),
    [
        ("By Ahmad Khan and Sara Gul", ["Ahmad Khan", "Sara Gul"], None),
        ("by Zia ur Rehman", ["Zia ur Rehman"], None),
        ("Reporting by Mushtaq Ali in Quetta", ["Mushtaq Ali"], None),
        ("Staff Reporter", [], "Staff Reporter"),
        ("BY NEWS DESK", [], "NEWS DESK"),
        ("Reuters", [], "Reuters"),
        ("Tahir Khan / AFP", ["Tahir Khan"], "AFP"),
        ("تحریر: سارہ گل", ["سارہ گل"], None),
        ("ویب ڈیسک", [], "ویب ڈیسک"),
    ],
)
def test_lines_that_are_bylines(line: str, authors: list[str], agency: str | None) -> None:
    assert find_byline(line) == Byline(tuple(authors), agency)


@pytest.mark.parametrize(
    "line",
    ["", "B", "Ahmad Khan", "By the time they came, it was over", "By Land and Sea", "By the Numbers", "By Whom?",
     "App", "سفر مارکت؛ فضایی برای تمام آژانس‌ها",
     "Our correspondents say the road is closed", "Desk research shows", "News", "Editorial",
     "The minister spoke to Reuters", "By Sara Gul he was called a liar", "گزارش: بازگشت مهاجران", "کابل باستان",
     "By " + "Sara Gul and " * 20],
)  # fmt: skip
def test_lines_that_are_none(line: str) -> None:
    assert find_byline(line) is None


TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(
        st.sampled_from("By Sara Gul and & / | , AFP Desk Our نویسنده: و سارا in ( ) @ ://".split())
    ).map(" ".join),
)


@given(TEXTS)
def test_never_raises_and_names_nothing_empty(text: str) -> None:
    for byline in (split_authors(text, ["Sara"]), find_byline(text) or Byline((), "x")):
        assert all(author.strip() for author in byline.authors)
        assert byline.agency != ""
