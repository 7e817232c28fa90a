"""Copies the shipped configuration into a folder, for its owner to edit."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from crawler.config.locate import PARTS, shipped_config
from crawler.config.toml import show_path
from crawler.errors import ConfigError, Exit
from crawler.setup.cron import CronJob, render_line

CRON = "crontab.example"
HEAD = """\
# What `khyber cron install --out data` would put into your crontab: a crawl every hour, at a minute of its own.
# Khyber does not read this file.
"""


def run_init(folder: Path, force: bool) -> int:
    """`khyber init`; returns the exit code.

    Writes `crawl.toml`, `cleaning.toml`, `sources/`, `beats/` and `crontab.example`; other files of the folder stay.
    Raises ConfigError, before anything is written, where one of them exists (without `force`) or the folder
    cannot be made.
    """
    files = {name: path.read_bytes() for name, path in list_shipped()}
    files[CRON] = (HEAD + render_line(CronJob("data", config=find_named(folder))) + "\n").encode()
    there = sorted(name for name in files if (folder / name).exists())
    if there and not force:
        more = f" (and {len(there) - 1} more files)" if len(there) > 1 else ""
        raise ConfigError(
            f"{show_path(folder / there[0])}: exists already{more}: name another folder, or overwrite with --force"
        )
    try:
        for name, body in files.items():
            write_file(folder / name, body)
    except OSError as error:
        raise ConfigError(
            f"{show_path(folder)}: cannot be written ({error.strerror}): name another folder"
        ) from None
    print(show_path(folder))
    named = f" --config {show_path(folder)}" if find_named(folder) else ""
    print(
        f"khyber: {len(files)} files written. Set contact in {show_path(folder)}/crawl.toml, then:",
        file=sys.stderr,
    )
    print(f"khyber:   khyber sources list{named}", file=sys.stderr)
    print(f"khyber:   khyber crawl SOURCE --limit 5{named}", file=sys.stderr)
    return Exit.OK


def list_shipped() -> Iterator[tuple[str, Path]]:
    """Every file of the shipped configuration, with its name below the folder."""
    shipped = shipped_config()
    for part in PARTS:
        path = shipped / part
        for one in sorted(path.glob("*.toml")) if path.is_dir() else [path]:
            yield one.relative_to(shipped).as_posix(), one


def find_named(folder: Path) -> Path | None:
    """The folder where a command has to name it with --config; None for `./config`, which is found."""
    return None if folder.resolve() == Path("config").resolve() else folder


def write_file(path: Path, body: bytes) -> None:
    """Write a file, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    partial.write_bytes(body)
    partial.replace(path)
