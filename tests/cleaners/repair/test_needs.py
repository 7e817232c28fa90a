"""What a repair is said to need, it needs: where that is missing it changes nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.repair import REPAIRS, repair_text
from cleaners.repair.needs import NEEDS, find_needing, find_signs, is_needed
from tests.cleaners.repair.test_properties import TEXTS, every_repair


def test_every_repair_says_what_it_needs() -> None:
    assert set(NEEDS) == set(REPAIRS)


@every_repair
@given(text=TEXTS)
def test_a_repair_changes_nothing_where_it_is_not_needed(name: str, text: str) -> None:
    if REPAIRS[name](text).edits:
        assert is_needed(name, text, find_signs(text))


@pytest.mark.parametrize(
    "text",
    [
        "The talks on the\nborder — “open” or not — go on.",
        "سرحد د\nخبرو لپاره پرانیستل شوه،",
        "a  b",
        "co-\ntion",
        "x\ty",
    ],
)
def test_needed_repairs_are_those_that_run(text: str) -> None:
    one_by_one = text
    for repair in REPAIRS.values():
        one_by_one = repair(one_by_one).text
    assert repair_text(text, REPAIRS)[0] == one_by_one


@given(texts=st.lists(TEXTS, max_size=6))
def test_of_many_texts_those_are_found_that_need_a_repair(texts: list[str]) -> None:
    found = find_needing(texts, REPAIRS)
    for number, text in enumerate(texts):
        signs = find_signs(text)
        assert number in found or not any(is_needed(name, text, signs) for name in REPAIRS)
