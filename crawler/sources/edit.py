"""Writes into a source's file that it was seen to work, and leaves everything else as it is."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path

from crawler.config import Source
from crawler.config.sources import build_source
from crawler.config.toml import show_path
from crawler.errors import ConfigError

KEY = r"^{}[ \t]*=.*$"


def mark_checked(text: str, day: date) -> str:
    """Set `verified` and `checked` in the text of a source file; comments, order and other keys stay.

    >>> print(mark_checked('name = "Valley Times"\\nverified = false\\n\\n[expect]\\n', date(2026, 11, 22)))
    name = "Valley Times"
    verified = true
    checked = 2026-11-22
    <BLANKLINE>
    [expect]
    <BLANKLINE>
    """
    top, bracket, rest = _split_tables(text)
    top = re.sub(KEY.format("checked") + r"\n?", "", top, flags=re.MULTILINE)
    marks = f"verified = true\nchecked = {day.isoformat()}"
    verified = re.compile(KEY.format("verified"), re.MULTILINE)
    if verified.search(top):
        top = verified.sub(marks, top, count=1)
    else:
        top = re.sub(KEY.format("home"), lambda line: f"{line[0]}\n{marks}", top, count=1, flags=re.MULTILINE)
    return top + bracket + rest


def write_source(path: Path, text: str) -> Source:
    """Write a source file, whole or not at all, once it is known to be one; ConfigError when it is none."""
    try:
        source = build_source(tomllib.loads(text), path)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{show_path(path)}: would not be TOML ({error}): write it by hand") from None
    partial = path.with_suffix(".partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)
    return source


def _split_tables(text: str) -> tuple[str, str, str]:
    table = re.search(r"^\[", text, re.MULTILINE)
    return (text[: table.start()], "[", text[table.end() :]) if table else (text, "", "")
