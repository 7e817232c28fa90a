"""The example texts of ftfy: what is repaired, what must stay, and exactly which known failures remain."""

from __future__ import annotations

import json
import re

from cleaners.repair import repair_text
from cleaners.repair.letters import normalize_presentation_forms
from cleaners.repair.mojibake import fix_mojibake
from cleaners.repair.spaces import normalize_spaces
from crawler.config import load_rules
from tests.support.shared import REPOSITORY, shared_path

REMAINING = {
    "Synthetic, false positive: the title of a manga, in weird capitalized romaji, with a non-breaking space": (
        "the same as a stray `Â` behind capitals, which is frequent"
    ),
}
"""Labels of the known failures that are still none of ours to repair, each with its reason."""

RULES = load_rules(REPOSITORY / "config").repairs


def read_examples(name: str) -> list[dict[str, str]]:
    path = shared_path("data", "text", "mojibake", f"{name}.json")
    examples: list[dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    return examples


def expected(example: dict[str, str]) -> str:
    """What comes out when quotation marks stay curled; references, spaces and ligatures have repairs of their own."""
    escaped = re.search(r"&\w+;", example["original"])
    text = example["fixed"] if escaped else example.get("fixed-encoding", example["fixed"])
    return normalize_presentation_forms(normalize_spaces(text).text).text


def straighten(text: str) -> str:
    return text.translate(str.maketrans("‘’“”", "''\"\""))


def test_every_example_from_the_wild_is_repaired() -> None:
    wrong = {
        example["label"]: repaired
        for example in read_examples("in-the-wild")
        if (repaired := repair_text(example["original"], RULES)[0]) != expected(example)
    }
    assert wrong == {}


def test_no_negative_example_is_touched() -> None:
    examples = read_examples("negative")
    touched = {
        example["label"]
        for example in examples
        if fix_mojibake(example["original"]).text != example.get("fixed-encoding", example["fixed"])
    }
    assert touched == set()
    # And the other repairs change nothing but spaces.
    changed = {
        example["label"]
        for example in examples
        if repair_text(example["original"], RULES)[0] != expected(example)
    }
    assert changed == set()


def test_exactly_these_known_failures_remain() -> None:
    remaining = {
        example["label"]
        for example in read_examples("known-failures")
        if straighten(repair_text(example["original"], RULES)[0]) != straighten(example["fixed"])
    }
    assert remaining == set(REMAINING)
