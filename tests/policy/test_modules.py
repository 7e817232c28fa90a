"""Modules stay small enough to be read at once."""

from __future__ import annotations

import ast

from tests.policy.modules import read_modules

MAX_LINES = 300
MAX_FUNCTION_LINES = 60


def test_a_module_can_be_read_at_once() -> None:
    breaches = []
    for module in read_modules():
        lines = len(module.source.splitlines())
        if lines > MAX_LINES:
            breaches.append(f"{module.place}: {lines} lines: split it: one reason to change a module")
        if not ast.get_docstring(module.tree):
            breaches.append(f"{module.place}: say what the module is for")
        breaches += [
            f"{module.place}:{node.lineno} {node.name} is long"
            for node in ast.walk(module.tree)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            and (node.end_lineno or 0) - node.lineno >= MAX_FUNCTION_LINES
        ]
    assert breaches == []


def test_public_dataclasses_are_frozen() -> None:
    loose = [
        f"{module.place}:{node.lineno} {node.name}"
        for module in read_modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
        for decorator in node.decorator_list
        if "dataclass" in ast.unparse(decorator) and "frozen=True" not in ast.unparse(decorator)
    ]
    assert loose == []
