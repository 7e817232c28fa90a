"""The rows that answer, fetched file by file: an answer of any size needs the memory of one file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from crawler.articles.query.columns import answer_schema
from crawler.articles.query.parts import Part
from crawler.errors import StoreError


def read_rows(
    parts: Sequence[Part], paths: Sequence[Path], found: pa.Table, columns: tuple[str, ...]
) -> Iterator[pa.Table]:
    """Tables with the rows that `find_articles` found in the files `paths` of `parts`, in their order.

    A column that a file of an older version lacks is null, or an empty list. Raises StoreError for a file that is
    damaged or has gone.
    """
    schema = answer_schema(columns)
    wanted = [name for name in columns if name not in ("source", "date")]
    for file, rows in _by_file(found):
        part, path = parts[file], paths[file]
        try:
            with pq.ParquetFile(path) as stored:
                here = [name for name in wanted if name in stored.schema_arrow.names]
                table = stored.read(columns=here).take(rows)
        except FileNotFoundError:
            raise StoreError(f"{path} has gone while it was read (articles compact?): ask again") from None
        except (OSError, pa.ArrowException) as error:
            raise StoreError(f"cannot read {path}: damaged ({error}): move it away") from None
        yield conform(_add_partition(table, part, len(rows)), schema)


def conform(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """The columns of a schema, in its order and types; what the table lacks is null, or an empty list."""
    return pa.table(
        [
            table[field.name].cast(field.type)
            if field.name in table.column_names
            else _fill(field, len(table))
            for field in schema
        ],
        schema=schema,
    )


def _add_partition(table: pa.Table, part: Part, count: int) -> pa.Table:
    partition = pa.table(
        {"source": pa.repeat(part.source, count), "date": pa.array([part.day] * count, pa.date32())}
    )
    for name in table.column_names:
        partition = partition.append_column(name, table[name])
    return partition


def _fill(field: pa.Field, count: int) -> pa.Array:
    if pa.types.is_list(field.type):
        return pa.array([[]] * count, field.type)
    return pa.nulls(count, field.type)


def _by_file(found: pa.Table) -> Iterator[tuple[int, pa.Array]]:
    files, rows = found["file"].combine_chunks(), found["row"].combine_chunks()
    runs = pc.run_end_encode(files)
    start = 0
    for file, end in zip(runs.values.to_pylist(), runs.run_ends.to_pylist(), strict=True):
        yield file, rows.slice(start, end - start)
        start = end
