"""What `khyber sources learn` found: `config/sources/<id>.learned.toml` to the rules that it gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from cleaners.model import SourceRules, Template
from crawler.config.checks import check_rules, check_xpath
from crawler.config.toml import build, check_keys, one_line, read_toml, show_path
from crawler.errors import ConfigError

LEARNED_KEYS = ("body", "strip", "line_promos")
"""Keys that the file may give, beside tables [[template]] and [[recurring]], and [evidence] for its reviewer."""

TEMPLATE_KEYS = tuple(f.name for f in fields(Template))
"""Keys of a table [[template]], beside its own [template.evidence]."""


@dataclass(frozen=True, slots=True)
class LearnedLine:
    """A line that recurs around the stories of a source, with its evidence: in `files` of `of` files, the first
    and the last of them by name.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    line: Annotated[str, Field(min_length=1)]
    files: Annotated[int, Field(ge=1)]
    of: Annotated[int, Field(ge=1)]
    first: str
    last: str


def read_learned(path: Path) -> dict[str, object]:
    """Rules that the learned file beside the source file at `path` gives; empty without one.

    Raises ConfigError for an unknown key, a wrong type, a broken pattern or XPath.
    """
    learned = path.with_name(f"{path.stem}.learned.toml")
    if not learned.exists():
        return {}
    table = read_toml(learned)
    check_keys(learned, table, (*LEARNED_KEYS, "evidence", "recurring", "template"))
    found = {key: table[key] for key in LEARNED_KEYS if key in table}
    if "recurring" in table:
        keys = [f.name for f in fields(LearnedLine)]
        lines = _list_tables(table["recurring"], "recurring", keys, learned)
        found["recurring_lines"] = [build(LearnedLine, one, learned).line for one in lines]
    if "template" in table:
        tables = _list_tables(table["template"], "template", (*TEMPLATE_KEYS, "evidence"), learned)
        found["templates"] = [_read_template(one, learned) for one in tables]
    check_rules(build(SourceRules, {"id": path.stem} | found, learned), learned)
    return found


def _list_tables(value: object, name: str, keys: Iterable[str], learned: Path) -> list[Mapping[str, object]]:
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise ConfigError(f'{show_path(learned)}: "{name}" should be tables: write [[{name}]] above each')
    known = tuple(keys)
    for one in value:
        check_keys(learned, one, known, name)
    return value


def _read_template(table: Mapping[str, object], learned: Path) -> dict[str, object]:
    given = {key: value for key, value in table.items() if key != "evidence"}
    template = build(Template, given, learned)
    for key in ("body", "title", "byline", "date", "beside", "strip"):
        value = getattr(template, key)
        for xpath in (value,) if isinstance(value, str) else value or ():
            try:
                check_xpath(xpath)
            except ValueError as error:
                message = f'key "{key}" under [template] {one_line(str(error))}, found "{one_line(xpath)}"'
                raise ConfigError(f"{show_path(learned)}: {message}") from None
    return given
