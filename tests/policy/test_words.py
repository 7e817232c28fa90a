"""Names and docstrings use the field's words: what a native engineer would not guess is refused."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.policy.modules import REPOSITORY, Module, parse_module

PACKAGES = ("cleaners", "crawler", "tools")
WORDS = {
    "errand": "probe",
    "furniture": "boilerplate",
    "heed": "check",
    "manners": "settings",
    "said": "message, or the value's own name",
    "story model": "body model",
    "lines model": "line model",
    "tell": "report, show",
    "telling": "typical",
    "tells": "shows, decides",
    "told": "options, known",
}
"""Old word, and what to use instead."""

IN_NAMES = {"say": "report, print, format", "says": "states, shows, names"}
"""Words that read well in a sentence, and say nothing in a name."""

PROTOCOL = {"tell"}
"""Names that Python's own protocols ask for: a file has `tell`."""

OLD = re.compile(r"\b(?:" + "|".join(WORDS) + r")\b", re.IGNORECASE)
OLD_NAMES = re.compile(r"\b(?:" + "|".join(WORDS | IN_NAMES) + r")\b", re.IGNORECASE)


def read_package(package: str) -> Iterator[Module]:
    for path in sorted((REPOSITORY / package).rglob("*.py")):
        yield parse_module(path, path.read_text(encoding="utf-8"))


def names_of(node: ast.AST) -> Iterator[str]:
    """Names that a node gives to something."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.arg):
        yield node.arg
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
        yield node.attr


def split_name(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).replace("_", " ").strip()


def docstrings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and text of every docstring, those of constants too; examples and quoted text are left out."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
        ):
            text = re.sub(
                r"(?ms)^\s*>>> .*?(?:\n\s*\n|\Z)",
                lambda found: "\n" * found.group().count("\n"),
                node.value.value,
            )
            yield node.lineno, re.sub(r"`[^`]*`|“[^”]*”", " ", text)


def find_breaches(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        for name in names_of(node):
            if name not in PROTOCOL and (found := OLD_NAMES.search(split_name(name))):
                use = (WORDS | IN_NAMES)[found.group().lower()]
                yield f"{module.place}:{node.lineno} {name}: {use}"  # type: ignore[attr-defined]
    for line, text in docstrings(module.tree):
        for found in OLD.finditer(text):
            at = line + text[: found.start()].count("\n")
            yield f"{module.place}:{at} docstring, {found.group()}: {WORDS[found.group().lower()]}"


@pytest.mark.parametrize("package", PACKAGES)
def test_names_and_docstrings_use_the_fields_words(package: str) -> None:
    assert [breach for module in read_package(package) for breach in find_breaches(module)] == []


def test_breaches_are_found() -> None:
    source = '"""Tells nothing.\n\n>>> "said"\n\n`tell`"""\ndef is_furniture(told):\n    said = 3\n'
    found = list(find_breaches(parse_module(Path(REPOSITORY / "cleaners/x.py"), source)))
    assert [breach.split(": ")[0] for breach in found] == [
        "cleaners/x.py:6 is_furniture",
        "cleaners/x.py:6 told",
        "cleaners/x.py:7 said",
        "cleaners/x.py:1 docstring, Tells",
    ]
