"""Documentation keeps step with what it describes."""

from __future__ import annotations

import ast
import json
import re
from dataclasses import MISSING, fields
from pathlib import Path

import pytest

from crawler.config import CrawlSettings, Expect, load_crawl_settings, load_rules, load_sources
from crawler.config.crawl import TABLES
from crawler.config.rules import CLEANING_KEYS, Cleaning, load_beat
from crawler.config.sources import SOURCE_KEYS
from tests.policy.modules import REPOSITORY

CONFIG = REPOSITORY / "config"
DOCS = sorted((*REPOSITORY.glob("*.md"), *REPOSITORY.glob("docs/**/*.md")))
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)")
ROW = re.compile(r"^\| `([a-z_]+)` \| ([^|]+) \|", re.MULTILINE)


def section(path: str, heading: str) -> str:
    """Text of a document under a heading, down to the next of its rank."""
    text = (REPOSITORY / path).read_text(encoding="utf-8")
    start = text.index(f"\n{heading}")
    return text[start:end] if (end := text.find("\n## ", start + 1)) > 0 else text[start:]


def test_every_key_of_a_source_file_is_described_and_nothing_else() -> None:
    text = section("docs/adding-a-source.md", "## Key reference")
    top, _, expect = text.partition("Under `[expect]`")
    assert {key for key, _ in ROW.findall(top)} == set(SOURCE_KEYS)
    assert {key for key, _ in ROW.findall(expect)} == {f.name for f in fields(Expect)}


def test_every_crawl_setting_is_described_with_its_default_in_its_table() -> None:
    text = section("docs/operations.md", "## Crawl settings")
    parts = re.split(r"\*\*`\[([a-z]+)\]`\*\*", text)
    described = {
        table: {key: default.strip().strip("`") for key, default in ROW.findall(rows)}
        for table, rows in zip(parts[1::2], parts[2::2], strict=True)
    }
    defaults = CrawlSettings()
    expected = {
        table: {key: show_default(getattr(defaults, key)) for key in keys} for table, keys in TABLES.items()
    }
    assert described == expected


def show_default(value: object) -> str:
    return "none" if value is None else json.dumps(value)


def test_the_tables_of_crawl_toml_hold_every_setting_once() -> None:
    keys = [key for keys in TABLES.values() for key in keys]
    assert sorted(keys) == sorted(f.name for f in fields(CrawlSettings))


def test_every_key_of_the_cleaning_rules_is_described_with_its_default() -> None:
    described = dict(ROW.findall(section("docs/operations.md", "## Cleaning rules")))
    assert set(described) == set(CLEANING_KEYS)
    for item in fields(Cleaning):
        if item.default is not MISSING:
            assert described[item.name].strip("`") == show_default(item.default)


def test_every_exit_code_is_described() -> None:
    text = section("docs/operations.md", "## Exit codes")
    assert re.findall(r"^\| (\d) \|", text, re.MULTILINE) == ["0", "2", "3", "4", "5"]


def test_every_toml_file_of_the_configuration_loads() -> None:
    load_crawl_settings(CONFIG)
    load_rules(CONFIG)
    known = {CONFIG / "crawl.toml", CONFIG / "cleaning.toml"}
    known |= {CONFIG / "sources" / f"{source.id}.toml" for source in load_sources(CONFIG)}
    known |= {path for path in (CONFIG / "sources").glob("*.learned.toml") if without_learned(path) in known}
    for path in (CONFIG / "beats").glob("*.toml"):
        assert load_beat(CONFIG, path.stem).terms
        known.add(path)
    assert {path for path in CONFIG.rglob("*") if path.is_file()} == known


def without_learned(path: Path) -> Path:
    return path.with_name(path.name.replace(".learned.toml", ".toml"))


@pytest.mark.parametrize("path", DOCS, ids=lambda path: str(path.relative_to(REPOSITORY)))
def test_links_lead_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    broken = [target for target in LINK.findall(text) if not (path.parent / target).exists()]
    assert broken == []


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = [int(path.name[:4]) for path in sorted((REPOSITORY / "docs/decisions").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_architecture_names_every_public_name_of_the_configuration() -> None:
    text = (REPOSITORY / "docs/architecture.md").read_text(encoding="utf-8")
    tree = ast.parse((REPOSITORY / "crawler/config/__init__.py").read_text(encoding="utf-8"))
    loaders = [
        alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names
    ]
    assert [name for name in loaders if name.startswith("load_") and f"`{name}`" not in text] == []
