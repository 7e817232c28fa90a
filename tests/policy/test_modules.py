"""Modules stay small enough to be read at once."""

from __future__ import annotations

import ast

import pytest

from tests.policy.modules import Module, read_modules

MAX_LINES = 300
MAX_FUNCTION_LINES = 60


@pytest.mark.parametrize("module", read_modules(), ids=lambda module: module.name)
def test_a_module_can_be_read_at_once(module: Module) -> None:
    lines = len(module.source.splitlines())
    assert lines <= MAX_LINES, "split it: one reason to change a module"
    assert ast.get_docstring(module.tree), "say what the module is for"
    long = [
        f"{module.place}:{node.lineno} {node.name}"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= MAX_FUNCTION_LINES
    ]
    assert long == []


@pytest.mark.parametrize("module", read_modules(), ids=lambda module: module.name)
def test_public_dataclasses_are_frozen(module: Module) -> None:
    loose = [
        f"{module.place}:{node.lineno} {node.name}"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
        for decorator in node.decorator_list
        if "dataclass" in ast.unparse(decorator) and "frozen=True" not in ast.unparse(decorator)
    ]
    assert loose == []
