"""The arguments of `khyber clean` where they are plain: the library of the command line takes a tenth of a second to load.

It reads everything else: help, mistakes, abbreviations, anything that is not surely meant as it is read here.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

MAX_WORKERS = 256
VALUED = (
    "--out", "--source", "--workers", "--format", "--config", "--engine", "--scheduler", "--against",
)  # fmt: skip


class CleanArguments(NamedTuple):
    """What `khyber clean` was told; the defaults are those of the command."""

    inputs: list[str]
    out: str = "data/clean"
    source: str | None = None
    workers: int = 0
    formats: str = "files,parquet"
    learn: bool = True
    config: Path | None = None
    engine: str = "local"
    scheduler: str | None = None
    against: str | None = None


def read_clean_arguments(arguments: Iterable[str]) -> CleanArguments | None:
    """Read what stands behind `khyber clean`; None where the library has to.

    >>> read_clean_arguments(["texts", "--workers", "1", "--format", "jsonl", "--out", "-"]).workers
    1
    >>> read_clean_arguments(["texts", "--help"]), read_clean_arguments(["texts", "--workers", "many"])
    (None, None)
    """
    rest = iter(arguments)
    inputs: list[str] = []
    given: dict[str, str] = {}
    learn = True
    for argument in rest:
        if not argument.startswith("-") and argument:
            inputs.append(argument)
        elif argument in ("--learn", "--no-learn"):
            learn = argument == "--learn"
        elif argument in VALUED:
            value = next(rest, "")
            if not value or (value.startswith("-") and value != "-"):
                return None
            given[argument] = value
        else:
            return None
    workers = given.get("--workers", "0")
    if not inputs or not (workers.isascii() and workers.isdigit() and int(workers) <= MAX_WORKERS):
        return None
    default = CleanArguments(inputs)
    return CleanArguments(
        inputs,
        given.get("--out", default.out),
        given.get("--source"),
        int(workers),
        given.get("--format", default.formats),
        learn,
        Path(given["--config"]) if "--config" in given else None,
        given.get("--engine", default.engine),
        given.get("--scheduler"),
        given.get("--against"),
    )
