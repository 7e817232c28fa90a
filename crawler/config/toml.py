"""Reads a TOML file into frozen values; an error is one line that says what to write instead."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from crawler.errors import ConfigError

if TYPE_CHECKING:
    from pydantic import TypeAdapter

T = TypeVar("T")

PASSWORD = re.compile(r"//[^/\s]*@")
"""Name and password in an address: messages end up in logs."""

SHOWN = 60
"""Characters of a wrong value that a message shows."""


def read_toml(path: Path) -> dict[str, object]:
    """Parse a TOML file.

    Raises ConfigError when it is missing, not UTF-8, or not TOML (with line and column).
    """
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8"))
    except OSError as error:
        raise ConfigError(
            f"{show_path(path)}: cannot be read ({error.strerror}): create it or name another folder"
        ) from None
    except UnicodeDecodeError as error:
        raise ConfigError(
            f"{show_path(path)}: byte {error.start} is not UTF-8: save the file as UTF-8"
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{show_path(path)}: not TOML: {one_line(str(error))}") from None


def check_keys(path: Path, given: Iterable[str], valid: Iterable[str], table: str | None = None) -> None:
    """Refuse the first key that is not valid, naming the nearest one that is.

    `table` is the TOML table that holds the keys, None at the top of the file.
    """
    known = sorted(valid)
    for key in given:
        if key not in known:
            under = f" under [{table}]" if table else ""
            raise ConfigError(
                f'{show_path(path)}: unknown key "{one_line(key)}"{under}: {suggest(key, known)}'
            )


def suggest(name: str, known: Iterable[str]) -> str:
    """Say which known name was meant, or which there are.

    >>> suggest("delay_secs", ["delay_seconds", "retries"])
    'did you mean "delay_seconds"?'
    >>> suggest("xyz", ["delay_seconds", "retries"])
    'write one of delay_seconds, retries'
    """
    from difflib import get_close_matches

    names = sorted(known)
    near = get_close_matches(name, names, n=1)
    if near:
        return f'did you mean "{near[0]}"?'
    return f"write one of {', '.join(names)}" if names else "remove it, there is nothing to name here yet"


def build(kind: type[T], table: Mapping[str, object], path: Path, inside: tuple[str, ...] = ()) -> T:
    """Make a frozen dataclass from a parsed table, its types checked strictly (no `"5"` for 5).

    `inside` are leading parts of an error's place to leave out, because the file does not have them.
    Raises ConfigError for the first key that is missing, of a wrong type or out of range.
    """
    from pydantic import ValidationError  # loading it takes longer than a short run

    # TOML has arrays where the values hold tuples: pydantic's strict mode takes those from JSON only.
    text = json.dumps(table, default=str)
    adapter: TypeAdapter[T] = _adapt(kind)  # type: ignore[arg-type]  # classes are hashable
    try:
        return adapter.validate_json(text, strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = [part for part in first["loc"] if part not in inside]
        raise ConfigError(
            f"{show_path(path)}: {explain(first['type'], first['msg'], first['input'], place)}"
        ) from None


@cache
def _adapt(kind: type) -> TypeAdapter[Any]:
    """The checker of a dataclass: making one takes longer than checking a file with it."""
    from pydantic import TypeAdapter

    return TypeAdapter(kind)


def explain(kind: str, message: str, value: object, place: Iterable[object]) -> str:
    """Turn one complaint of pydantic into words: which key, what it should be, what it is.

    >>> explain("int_type", "Input should be a valid integer", "five", ["retries"])
    'key "retries" should be a valid integer, found "five"'
    """
    key = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place).lstrip(".")
    if kind == "missing":
        return f'key "{key}" is missing: add it'
    found = PASSWORD.sub("//***@", json.dumps(value, ensure_ascii=False, default=str))
    shown = found if len(found) <= SHOWN else found[:SHOWN] + "..."
    return (
        f'key "{key}" {one_line(message).removeprefix("Input ").removeprefix("Value error, ")}, found {shown}'
    )


def show_path(path: Path) -> str:
    """Path for people: relative to the working folder if it lies inside."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def one_line(text: str) -> str:
    """Text without line breaks and other control characters, for messages of one line.

    The joiners that Arabic script needs inside words stay.

    >>> one_line("a\\nb \\u202ec"), one_line("می\\u200cشود") == "می\\u200cشود"
    ('a b c', True)
    """
    return " ".join("".join(c if c.isprintable() or c in "\u200c\u200d" else " " for c in text).split())
