"""Finds the configuration folder."""

from __future__ import annotations

import os
from pathlib import Path

from crawler.errors import ConfigError

VARIABLE = "KHYBER_CONFIG"
MARK = "cleaning.toml"
"""The file that every configuration folder has."""


def find_config_dir(explicit: Path | None = None) -> Path:
    """Name the configuration folder: `explicit`, `$KHYBER_CONFIG`, `./config`, or the checkout's own.

    The first two are orders: they must exist, or ConfigError is raised. `./config` counts only when it holds
    a `cleaning.toml`, so that another project's folder of that name is passed over.
    """
    variable = os.environ.get(VARIABLE)
    if explicit is not None:
        return _require(explicit, "--config")
    if variable:
        return _require(Path(variable), f"${VARIABLE}")
    candidates = (Path("config"), Path(__file__).resolve().parents[2] / "config")
    found = next((folder for folder in candidates if (folder / MARK).is_file()), None)
    if found is None:
        raise ConfigError(f"config: no configuration folder here: name it with --config or ${VARIABLE}")
    return found


def _require(folder: Path, named_by: str) -> Path:
    if not (folder / MARK).is_file():
        raise ConfigError(f"{folder}: named by {named_by}, but holds no {MARK}: name a configuration folder")
    return folder
