"""Every repair and cleaner against its case file: what must change, what must not, what is known to fail."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cleaners.blocks import CLEANERS, Context
from cleaners.blocks.recurring import hash_lines
from cleaners.blocks.row import preview
from cleaners.model import SourceRules
from cleaners.repair import REPAIRS, undo_repairs
from cleaners.repair.edits import undo_edits

CASES = Path(__file__).parent / "cases"


def read_cases(names: Any, group: str) -> list[Any]:
    return [
        pytest.param(name, case, id=f"{name}: {case['why']}")
        for name in names
        for case in json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))[group]
    ]


def context_of(case: dict[str, Any]) -> Context:
    rules = SourceRules("x", line_promos=tuple(case.get("promos", ())))
    return Context(source=rules, recurring=hash_lines(tuple(case.get("recurring", ()))))


@pytest.mark.parametrize(("name", "case"), read_cases(REPAIRS, "must_change"))
def test_repair_changes(name: str, case: dict[str, Any]) -> None:
    text, edits, _ = REPAIRS[name](case["before"])
    assert text == case["after"]
    assert undo_edits(text, edits) == case["before"]
    assert not REPAIRS[name](text).edits, "a second run changes it again"


@pytest.mark.parametrize(("name", "case"), read_cases(REPAIRS, "must_not_change"))
def test_repair_leaves_alone(name: str, case: dict[str, Any]) -> None:
    assert REPAIRS[name](case["text"]).text == case["text"]


@pytest.mark.parametrize(("name", "case"), read_cases(REPAIRS, "known_failure"))
def test_repair_still_fails(name: str, case: dict[str, Any]) -> None:
    assert REPAIRS[name](case["before"]).text != case["after"], "it works now: move the case to must_change"


@pytest.mark.parametrize(("name", "case"), read_cases(CLEANERS, "must_change"))
def test_cleaner_changes(name: str, case: dict[str, Any]) -> None:
    assert preview(CLEANERS[name], case["text"], context_of(case)) == case["lines"]


@pytest.mark.parametrize(("name", "case"), read_cases(CLEANERS, "must_not_change"))
def test_cleaner_leaves_alone(name: str, case: dict[str, Any]) -> None:
    lines = case["text"].split("\n")
    assert preview(CLEANERS[name], case["text"], context_of(case)) == [f"+ {line}" for line in lines]


@pytest.mark.parametrize(("name", "case"), read_cases(CLEANERS, "known_failure"))
def test_cleaner_still_fails(name: str, case: dict[str, Any]) -> None:
    assert preview(CLEANERS[name], case["text"], context_of(case)) != case["lines"], "it works now"


def test_undo_refuses_another_text() -> None:
    _, edits, _ = REPAIRS["normalize_hyphens"]("a\u2011b")
    with pytest.raises(ValueError, match="edits of another text"):
        undo_edits("a+b", edits)
    assert undo_repairs("a", ()) == "a"
