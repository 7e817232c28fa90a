"""Schema `article/1` as a Parquet table: one row an article, columns in the order of the contract."""

from __future__ import annotations

import io
from typing import cast

import pyarrow as pa
import pyarrow.parquet as pq

from crawler.store.articles.records import Record

_TEXTS = pa.list_(pa.string())
_NUMBERS = pa.list_(pa.int32())


def _required(name: str, kind: pa.DataType) -> pa.Field:
    return pa.field(name, kind, nullable=False)


SCHEMA = pa.schema(
    [
        _required("schema", pa.string()),
        _required("id", pa.string()),
        _required("version", pa.string()),
        pa.field("url", pa.string()),
        pa.field("canonical_url", pa.string()),
        pa.field("input", pa.string()),
        _required("part", pa.int32()),
        pa.field("page_kind", pa.string()),
        pa.field("title", pa.string()),
        _required("authors", _TEXTS),
        pa.field("agency", pa.string()),
        pa.field("dateline", pa.string()),
        pa.field("published", pa.string()),
        pa.field("modified", pa.string()),
        pa.field("published_from", pa.string()),
        pa.field("language", pa.string()),
        pa.field("language_region", pa.string()),
        pa.field("section", pa.string()),
        _required("tags", _TEXTS),
        _required("summary", _TEXTS),
        _required("captions", _TEXTS),
        _required("images", _TEXTS),
        _required("paragraphs", _TEXTS),
        _required("text", pa.string()),
        _required("relevance", pa.struct([("score", pa.float64()), ("places", _TEXTS), ("matched", _TEXTS)])),
        pa.field(
            "cluster",
            pa.struct(
                [
                    ("id", pa.string()),
                    ("role", pa.string()),
                    ("of", pa.string()),
                    ("similarity", pa.float64()),
                ]
            ),
        ),
        pa.field("encoding", pa.string()),
        pa.field("fetched_at", pa.string()),
        pa.field("run", pa.string()),
        pa.field("code", pa.string()),
        pa.field("rules", pa.string()),
        _required("repairs", pa.list_(pa.struct([("cleaner", pa.string()), ("count", pa.int32())]))),
        _required(
            "removed",
            pa.list_(pa.struct([("text", pa.string()), ("cleaner", pa.string()), ("reason", pa.string())])),
        ),
        pa.field(
            "changes",
            pa.struct(
                [
                    ("version", pa.string()),
                    ("title", pa.bool_()),
                    ("added", _NUMBERS),
                    ("removed", _NUMBERS),
                    ("changed", _NUMBERS),
                ]
            ),
        ),
    ]
)
"""Columns of a file. `source` and `date` are its partition, in its path: held twice, they would be text in
the file and a dictionary in the path, which pyarrow and pandas refuse to merge."""


def encode_parquet(records: list[Record]) -> bytes:
    """Bytes of one Parquet file (zstd); equal records give equal bytes."""
    table = pa.Table.from_pylist([_without_partition(record) for record in records], schema=SCHEMA)
    out = io.BytesIO()
    pq.write_table(table, out, compression="zstd")
    return out.getvalue()


def decode_parquet(data: bytes) -> list[Record]:
    """Rows of a file as records, without `source`. Raises ValueError if it is damaged."""
    try:
        return cast(list[Record], pq.read_table(io.BytesIO(data)).to_pylist())
    except OSError as error:  # pyarrow's word for a page that does not unpack
        raise ValueError(str(error)) from error


def _without_partition(record: Record) -> Record:
    return {name: value for name, value in record.items() if name != "source"}
