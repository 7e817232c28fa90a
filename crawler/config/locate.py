"""Finds the configuration: the folder that a user has, and behind it the files that Khyber ships.

A configuration has four parts: `cleaning.toml`, `crawl.toml`, `sources/` and `beats/`. A part that the user's folder
holds is taken from there, any other from the shipped configuration. `sources/` counts as a whole, since a folder with
three sources means these three and not fifty; a beat is looked up by its file.
"""

from __future__ import annotations

import os
from pathlib import Path

from crawler.config.toml import show_path
from crawler.errors import ConfigError

VARIABLE = "KHYBER_CONFIG"
PARTS = ("cleaning.toml", "crawl.toml", "sources", "beats")
"""What a configuration folder may hold; one of them makes a folder one."""

CODE = Path(__file__).resolve().parents[2]
PACKAGED = CODE / "khyber" / "config"
"""Where a wheel has the shipped configuration (`setup.py`); a checkout has it in `config/`."""


def shipped_config() -> Path:
    """The folder of the configuration that comes with Khyber."""
    return PACKAGED if PACKAGED.is_dir() else CODE / "config"


def find_config_dir(explicit: Path | None = None) -> Path:
    """Name the configuration folder: `explicit`, `$KHYBER_CONFIG`, `./config`, or the shipped one.

    The first two are orders: they must hold a part of a configuration, or ConfigError is raised. A `./config` that
    holds none, such as another project's, is passed over.
    """
    variable = os.environ.get(VARIABLE)
    if explicit is not None:
        return _require(explicit, "--config")
    if variable:
        return _require(Path(variable), f"${VARIABLE}")
    here = Path("config")
    return here if _is_config(here) else shipped_config()


def find_part(config_dir: Path, name: str) -> Path:
    """The file or folder of a configuration: that of `config_dir`, else the shipped one; the first where neither is.

    `name` is one of `PARTS`, or the path of a beat (`beats/afpak.toml`).
    """
    own, shipped = config_dir / name, shipped_config() / name
    return own if own.exists() or not shipped.exists() else shipped


def find_own_sources(config_dir: Path) -> Path:
    """The folder of sources to write into; raises ConfigError where that would change what is shipped."""
    own = config_dir / "sources"
    if config_dir.resolve() == PACKAGED:
        raise ConfigError(
            "the sources that come with Khyber are not changed in place: khyber init writes a copy to edit"
        )
    if not own.is_dir():
        raise ConfigError(
            f"{show_path(own)}: no such folder: make it for sources of your own alone, "
            f"or copy the shipped ones into it: khyber init {show_path(config_dir)}"
        )
    return own


def _is_config(folder: Path) -> bool:
    return any((folder / part).exists() for part in PARTS)


def _require(folder: Path, named_by: str) -> Path:
    if not _is_config(folder):
        parts = f"{', '.join(PARTS[:-1])} or {PARTS[-1]}"
        raise ConfigError(
            f"{folder}: named by {named_by}, but holds no {parts}: name a configuration folder, or write one: khyber init"
        )
    return folder
