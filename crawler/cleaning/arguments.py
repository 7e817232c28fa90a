"""The options of `khyber clean`, each defined once: for the library of the command line, and for the light reader here.

The library takes a tenth of a second to load. The reader takes arguments that are plain, and leaves everything else to
the library: help, mistakes, abbreviations, anything that is not surely meant as it is read here.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

MAX_WORKERS = 256


class CleanArguments(NamedTuple):
    """What `khyber clean` is to do; `OPTIONS` has the defaults."""

    inputs: list[str]
    out: str
    source: str | None
    workers: int
    formats: str
    learn: bool
    engine: str
    scheduler: str | None
    against: str | None
    config: Path | None


class Option(NamedTuple):
    """One option: its flag (two for a switch), what it is when left out, and its help text."""

    flag: str
    default: str | int | bool | None
    help: str


OPTIONS = {
    "out": Option("--out", "data/clean", "Folder, s3://bucket/prefix, or - for stdout."),
    "source": Option("--source", None, "Source id whose rules apply to these inputs."),
    "workers": Option("--workers", 0, "Worker processes; 0: one a core."),
    "formats": Option("--format", "files,parquet", "Of files, jsonl, parquet; several with commas."),
    "learn": Option("--learn/--no-learn", True, "Count first which lines recur across the texts."),
    "engine": Option(
        "--engine", "local", "local: processes of this machine; dask: workers of a Dask cluster."
    ),
    "scheduler": Option(
        "--scheduler",
        None,
        "Address of a Dask scheduler, tcp://host:8786; without, a cluster of this machine.",
    ),
    "against": Option(
        "--against",
        None,
        "Archives: the store to compare with, or none. [default: the one beside raw/, if it has articles]",
    ),
    "config": Option(
        "--config", None, "Folder with cleaning.toml, crawl.toml, sources/, beats/. [default: config]"
    ),
}
"""By the name of the field that they fill."""


def read_clean_arguments(arguments: Iterable[str]) -> CleanArguments | None:
    """Read what stands behind `khyber clean`; None where the library has to.

    >>> read_clean_arguments(["texts", "--workers", "1", "--format", "jsonl", "--out", "-"]).workers
    1
    >>> read_clean_arguments(["texts", "--help"]), read_clean_arguments(["texts", "--workers", "many"])
    (None, None)
    """
    names = {flag: name for name, option in OPTIONS.items() for flag in option.flag.split("/")}
    values: dict[str, object] = {name: option.default for name, option in OPTIONS.items()}
    inputs: list[str] = []
    rest = iter(arguments)
    for argument in rest:
        name = names.get(argument)
        if name == "learn":
            values[name] = argument == "--learn"
        elif name:
            value = next(rest, "")
            if not value or (value.startswith("-") and value != "-"):
                return None
            values[name] = value
        elif argument.startswith("-") or not argument:
            return None
        else:
            inputs.append(argument)
    workers = str(values["workers"])
    if not inputs or not (workers.isascii() and workers.isdigit() and int(workers) <= MAX_WORKERS):
        return None
    config = values["config"] and Path(str(values["config"]))
    return CleanArguments(**{**values, "inputs": inputs, "workers": int(workers), "config": config})  # type: ignore[arg-type]
