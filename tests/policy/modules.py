"""The code under test as syntax trees, for the policy tests."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
PACKAGES = ("cleaners", "crawler", "khyber")
IN_STRING = re.compile(rf"(?:^|\bimport |\bfrom )((?:{'|'.join(PACKAGES)})(?:\.\w+)+)")


@dataclass(frozen=True)
class Module:
    """One file of the packages."""

    path: Path
    source: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """Dotted name, without `__init__`."""
        parts = self.path.relative_to(REPOSITORY).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def place(self) -> str:
        """Path for messages."""
        return str(self.path.relative_to(REPOSITORY))

    def imports(self) -> Iterator[tuple[int, str]]:
        """Line and dotted name of every import: inside functions, too, and of modules that are named in a string."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((node.lineno, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                base = self._resolve(node)
                yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield from ((node.lineno, name) for name in IN_STRING.findall(node.value) if is_module(name))

    def _resolve(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        package = self.path.relative_to(REPOSITORY).parts[:-1]
        above = package[: len(package) - node.level + 1]
        return ".".join([*above, *([node.module] if node.module else [])])


def is_module(name: str) -> bool:
    """Whether a dotted name is a module of the packages, or something in one."""
    path = REPOSITORY.joinpath(*name.split("."))
    return any(one.with_suffix(".py").is_file() for one in (path, path.parent))


@cache
def read_modules() -> tuple[Module, ...]:
    """Every module of the packages."""
    paths = sorted(path for package in PACKAGES for path in (REPOSITORY / package).rglob("*.py"))
    return tuple(parse_module(path, path.read_text(encoding="utf-8")) for path in paths)


def parse_module(path: Path, source: str) -> Module:
    """A module from its text, which need not be on disk."""
    return Module(path, source, ast.parse(source))
