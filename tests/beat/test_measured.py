"""What the shipped beat reaches on texts that were labelled by reading them: it must not sink."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from benchmarks.beat import (
    LABELS,
    RULES,
    Case,
    Counts,
    Label,
    choose_half,
    count,
    find_interval,
    read_cases,
    read_labels,
    resample_f1,
)
from cleaners.article.relevance import explain_relevance, score_relevance
from tests.support.shared import shared_path

ROWS = read_labels()
YES = {"afghanistan", "relations", "refugees", "militancy", "sport"}
NO = {"passing", "namesake", "other"}
FLOORS = {"tune text": 0.90, "held text": 0.78, "tune headline": 0.93, "held headline": 0.95}
"""F1, a little under what docs/beat.md says."""


def test_every_label_has_its_reason_and_the_half_that_its_key_gives() -> None:
    assert len(ROWS) == len({row.key for row in ROWS})
    for row in ROWS:
        assert row.half == choose_half(row.key), row.key
        assert row.reason in (YES if row.wanted else NO), row.key


def test_the_labels_hold_no_text_of_others() -> None:
    assert not re.search("[^\\x00-\\x7f]", LABELS.read_text(encoding="utf-8"))
    assert max(len(row.key.rpartition("/")[2]) for row in ROWS) < 90


def test_there_are_enough_labels_of_each_kind() -> None:
    kinds = Counter((kind(row), row.wanted) for row in ROWS)
    assert sum(count for (name, _), count in kinds.items() if name == "text") >= 300
    assert min(kinds.values()) >= 40


@pytest.fixture(scope="module")
def cases() -> dict[str, Case]:
    """The texts behind the labels."""
    found = read_cases(shared_path("data"), (row.key for row in ROWS))
    assert set(found) == {row.key for row in ROWS}
    return found


@pytest.mark.parametrize("name", FLOORS)
def test_the_beat_keeps_what_it_has_reached(name: str, cases: dict[str, Case]) -> None:
    half, _, which = name.partition(" ")
    rows = [row for row in ROWS if row.half == half and kind(row) == which]
    assert RULES.beat is not None
    scores = {row.key: score_relevance(*cases[row.key], RULES.beat).score for row in rows}
    assert count(rows, lambda key: scores[key] >= RULES.beat.threshold).f1 >= FLOORS[name]


def test_no_wanted_headline_names_no_term(cases: dict[str, Case]) -> None:
    # What names no term is not even asked for, at a source of all the world's news.
    assert RULES.beat is not None
    wanted = [row for row in ROWS if kind(row) == "headline" and row.wanted]
    silent = [row.key for row in wanted if not explain_relevance(*cases[row.key], RULES.beat)]
    assert len(silent) <= len(wanted) // 50


def kind(row: Label) -> str:
    return "headline" if row.key.startswith("headline-") else "text"


def test_counts_are_those_of_the_field() -> None:
    counts = Counts(hits=6, false=2, missed=4, passed=8)
    assert (counts.precision, counts.recall) == (0.75, 0.6)
    assert counts.f1 == pytest.approx(2 * 0.75 * 0.6 / (0.75 + 0.6))
    assert Counts(passed=3).f1 == 1.0
    low, high = resample_f1(counts)
    assert low < counts.f1 < high
    assert find_interval(0, 0) == (0.0, 1.0)
