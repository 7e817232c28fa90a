"""Writes the configuration folder with which `khyber crawl` reads the demo web."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

HERE = Path(__file__).parent / "config"
REPOSITORY = Path(__file__).resolve().parents[2] / "config"


def write_config_folder(folder: Path, sites: Mapping[str, str]) -> Path:
    """Write `crawl.toml` and `sources/` of the demo with live addresses, and the repository's own cleaning rules.

    `sites` maps a site's id to its address, which takes the place of `http://<id>.test`. Returns the folder.
    """
    (folder / "sources").mkdir(parents=True, exist_ok=True)
    shutil.copyfile(REPOSITORY / "cleaning.toml", folder / "cleaning.toml")
    shutil.copytree(REPOSITORY / "beats", folder / "beats", dirs_exist_ok=True)
    shutil.copyfile(HERE / "crawl.toml", folder / "crawl.toml")
    for path in sorted((HERE / "sources").glob("*.toml")):
        address = sites[path.stem]
        text = path.read_text(encoding="utf-8")
        text = text.replace(f"http://{path.stem}.test", address)
        text = text.replace(f"{path.stem}.test", address.removeprefix("http://"))
        (folder / "sources" / path.name).write_text(text, encoding="utf-8")
    return folder
