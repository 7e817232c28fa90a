"""The application: discovers, fetches, archives, cleans, stores and reports."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module


def import_when_asked(package: str, homes: Mapping[str, str]) -> Callable[[str], object]:
    """The `__getattr__` of a package: `homes` says in which of its modules each public name lives.

    For packages of which a short run needs one module, while others load libraries that take long.
    Source: PEP 562, module `__getattr__`.

    >>> import_when_asked("os", {"join": "path"})("join").__name__
    'join'
    """

    def find(name: str) -> object:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(f"{package}.{homes[name]}"), name)

    return find
