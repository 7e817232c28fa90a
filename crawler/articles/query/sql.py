"""A question in SQL to the view `articles`: DuckDB is handed the rows, and may open nothing itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.dataset as ds
from pyarrow.fs import LocalFileSystem

from cleaners.model import ARTICLE_KEYS
from crawler.articles.query.ask import ONE_ARTICLE, ONE_VERSION
from crawler.articles.query.columns import answer_schema
from crawler.articles.query.database import READ_PARTS, forbid_files, open_database, report_damage, run_query
from crawler.articles.query.parts import Part
from crawler.errors import StoreError

COLUMNS = (*ARTICLE_KEYS[:4], "date", *ARTICLE_KEYS[4:])
"""Columns of the view: those of the schema, and the day behind the source."""

_DOUBLED = "CREATE TABLE doubled AS SELECT {key} FROM {parts} GROUP BY ALL HAVING count(*) > 1"

# Few articles have a second row: only these are put into order.
_NEWEST = """
CREATE VIEW articles AS
SELECT * FROM stored ANTI JOIN doubled USING ({key})
UNION ALL
SELECT * FROM (
    SELECT DISTINCT ON ({key}) * FROM stored SEMI JOIN doubled USING ({key})
    ORDER BY {key}, fetched_at DESC NULLS LAST, version DESC
)
"""


def query_sql(
    parts: Sequence[Part], paths: Sequence[Path], sql: str, every_version: bool = False
) -> Iterator[pa.Table]:
    """The answer to one SELECT over the view `articles`, piece by piece; at least one piece, for its columns.

    The rows come through pyarrow, so that DuckDB needs no file: a list of files that it may read would also be one
    that it may write, and since its version 2.0 a SELECT can hold a COPY. Conditions on `source` and `date` spare
    the other files. Raises ValueError for what is no single SELECT or fails, StoreError for a damaged file or one that
    goes meanwhile, FileNotFoundError, before the first piece, for one that has gone before.
    """
    key = ", ".join(ONE_VERSION if every_version else ONE_ARTICLE)
    with open_database() as database:
        with report_damage(paths):
            doubled = run_query(database, lambda: _find_doubled(database, key, paths))
        database.register("stored", _describe(parts, paths))
        database.execute(_NEWEST.format(key=key) if doubled else "CREATE VIEW articles AS FROM stored")
        forbid_files(database)
        try:
            _check(database, sql)
            reader = run_query(database, lambda: database.sql(sql).to_arrow_reader())
            yield reader.schema.empty_table()
            while (batch := run_query(database, lambda: next(reader, None))) is not None:
                yield pa.table(batch)
        except (duckdb.Error, pa.ArrowException, OSError) as error:
            if gone := next((path for path in paths if not path.exists()), None):
                raise StoreError(
                    f"{gone} has gone while it was read (articles compact?): ask again"
                ) from None
            raise ValueError(f"--sql: {' '.join(str(error).split())[:300]}") from None


def _find_doubled(database: duckdb.DuckDBPyConnection, key: str, paths: Sequence[Path]) -> bool:
    """Make the table of articles with several rows; whether there are any."""
    if not paths:
        return False
    database.execute(_DOUBLED.format(key=key, parts=READ_PARTS), [[str(path) for path in paths]])
    return bool(database.execute("SELECT 1 FROM doubled LIMIT 1").fetchall())


def _check(database: duckdb.DuckDBPyConnection, sql: str) -> None:
    statements = database.extract_statements(sql)
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise ValueError("--sql takes one SELECT statement, over the view articles")


def _describe(parts: Sequence[Part], paths: Sequence[Path]) -> ds.Dataset:
    """The rows of all files with their partitions; a file that lacks a column has null in it."""
    schema = pa.schema([field.with_nullable(True) for field in answer_schema(COLUMNS)])
    format_, disk = ds.ParquetFileFormat(), LocalFileSystem()
    fragments = [
        format_.make_fragment(str(path.absolute()), disk, partition_expression=_partition_expression(part))
        for part, path in zip(parts, paths, strict=True)
    ]
    return ds.FileSystemDataset(fragments, schema, format_, disk)


def _partition_expression(part: Part) -> ds.Expression:
    day = ds.field("date")
    same_day = day.is_null() if part.day is None else day == pa.scalar(part.day)
    return (ds.field("source") == part.source) & same_day
