"""From tables to bytes, and from bytes to where the user wants them."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from crawler.articles.query.output.sheet import to_csv
from crawler.articles.query.output.table import to_table
from crawler.articles.query.row_groups import RowGroups
from crawler.store import open_store
from crawler.store.disk import report_disk_errors

FORMATS = ("table", "jsonl", "csv", "parquet")


def choose_format(named: str | None, out: str) -> str:
    """The format named, else that of the name of the file, else a table. Raises ValueError for an unknown one.

    >>> choose_format(None, "old/articles.csv"), choose_format(None, "-")
    ('csv', 'table')
    """
    chosen = named or Path(out).suffix.removeprefix(".")
    if chosen in FORMATS:
        return chosen
    if named is None:
        return "table"
    raise ValueError(f"--format {named[:40]!a}: choose of {', '.join(FORMATS)}")


def write_answer(tables: Iterable[pa.Table], format_: str, stream: BinaryIO) -> int:
    """Write the tables of an answer, all of the same columns and at least one; returns the number of rows."""
    count = 0

    def counted() -> Iterator[pa.Table]:
        nonlocal count
        for table in tables:
            count += len(table)
            yield table

    if format_ == "parquet":
        with RowGroups(stream) as groups:
            for table in counted():
                groups.add(table)
        return count
    for piece in _encode(counted(), format_):
        stream.write(piece)
    return count


def _encode(tables: Iterable[pa.Table], format_: str) -> Iterable[bytes]:
    if format_ == "csv":
        return to_csv(tables)
    if format_ == "jsonl":
        return _to_lines(tables)
    return to_table(tables, shutil.get_terminal_size((120, 24)).columns)


def _to_lines(tables: Iterable[pa.Table]) -> Iterator[bytes]:
    from crawler.articles.query.output.plain import as_json
    from crawler.store.articles.records import to_json_line

    for table in tables:
        for row in table.to_pylist():
            yield to_json_line({name: as_json(value) for name, value in row.items()})


@contextmanager
def open_output(out: str) -> Iterator[BinaryIO]:
    """A stream to stdout (`-`), to a file or to an `s3://` object; a file is there whole or, after an error, not."""
    if out == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    folder, _, name = out.rpartition("/")
    if "://" in out:
        store = open_store(folder)
        with tempfile.TemporaryDirectory(prefix="khyber-answer-") as local:
            path = Path(local) / "answer"
            with report_disk_errors("write", f"a temporary file in {local}"), path.open("wb") as stream:
                yield stream
            store.put_file(name, path)
        return
    partial = Path(out).expanduser().with_name(f".{Path(out).name}.{os.getpid()}.partial")
    try:
        with report_disk_errors("write", out), partial.open("xb") as stream:
            yield stream
        partial.replace(Path(out).expanduser())
    finally:
        partial.unlink(missing_ok=True)
