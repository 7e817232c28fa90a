"""`khyber articles`: from what the user asks to what he reads, and the upkeep of the files behind it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeVar

import pyarrow as pa

from cleaners.model import ARTICLE_KEYS
from crawler.articles.query import (
    Selection,
    compact_articles,
    find_articles,
    hold_locally,
    list_parts,
    query_sql,
    read_rows,
)
from crawler.articles.query.columns import TABLE_COLUMNS, answer_schema, read_columns
from crawler.articles.query.output import choose_format, open_output, write_answer
from crawler.articles.query.parts import Part, holds_articles
from crawler.errors import Exit, InputError, StoreError
from crawler.state.location import lock_path
from crawler.state.lock import hold_lock
from crawler.store import ObjectStore, open_store

TABLE_ROWS = 50
"""Rows of a table when nobody says how many: what people look through."""

TRIES = 3
"""How often a store is listed anew when files went away while they were read."""

T = TypeVar("T")


class Wanted(NamedTuple):
    """What an answer should look like: columns with commas between them, rows at most, format, where to."""

    columns: str | None = None
    limit: int | None = None
    format: str | None = None
    out: str = "-"


def run_articles(store_url: str, selection: Selection, wanted: Wanted, sql: str | None = None) -> int:
    """`khyber articles`; returns the exit code."""
    format_ = choose_format(wanted.format, wanted.out)
    if format_ == "parquet" and wanted.out == "-" and sys.stdout.isatty():
        raise ValueError("--format parquet is not for a terminal: name a file with --out")
    store = open_store(store_url)
    if sql is not None:
        if option := _find_unused(selection, wanted):
            raise ValueError(f"{option} does not go with --sql: write it in the SELECT")
        _try_again(lambda: _answer_sql(store, selection, sql, format_, wanted.out))
        return Exit.OK
    default = TABLE_COLUMNS if format_ == "table" else ARTICLE_KEYS
    columns = read_columns(wanted.columns) if wanted.columns is not None else default
    limit = wanted.limit or (TABLE_ROWS if format_ == "table" else None)
    shown, count = _try_again(lambda: _answer(store, selection, columns, limit, format_, wanted.out))
    if format_ == "table":
        more = f"{shown:,} of {count:,} articles: --limit N shows more"
        print(more if shown < count else f"{count:,} articles", file=sys.stderr)
    return Exit.OK


def run_compact(store_url: str) -> int:
    """`khyber articles compact`; returns the exit code."""
    store = open_store(store_url)
    _check_store(store)
    with hold_lock(lock_path(store_url)):
        done = compact_articles(store)
    print(
        f"{done.partitions:,} partitions compacted: {done.files:,} files became {done.partitions:,},"
        f" {done.doubles:,} rows stood twice"
    )
    for line in done.failed:
        print(f"khyber: {line}", file=sys.stderr)
    return Exit.FAILED if done.failed else Exit.OK


def _answer(
    store: ObjectStore,
    selection: Selection,
    columns: tuple[str, ...],
    limit: int | None,
    format_: str,
    out: str,
) -> tuple[int, int]:
    """Write the answer; returns the rows written and the rows that answer."""
    parts = _list(store, selection)
    with hold_locally(store, parts) as paths:
        found = find_articles(paths, selection)
        shown = found.slice(0, limit)

        def tables() -> Iterator[pa.Table]:
            yield answer_schema(columns).empty_table()
            yield from read_rows(parts, paths, shown, columns)

        with open_output(out) as stream:
            return write_answer(tables(), format_, stream), len(found)


def _answer_sql(store: ObjectStore, selection: Selection, sql: str, format_: str, out: str) -> None:
    parts = _list(store, selection)
    with hold_locally(store, parts) as paths:
        tables = query_sql(parts, paths, sql, selection.every_version)
        first = next(tables)  # mistakes show before anything is written

        def rest() -> Iterator[pa.Table]:
            yield first
            yield from tables

        with open_output(out) as stream:
            write_answer(rest(), format_, stream)


def _list(store: ObjectStore, selection: Selection) -> tuple[Part, ...]:
    parts = list_parts(store, selection)
    if not parts:
        _check_store(store)
    return parts


def _check_store(store: ObjectStore) -> None:
    if not holds_articles(store):
        raise InputError(f"{store.url}: holds no articles: crawl or clean something into it first")


def _find_unused(selection: Selection, wanted: Wanted) -> str | None:
    """The first option that a question in SQL has no use for."""
    options = {
        "--language": selection.languages,
        "--place": selection.places,
        "--match": selection.terms,
        "--cluster": selection.cluster,
        "--min-relevance": selection.min_relevance,
        "--columns": wanted.columns,
        "--limit": wanted.limit,
    }
    return next((name for name, value in options.items() if value not in (None, ())), None)


def _try_again(work: Callable[[], T]) -> T:
    """Do a work that lists files and reads them; again where a compaction took files away between the two."""
    for _ in range(TRIES - 1):
        try:
            return work()
        except FileNotFoundError:
            continue
    try:
        return work()
    except FileNotFoundError as error:
        raise StoreError(f"the store changes while it is read ({error}): ask again") from None
