"""Each repair and cleaner comes whole: verb, docstring with an example, cases, catalogue entry, a place in the order."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from cleaners.blocks import CLEANERS
from cleaners.repair import REPAIRS
from crawler.config import load_rules
from tests.policy.modules import REPOSITORY

STEPS: dict[str, Callable[..., object]] = {**REPAIRS, **CLEANERS}
CASES = REPOSITORY / "tests" / "cases"
CLEANING = REPOSITORY / "config" / "cleaning.toml"
CATALOGUE = REPOSITORY / "docs" / "cleaners.md"
KEYS = {"must_change", "must_not_change", "known_failure"}

VERBS = frozenset("decode drop fix join label mark merge move normalize remove restore split strip".split())
"""First words of names: what is done, not how."""

every_step = pytest.mark.parametrize("name", sorted(STEPS))


def test_names_are_not_used_twice() -> None:
    assert not set(REPAIRS) & set(CLEANERS)


@every_step
def test_a_name_says_what_is_done_and_is_the_functions_own(name: str) -> None:
    assert re.fullmatch(r"[a-z]+(_[a-z]+)+", name)
    assert name.split("_")[0] in VERBS
    assert STEPS[name].__name__ == name


@every_step
def test_a_step_shows_what_it_does(name: str) -> None:
    text = STEPS[name].__doc__
    assert text, f"{name} has no docstring"
    assert ">>> " in text, f"{name} has no doctest"
    assert name in text, f"the doctest of {name} does not call it"


@every_step
def test_a_step_has_its_cases(name: str) -> None:
    path = CASES / f"{name}.json"
    assert path.exists(), f"write tests/cases/{name}.json with {sorted(KEYS)}"
    cases = json.loads(path.read_text(encoding="utf-8"))
    assert set(cases) == KEYS
    assert cases["must_change"], "a step that changes nothing is not needed"
    assert cases["must_not_change"], "say what looks alike and must stay"


@every_step
def test_a_step_is_in_the_catalogue(name: str) -> None:
    assert name in catalogued(), f"describe {name} in docs/cleaners.md under a heading `{name}`"


@every_step
def test_a_step_runs(name: str) -> None:
    rules = load_rules(REPOSITORY / "config")
    offered = re.search(rf'^ *# "{name}",  # \w', CLEANING.read_text(encoding="utf-8"), re.MULTILINE)
    named = name in (*rules.repairs, *rules.cleaners)
    assert named or offered, (
        "name it in config/cleaning.toml, there in a comment with its use, or take it out"
    )


def catalogued() -> set[str]:
    """Names of the steps with an entry: a heading or the first cell of a row, in back quotes."""
    text = CATALOGUE.read_text(encoding="utf-8")
    return set(re.findall(r"^(?:#{2,4} |\| ?)`([a-z]+(?:_[a-z]+)+)`", text, re.MULTILINE))


def test_the_catalogue_describes_nothing_else() -> None:
    assert catalogued() <= set(STEPS)


def test_no_case_file_is_an_orphan() -> None:
    files = {Path(path).stem for path in CASES.glob("*.json")}
    assert files <= set(STEPS), "these cases test nothing: rename or remove them"
