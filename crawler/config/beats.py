"""What is relevant: `config/beats/<id>.toml` to a `Beat`."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

from cleaners.model import Beat, Term
from crawler.config.locate import find_part
from crawler.config.toml import build, check_keys, read_toml, show_path
from crawler.errors import ConfigError


def load_beat(config_dir: Path, name: str) -> Beat:
    """Read `beats/<name>.toml`, the shipped one where the folder has none of this name.

    Raises ConfigError when it is missing, names itself otherwise, or a term is incomplete.
    """
    path = find_part(config_dir, f"beats/{name}.toml")
    table = read_toml(path)
    check_keys(path, table, (f.name for f in fields(Beat)))
    terms = table.get("terms")
    for term in terms if isinstance(terms, list) else ():
        if isinstance(term, dict):
            check_keys(path, term, (f.name for f in fields(Term)), "[terms]")
    beat = build(Beat, table, path)
    if beat.id != name:
        raise ConfigError(
            f'{show_path(path)}: key "id" should be the file\'s name "{name}", found "{beat.id}"'
        )
    if not 0 < beat.threshold <= 1:
        raise ConfigError(f'{show_path(path)}: key "threshold" should lie in (0, 1], found {beat.threshold}')
    if bad := next((term.name for term in beat.terms if term.weight < 0 or not term.spellings), None):
        raise ConfigError(f'{show_path(path)}: term "{bad}" needs spellings and a weight of 0 or more')
    return beat
