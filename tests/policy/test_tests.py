"""No test depends on how busy a machine is: what a test asserts, it reads from no clock."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.policy.modules import REPOSITORY

CLOCKS = {"getloadavg", "monotonic", "perf_counter", "process_time", "thread_time", "time"}


def reads_clock(node: ast.AST) -> bool:
    """Does an expression call a clock, or the system's load?"""
    return any(
        isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in CLOCKS
        and ast.unparse(call.func.value) in ("time", "os")
        for call in ast.walk(node)
    )


def find_clocks(tree: ast.Module) -> list[int]:
    """Lines of the assertions that compare with a clock, or with a name that was read from one."""
    found = []
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        read = {
            ast.unparse(target)
            for node in ast.walk(function)
            if isinstance(node, ast.Assign) and reads_clock(node.value)
            for target in node.targets
        }
        for node in ast.walk(function):
            if isinstance(node, ast.Assert):
                names = {ast.unparse(name) for name in ast.walk(node.test) if isinstance(name, ast.Name)}
                if reads_clock(node.test) or names & read:
                    found.append(node.lineno)
    return found


def test_no_test_asserts_on_a_clock() -> None:
    breaches = [
        f"{path.relative_to(REPOSITORY)}:{line}"
        for path in sorted((REPOSITORY / "tests").rglob("*.py"))
        for line in find_clocks(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert breaches == [], "wait with tests.support.waiting, which fails only for what never ends"


def test_a_clock_is_found() -> None:
    text = "def test():\n    began = time.monotonic()\n    spent = time.monotonic() - began\n    assert spent < 2\n"
    assert find_clocks(ast.parse(text)) == [4]
    assert find_clocks(ast.parse("def test():\n    assert os.getloadavg()[0] < 2\n")) == [2]
    assert find_clocks(ast.parse((Path(__file__)).read_text(encoding="utf-8"))) == []
