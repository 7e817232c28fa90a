"""Headlines with and without the site's name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.fields import clean_title

NAMES = ("The Valley Post", "VALLEY-POST.EXAMPLE")


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Border opens after talks | Valley Post", "Border opens after talks"),
        ("Border opens after talks - THE VALLEY POST", "Border opens after talks"),
        ("Border opens after talks – Pakistan – Valley Post", "Border opens after talks"),
        ("Border opens - no trade yet - Valley Post", "Border opens - no trade yet"),
        ("Border opens – talks go on – Valley Post", "Border opens – talks go on"),
        ("Border opens after talks - Pakistan | Valley Post", "Border opens after talks - Pakistan"),
        ("Valley Post: Border opens", "Border opens"),
        ("Valley Post | Border opens", "Border opens"),
        ("Talks: border – and trade – reopen", "Talks: border – and trade – reopen"),
        ("How the Valley Post covered the border", "How the Valley Post covered the border"),
        ("  Border \n opens ", "Border opens"),
        ("Valley Post", None),
        ("valley-post.example", None),
        ("   ", None),
        ("", None),
    ],
)
def test_titles(title: str, expected: str | None) -> None:
    assert clean_title(title, NAMES) == expected


def test_nothing_is_cut_without_a_name() -> None:
    assert clean_title("Border opens - Valley Post") == "Border opens - Valley Post"
    assert clean_title("Border opens - Valley Post", ["", " - "]) == "Border opens - Valley Post"


@given(
    st.one_of(
        st.text(max_size=80),
        st.lists(st.sampled_from("Valley Post | - : – Border opens".split())).map(" ".join),
    )
)
def test_never_raises_nor_adds_and_is_done_at_once(title: str) -> None:
    cleaned = clean_title(title, NAMES)
    assert cleaned is None or (cleaned and cleaned in " ".join(title.split()))
