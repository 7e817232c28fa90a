"""Agencies credited behind the last sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.fields import find_agency


@pytest.mark.parametrize(
    ("story", "credit", "agency"),
    [
        ("denies these allegations.", "/ REL", "REL"),
        ("talks go on in Doha.", " — Reuters", "Reuters"),
        ("he said.", "-APP", "APP"),
        ("he said.”", "—Reuters/AFP", "Reuters/AFP"),
        ("he said.", " (AFP)", "AFP"),
        ("he said.", " [AP]", "AP"),
        ("he said.", " /VOA/", "VOA"),
        ("he said.", " Reuters", "Reuters"),
        ("he said.", " -- AFP.", "AFP"),
        ("he said.", "\n\nAFP \n", "AFP"),
        ("he said.", " — Our Correspondent", "Our Correspondent"),
        ("he said.", " (With input from AFP)", "AFP"),
        ("he said", " — Reuters", "Reuters"),
        ("he said.", " — Hill Wire", "Hill Wire"),
        ("گفت.", " (رویترز)", "رویترز"),
        ("کہا۔", " اے ایف پی", "اے ایف پی"),
        ("", "(AFP)", "AFP"),
        ("", "Reuters", "Reuters"),
    ],
)
def test_credits_are_found_where_the_story_ends(story: str, credit: str, agency: str) -> None:
    found = find_agency(story + credit, ["hill wire"])
    assert found is not None
    assert (found.agency, found.start) == (agency, len(story))


@pytest.mark.parametrize(
    "text",
    ["", "They belong to the Taliban (TTP).", "told Agence France-Presse (AFP).", "the party (TTP)", "download our app",
     "He left. App", "a long story — a spokesman", "in the USA. NATO", "the end. — Dusk", "— JS", "گفت. (ادامه دارد)",
     "he spoke to Reuters", "he spoke to Reuters.", "The end."],
)  # fmt: skip
def test_words_of_the_story_are_left_alone(text: str) -> None:
    assert find_agency(text) is None


@given(
    st.one_of(
        st.text(max_size=120),
        st.lists(
            st.sampled_from(["said. ", "AFP", "/", "(", ")", "—", "-", "Reuters", " ", "رویترز", "۔", '"'])
        ).map("".join),
    )
)
def test_never_raises_and_cuts_only_the_credit(text: str) -> None:
    found = find_agency(text)
    if found is not None:
        assert found.agency in text[found.start :]
        assert len(text[found.start :].strip()) <= 60
