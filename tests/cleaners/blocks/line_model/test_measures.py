"""What is searched from mark to mark finds what the plain pattern finds."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from cleaners.blocks.line_model.measures import count_inner_ends

PLAIN_INNER_END = re.compile(r"""[^\W\dA-Z_]{3}[.!?۔؟][\"'”’»)]*\s+[^\W\da-z_]""")


@given(st.text("abAكہ۔.! ”)'É\n", max_size=25))
def test_inner_ends_are_counted_without_overlaps(text: str) -> None:
    assert count_inner_ends(text) == len(PLAIN_INNER_END.findall(text))
