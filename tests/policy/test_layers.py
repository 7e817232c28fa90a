"""Imports run downward only, and `cleaners` reaches for nothing outside its arguments."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable
from graphlib import CycleError, TopologicalSorter

from tests.policy.modules import PACKAGES, REPOSITORY, Module, parse_module, read_modules

LAYERS = (
    ("cleaners",),
    ("errors",),
    ("config", "store"),
    ("state",),
    ("articles", "discovery"),
    ("report",),
    ("cleaning", "middlewares"),
    ("run",),
    ("pipelines", "settings", "spiders"),
    ("backfill", "setup", "sources"),
    ("cli",),
    ("khyber",),
    ("__main__",),
)
"""Rooms of the application, lowest first. A new room must be put in its place here."""

LEVEL = {room: level for level, rooms in enumerate(LAYERS) for room in rooms}

FORK_SERVER = "crawler.cleaning.workers.fork_server"
PROCESS = "crawler.cleaning.workers.process"

IMPURE = {
    "asyncio": "the network",
    "boto3": "the network",
    "ftplib": "the network",
    "http": "the network",
    "os": "the disk and the environment",
    "pathlib": "the disk",
    "random": "chance",
    "requests": "the network",
    "scrapy": "the network",
    "secrets": "chance",
    "shutil": "the disk",
    "socket": "the network",
    "sqlalchemy": "a database",
    "sqlite3": "a database",
    "ssl": "the network",
    "subprocess": "other processes",
    "tempfile": "the disk",
    "time": "the clock",
    "twisted": "the network",
    "urllib.request": "the network",
    "urllib3": "the network",
    "uuid": "chance and the clock",
}
IMPURE_CALLS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "open", "input", "print"}


def room_of(name: str) -> str | None:
    """The room that a dotted name lies in, None for what is not ours."""
    package, _, rest = name.partition(".")
    if package in ("cleaners", "khyber"):
        return package
    room = rest.partition(".")[0]
    # What the package itself offers lies in no room.
    return room if package == "crawler" and room not in ("", "import_when_asked") else None


def test_every_room_has_its_place() -> None:
    unplaced = {
        module.place for module in read_modules() if (room_of(module.name) or "cleaners") not in LEVEL
    }
    assert not unplaced, "put these rooms into LAYERS, and into docs/architecture.md"


def find_upward(modules: Iterable[Module]) -> list[str]:
    return [
        f"{module.place}:{line} imports {name}"
        for module in modules
        for line, name in module.imports()
        if (here := room_of(module.name)) and (there := room_of(name)) and LEVEL[there] > LEVEL[here]
    ]


def test_imports_run_downward_only() -> None:
    assert find_upward(read_modules()) == []


def test_rooms_of_one_layer_do_not_turn_in_circles() -> None:
    graph: dict[str, set[str]] = defaultdict(set)
    for module in read_modules():
        for _, name in module.imports():
            here, there = room_of(module.name), room_of(name)
            if here and there and here != there:
                graph[here].add(there)
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        raise AssertionError(f"these rooms import each other: {' -> '.join(error.args[1])}") from None
    assert "cleaners" in order


def find_intruders(modules: Iterable[Module]) -> list[str]:
    """Imports of a module whose name starts with an underscore from outside of the package that it lies in."""
    found = []
    for module in modules:
        for line, name in module.imports():
            parts = name.split(".")
            # The last part of an import may be a name inside of a module: it is private to that one anyway.
            at = next(
                (n for n, part in enumerate(parts) if part.startswith("_") and part != "__main__"), None
            )
            if at is None or parts[0] not in PACKAGES:
                continue
            package = ".".join(parts[:at])
            if module.name != package and not module.name.startswith(f"{package}."):
                found.append(f"{module.place}:{line} imports {name}: it is private to {package}")
    return found


def test_private_modules_are_imported_by_their_own_package_only() -> None:
    assert find_intruders(read_modules()) == [], "import a public module of that room, or its face"


def find_circle(modules: Iterable[Module]) -> list[str]:
    """Modules that import each other; packages left out, whose faces name their own modules."""
    named = {module.name: module for module in modules if module.path.name != "__init__.py"}
    graph = {
        name: {there for _, one in module.imports() if (there := module_of(one, named)) and there != name}
        for name, module in named.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def module_of(name: str, named: Iterable[str]) -> str | None:
    """The module that a dotted name is, or that it lies in."""
    return next((one for one in (name, name.rpartition(".")[0]) if one in named), None)


def test_no_modules_import_each_other_not_even_by_names_in_strings() -> None:
    assert find_circle(read_modules()) == []
    worker = next(module for module in read_modules() if module.name == PROCESS)
    text = f"PRELOAD = ({PROCESS!r},)\n"
    server = parse_module(REPOSITORY.joinpath(*FORK_SERVER.split(".")).with_suffix(".py"), text)
    user = parse_module(worker.path, f"from {FORK_SERVER} import Child\n")
    assert set(find_circle([server, user])) == {FORK_SERVER, PROCESS}


def find_impure_imports(modules: Iterable[Module]) -> list[str]:
    return [
        f"{module.place}:{line} imports {name}: it reaches for {why}"
        for module in modules
        for line, name in module.imports()
        for banned, why in {**IMPURE, "crawler": "the application"}.items()
        if name == banned or name.startswith(banned + ".")
    ]


def find_impure_calls(modules: Iterable[Module]) -> list[str]:
    return [
        f"{module.place}:{node.lineno} calls {ast.unparse(node.func)}"
        for module in modules
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and {(name := ast.unparse(node.func)), name.removeprefix("datetime.")} & IMPURE_CALLS
    ]


def test_cleaners_reach_for_nothing_outside() -> None:
    modules = [module for module in read_modules() if module.name.split(".")[0] == "cleaners"]
    assert find_impure_imports(modules) == []
    assert find_impure_calls(modules) == []


def test_breaches_are_found() -> None:
    store = parse_module(REPOSITORY / "crawler/store/x.py", "def f():\n    from ..report import y\n")
    assert find_upward([store]) == ["crawler/store/x.py:2 imports crawler.report.y"]
    text = (
        "from crawler.state._rows import X\nfrom crawler.report import _page\nfrom crawler.store import y\n"
    )
    report = parse_module(REPOSITORY / "crawler/report/x.py", text)
    assert find_intruders([report]) == [
        "crawler/report/x.py:1 imports crawler.state._rows.X: it is private to crawler.state"
    ]
    text = (
        "import os.path\nfrom datetime import datetime\nwhen = datetime.now()\nfrom crawler import config\n"
    )
    cleaner = parse_module(REPOSITORY / "cleaners/x.py", text)
    assert len(find_impure_imports([cleaner])) == 2
    assert find_impure_calls([cleaner]) == ["cleaners/x.py:3 calls datetime.now"]


def test_every_module_of_the_packages_is_seen() -> None:
    names = {module.name for module in read_modules()}
    assert {"cleaners.model", "crawler.config", "crawler.config.toml"} <= names
