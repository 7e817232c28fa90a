"""DuckDB, set up so that it reads what it is given and reaches for nothing else; loaded by `khyber articles` only."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import duckdb

from crawler.articles.query.progress import show_work
from crawler.errors import StoreError

T = TypeVar("T")

INTERRUPT_EVERY_SECONDS = 0.1

READ_PARTS = "read_parquet(?, hive_partitioning = true, hive_types = {'source': VARCHAR, 'date': DATE})"
"""Table of the files of a list; hive_types because a source may be called 2026."""


@contextmanager
def open_database() -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty database in memory that loads no extension and takes no variable of ours for a table.

    What does not fit into memory goes to a temporary folder and is gone when the block ends.
    """
    with tempfile.TemporaryDirectory(prefix="khyber-duckdb-") as folder:
        settings: dict[str, str | bool | int | float | list[str]] = {
            "temp_directory": folder,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "python_enable_replacements": False,
            # A file is read once, and every answer is put into order by its own words.
            "enable_external_file_cache": False,
            "preserve_insertion_order": False,
        }
        with duckdb.connect(config=settings) as database:
            yield database


def forbid_files(database: duckdb.DuckDBPyConnection) -> None:
    """From now on the database opens no file and no address, for reading or writing, and keeps its settings."""
    database.execute("SET enable_external_access = false")
    database.execute("SET lock_configuration = true")


def run_query(database: duckdb.DuckDBPyConnection, query: Callable[[], T]) -> T:
    """Result of a call that lets the database work; shows on stderr how far a long one is.

    It works in another thread, because Ctrl-C reaches none that is inside of DuckDB: here it ends the query at once.
    """
    with (
        show_work("query", lambda: f"{max(0.0, database.query_progress()):.0f} %"),
        ThreadPoolExecutor(1) as pool,
    ):
        result = pool.submit(query)
        try:
            # In short waits: libraries that handle the signal, too, would make it wait for the end of a long one.
            while not result.done():
                wait([result], INTERRUPT_EVERY_SECONDS)
            return result.result()
        except KeyboardInterrupt:
            # Said before the query has begun, it is not heard.
            while not result.done():
                database.interrupt()
                wait([result], INTERRUPT_EVERY_SECONDS)
            raise


@contextmanager
def report_damage(paths: Iterable[Path]) -> Iterator[None]:
    """Turn a failure to read the files into FileNotFoundError if one is gone, else into a StoreError."""
    try:
        yield
    except duckdb.OutOfMemoryException:
        raise StoreError("cannot hold so many articles: ask for fewer days (--since, --until)") from None
    except (duckdb.IOException, duckdb.InvalidInputException) as error:
        if gone := next((path for path in paths if not path.exists()), None):
            raise FileNotFoundError(f"no file {gone}") from None
        first_line = str(error).splitlines()[0][:300]
        raise StoreError(f"cannot read articles: {first_line}: move the damaged file away") from None
