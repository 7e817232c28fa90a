"""Rules of a configuration that was checked before, read again without checking: a tenth of a second less a run.

The cache is one file, `$XDG_CACHE_HOME/khyber/rules.json` (or below `~/.cache`). It counts only while every file of
the configuration and of the code that checks it is the same, byte for byte; it may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, fields, is_dataclass
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from cleaners.model import Rules
from crawler.config.locate import CODE, shipped_config

CHECKING = (
    "crawler/config/*.py",
    "cleaners/model/*.py",
    "cleaners/blocks/__init__.py",
    "cleaners/repair/__init__.py",
)
"""The code that decides whether a configuration is right, and what rules come of it."""


def load_rules(config_dir: Path) -> Rules:
    """Read everything that decides how a page is cleaned; `digest` changes when any of it does.

    Comments, order of keys and layout of the files do not change the digest. Raises ConfigError for an
    unknown key or step, a wrong type, or a broken pattern.
    """
    key, path = digest_files(config_dir), cache_path()
    cached = read_cache(path, key)
    if cached is not None:
        return cached
    from crawler.config.rules import read_rules

    rules = read_rules(config_dir)
    write_cache(path, key, rules)
    return rules


def digest_files(config_dir: Path) -> str:
    """SHA-256 over the names and bytes of a configuration and of the code that checks it."""
    digest = hashlib.sha256()
    for path in list_files(config_dir):
        try:
            body = path.read_bytes()
        except OSError:
            body = b""  # reading the configuration will say what is wrong
        digest.update(f"{path}\0{len(body)}\0".encode("utf-8", "surrogateescape") + body)
    return digest.hexdigest()


def list_files(config_dir: Path) -> Iterator[Path]:
    """Every file that the rules may depend on, in order."""
    for folder in dict.fromkeys((config_dir.resolve(), shipped_config())):
        for pattern in ("*.toml", "sources/*.toml", "beats/*.toml"):
            yield from sorted(folder.glob(pattern))
    for pattern in CHECKING:
        yield from sorted(CODE.glob(pattern))


def cache_path() -> Path:
    """Where the cache lies: in the folder that the system has for such files."""
    folder = Path(os.environ.get("XDG_CACHE_HOME", ""))
    if not folder.is_absolute():
        try:
            folder = Path.home() / ".cache"
        except RuntimeError:  # a user without a home has no cache
            folder = Path(os.devnull)
    return folder / "khyber" / "rules.json"


def read_cache(path: Path, key: str) -> Rules | None:
    """The rules kept under a key; None where there are none, or not whole."""
    try:
        head, _, text = path.read_bytes().partition(b"\n")
        if head != seal(key, text):
            return None
        return rebuild(Rules, json.loads(text))  # type: ignore[no-any-return]
    except (OSError, ValueError, TypeError, KeyError):
        return None


def write_cache(path: Path, key: str, rules: Rules) -> None:
    """Keep rules for the next run; a system that does not let us write has no cache."""
    text = json.dumps(asdict(rules)).encode()
    partial = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        partial.write_bytes(seal(key, text) + b"\n" + text)
        partial.replace(path)
    except OSError:
        with suppress(OSError):
            partial.unlink()


def seal(key: str, text: bytes) -> bytes:
    """First line of the cache: for which files it is, and that it is whole."""
    return f"{key} {hashlib.sha256(text).hexdigest()}".encode()


def rebuild(kind: Any, plain: Any) -> Any:
    """A value of a kind from what JSON made of it: tuples and frozen dataclasses again.

    >>> rebuild(tuple[str, ...], ["a", "b"]), rebuild(str | None, None)
    (('a', 'b'), None)
    """
    if isinstance(kind, type) and is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{f.name: rebuild(hints[f.name], plain[f.name]) for f in fields(kind)})
    if get_origin(kind) is UnionType:
        chosen = next(one for one in get_args(kind) if one is not type(None))
        return None if plain is None else rebuild(chosen, plain)
    if get_origin(kind) is tuple:
        return tuple(rebuild(get_args(kind)[0], item) for item in plain)
    if get_origin(kind) is Mapping:
        return {name: rebuild(get_args(kind)[1], item) for name, item in plain.items()}
    return plain
