"""Contract, model, Parquet schema and documentation name the same columns in the same order."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pyarrow as pa

from cleaners.model import ARTICLE_KEYS, Changes, Cluster, Rejected, Relevance, Removed, RepairCount
from crawler.store.articles.parquet import SCHEMA

DOCUMENT = Path(__file__).parents[4] / "docs" / "schema.md"
ROWS = re.findall(r"^\| `(\w+)` \| (.+?) \| (.+) \|$", DOCUMENT.read_text(), re.MULTILINE)
PARTITIONS = {"source"}


def describe(kind: pa.DataType) -> str:
    if pa.types.is_list(kind):
        return f"list of {describe(kind.value_type)}"
    if pa.types.is_struct(kind):
        return "struct of " + ", ".join(f"{field.name} {describe(field.type)}" for field in kind)
    return str(kind)


def test_parquet_holds_the_columns_of_the_model():
    assert tuple(SCHEMA.names) == tuple(key for key in ARTICLE_KEYS if key not in PARTITIONS)


def test_structs_hold_the_fields_of_the_model():
    for column, model in (
        ("relevance", Relevance),
        ("cluster", Cluster),
        ("repairs", RepairCount),
        ("removed", Removed),
        ("changes", Changes),
    ):
        kind = SCHEMA.field(column).type
        kind = kind.value_type if pa.types.is_list(kind) else kind
        assert [field.name for field in kind] == [field.name for field in fields(model)]


def test_the_document_describes_every_column_in_order():
    assert [name for name, _, _ in ROWS] == list(ARTICLE_KEYS)
    assert all(meaning.strip() for _, _, meaning in ROWS)


def test_the_document_says_the_types():
    for name, kind, _ in ROWS:
        if name in PARTITIONS:
            assert kind == "string"
            continue
        field = SCHEMA.field(name)
        expected = describe(field.type)
        if field.nullable:
            expected += ", or null" if pa.types.is_struct(field.type) else " or null"
        assert kind == expected, name


def test_the_document_names_what_a_rejected_page_holds():
    line = next(line for line in DOCUMENT.read_text().split("\n\n") if line.startswith("**Rejected pages**"))
    named = re.findall(r"`(\w+)`", line.split("S3 cannot")[0])
    assert named == [field.name for field in fields(Rejected)]
