"""Upkeep of a store: the many small files of a partition become one, without a moment when a row is missing."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from crawler.articles.query.parts import Part, list_parts
from crawler.articles.query.progress import show_work
from crawler.articles.query.row_groups import RowGroups
from crawler.articles.query.rows import conform
from crawler.articles.query.selection import Selection
from crawler.errors import StoreError
from crawler.store import ObjectStore
from crawler.store.articles.parquet import SCHEMA
from crawler.store.articles.records import to_json_line
from crawler.store.disk import hash_file, report_disk_errors

BATCH_ROWS = 1000
_IDENTITY = ("id", "part", "version", "fetched_at")

Identity = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Compacted:
    """What a compaction came to: partitions whose files were joined, files before, rows that stood twice, and a
    line for each partition that was left as it is because a file of it cannot be read."""

    partitions: int = 0
    files: int = 0
    doubles: int = 0
    failed: tuple[str, ...] = ()


def compact_articles(store: ObjectStore) -> Compacted:
    """Join the files of each partition that has several, for whoever holds the lock of the store.

    The new file, `compact-<digest>.parquet`, is whole and in place before the first old one goes: a crash between
    leaves rows twice, which readers take once and the next compaction writes once. Rows that differ in anything
    all stay. Raises StoreError when the store fails.
    """
    done, count = Compacted(), 0
    with show_work("compact", lambda: f"{count:,} partitions"):
        for folder, parts in _by_partition(store):
            count += 1
            try:
                doubles = _join(store, folder, parts)
            except _UnfitError as error:
                done = replace(done, failed=(*done.failed, str(error)))
                continue
            done = replace(
                done,
                partitions=done.partitions + 1,
                files=done.files + len(parts),
                doubles=done.doubles + doubles,
            )
    return done


class _UnfitError(Exception):
    """A file that cannot be joined: what, where, what to do."""


def _by_partition(store: ObjectStore) -> Iterator[tuple[str, list[Part]]]:
    parts = sorted(list_parts(store, Selection()), key=lambda part: part.key)
    for folder, group in groupby(parts, key=lambda part: part.folder):
        if len(files := list(group)) > 1:
            yield folder, files


def _join(store: ObjectStore, folder: str, parts: Sequence[Part]) -> int:
    """Write one file and delete the old ones; returns how many rows stood twice."""
    twice = _find_twice(store, parts)
    with tempfile.TemporaryDirectory(prefix="khyber-compact-") as name:
        path = Path(name) / "joined.parquet"
        with report_disk_errors("write", f"a temporary file in {name}"):
            rows, doubles = _write(store, parts, twice, path)
            digest = hash_file(path)
        if pq.read_metadata(path).num_rows != rows:
            raise StoreError(
                f"cannot compact {store.location(folder + 'x')}: rows got lost; nothing was changed"
            )
        key = f"{folder}compact-{digest[:16]}.parquet"
        put = store.put_file(key, path, if_absent=True)
        if put.sha256 != digest:
            raise StoreError(f"cannot write {store.location(key)}: other bytes stand there; move them away")
    for part in parts:
        if part.key != key:
            store.delete(part.key)
    return doubles


def _find_twice(store: ObjectStore, parts: Sequence[Part]) -> frozenset[Identity]:
    """Identities that several rows have: only these need to be compared as a whole."""
    seen: Counter[Identity] = Counter()
    for part in parts:
        for batch in _read(store, part, _IDENTITY):
            seen.update(zip(*(batch[column].to_pylist() for column in _IDENTITY), strict=True))
    return frozenset(identity for identity, count in seen.items() if count > 1)


def _write(
    store: ObjectStore, parts: Sequence[Part], twice: frozenset[Identity], path: Path
) -> tuple[int, int]:
    """Write every row once; returns the rows written and the rows left out."""
    rows = doubles = 0
    is_new = _remember(twice)
    with path.open("wb") as stream, RowGroups(stream) as groups:
        for part in parts:
            for table in _read(store, part):
                kept = [
                    at for at, row in enumerate(table.select(_IDENTITY).to_pylist()) if is_new(table, at, row)
                ]
                groups.add(table if len(kept) == len(table) else table.take(pa.array(kept, pa.int64())))
                rows, doubles = rows + len(kept), doubles + len(table) - len(kept)
    return rows, doubles


def _remember(twice: frozenset[Identity]) -> Callable[[pa.Table, int, dict[str, object]], bool]:
    """A test whether a row has not come before, equal in every column."""
    seen: set[bytes] = set()

    def is_new(table: pa.Table, at: int, identity: dict[str, object]) -> bool:
        if tuple(identity.values()) not in twice:
            return True
        line = to_json_line(table.slice(at, 1).to_pylist()[0])
        if line in seen:
            return False
        seen.add(line)
        return True

    return is_new


def _read(store: ObjectStore, part: Part, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
    """Tables of a file in the columns of the schema, or of some of them."""
    where = store.location(part.key)
    try:
        with store.open_read(part.key) as stream, pq.ParquetFile(stream) as stored:
            if unknown := set(stored.schema_arrow.names) - set(SCHEMA.names):
                raise _UnfitError(
                    f"{where}: has columns of a newer version ({sorted(unknown)[0]}): left as it is"
                )
            schema = SCHEMA if columns is None else pa.schema([SCHEMA.field(name) for name in columns])
            for batch in stored.iter_batches(BATCH_ROWS, columns=columns):
                yield conform(pa.table(batch), schema)
    except (OSError, pa.ArrowException) as error:
        why = " ".join(str(error).split())[:200]
        raise _UnfitError(f"{where}: cannot be read ({why}): move it away, then compact again") from None
