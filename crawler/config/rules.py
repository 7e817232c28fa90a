"""How pages are cleaned: `config/cleaning.toml`, the sources' rules and the beat to `Rules`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from cleaners.model import Rules
from crawler.config.beats import load_beat
from crawler.config.locate import find_part
from crawler.config.options import RecurringOptions
from crawler.config.sources import load_sources
from crawler.config.toml import build, check_keys, explain, read_toml, show_path, suggest
from crawler.errors import ConfigError

DIGEST_LENGTH = 12
"""Hex digits of `Rules.digest`: 48 bits distinguish any number of rule sets that people will ever write."""


@dataclass(frozen=True, slots=True)
class Cleaning:
    """What `cleaning.toml` says: the steps in order, the numbers each runs with, the beat."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    repairs: tuple[str, ...]
    cleaners: tuple[str, ...]
    options: dict[str, dict[str, object]] = field(default_factory=dict)
    beat: Annotated[str, Field(pattern=r"^[a-z0-9_-]+$")] | None = None
    max_bytes: Annotated[int, Field(ge=1024, le=10 * 1024 * 1024)] = 5 * 1024 * 1024
    max_text_bytes: Annotated[int, Field(ge=1024, le=256 * 1024 * 1024)] = 64 * 1024 * 1024
    keep_off_beat: bool = False


OPTIONS = {"remove_recurring_lines": RecurringOptions}
"""The steps that take numbers, and which."""

CLEANING_KEYS = tuple(f.name for f in fields(Cleaning))
"""Every key of `cleaning.toml`."""


def read_rules(config_dir: Path) -> Rules:
    """Read everything that decides how a page is cleaned; `digest` changes when any of it does.

    Comments, order of keys and layout of the files do not change the digest. Raises ConfigError for an
    unknown key or step, a wrong type, or a broken pattern.
    """
    path = find_part(config_dir, "cleaning.toml")
    table = read_toml(path)
    check_keys(path, table, CLEANING_KEYS)
    cleaning = build(Cleaning, table, path)
    check_steps(cleaning, path)
    sources = load_sources(config_dir)
    named = {source.beat.id: source.beat for source in sources if source.beat}
    rules = Rules(
        repairs=cleaning.repairs,
        cleaners=cleaning.cleaners,
        options=cleaning.options,
        sources=tuple(source.rules for source in sources),
        beat=load_beat(config_dir, cleaning.beat) if cleaning.beat else None,
        max_bytes=cleaning.max_bytes,
        max_text_bytes=cleaning.max_text_bytes,
        # The beat of all is not held twice: reading it takes a part of the start of every run.
        beats=tuple(beat for name, beat in sorted(named.items()) if name != cleaning.beat),
        keep_off_beat=cleaning.keep_off_beat,
    )
    return replace(rules, digest=digest_rules(rules))


def digest_rules(rules: Rules) -> str:
    """First hex digits of the SHA-256 of the rules as canonical JSON, whatever `rules.digest` says."""
    plain = asdict(replace(rules, digest=""))
    canonical = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()[:DIGEST_LENGTH]


def check_steps(cleaning: Cleaning, path: Path) -> None:
    """Raise ConfigError for a step (or options of a step) that does not exist, or that stands twice."""
    # Loading every cleaner takes a while, and who reads sources or settings needs none.
    from cleaners.blocks import CLEANERS
    from cleaners.repair import REPAIRS

    _check_names(path, "repairs", cleaning.repairs, REPAIRS)
    _check_names(path, "cleaners", cleaning.cleaners, CLEANERS)
    check_keys(path, cleaning.options, OPTIONS, "options")
    for name, kind in OPTIONS.items():
        given = cleaning.options.get(name, {})
        check_keys(path, given, (f.name for f in fields(kind)), f"options.{name}")
        for key, value in asdict(build(kind, given, path)).items():
            if value < 1:
                why = explain("", "should be greater than or equal to 1", value, [key])
                raise ConfigError(f"{show_path(path)}: {why}")


def _check_names(path: Path, key: str, names: Iterable[str], known: Iterable[str]) -> None:
    valid, seen = set(known), set[str]()
    for name in names:
        if name not in valid:
            raise ConfigError(f'{show_path(path)}: unknown name "{name}" in {key}: {suggest(name, valid)}')
        if name in seen:
            raise ConfigError(f'{show_path(path)}: "{name}" stands twice in {key}: keep one')
        seen.add(name)
