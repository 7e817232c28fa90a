"""What is searched from digit to digit and from mark to mark finds what the plain patterns find."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.lines.measures import count_inner_ends, measure_line

PLAIN_TIME = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}:\d\d\b|[۰-۹]{4}")
PLAIN_INNER_END = re.compile(r"""[^\W\dA-Z_]{3}[.!?۔؟][\"'”’»)]*\s+[^\W\da-z_]""")


@settings(max_examples=1000, deadline=None)
@given(st.text("0129:a_۱۲۹٣. ", min_size=1, max_size=14).filter(lambda text: text[0] != " "))
def test_years_and_times_of_day_are_found(text: str) -> None:
    assert measure_line(f"a {text}").timed == (PLAIN_TIME.search(f"a {text}") is not None)


@settings(max_examples=1000, deadline=None)
@given(st.text("abAكہ۔.! ”)'É\n", max_size=25))
def test_inner_ends_are_counted_without_overlaps(text: str) -> None:
    assert count_inner_ends(text) == len(PLAIN_INNER_END.findall(text))
