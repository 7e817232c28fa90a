"""How the articles of one store differ from those of another: rows are matched in DuckDB, texts come a few at a time.

Nothing here grows with the number of articles but what DuckDB puts on the disk.
"""

from __future__ import annotations

import heapq
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from crawler.articles.query import Selection, hold_locally, list_parts
from crawler.articles.query.database import READ_PARTS, open_database, report_damage, run_query
from crawler.articles.query.parts import Part
from crawler.cleaning.archive.words import Difference, compare_texts
from crawler.errors import StoreError
from crawler.report.changes import ChangedArticle, Changes
from crawler.report.sample import shorten
from crawler.store import ObjectStore

MEMORY = "400MB"
THREADS = 2
BATCH_ROWS = 200
SAMPLE = 20
PARAGRAPH = 400
"""Characters of a paragraph in the report."""

_PAGES = pa.schema([("page", pa.string()), ("reason", pa.string())])

# Of rows that were fetched at the same time the later file counts, as in `crawler.articles.query.ask`.
_NEWEST = """
CREATE TABLE {name} AS
SELECT id, part, version, coalesce(url, input, '') AS page, file_index AS file, file_row_number AS row
FROM {parts}
QUALIFY row_number() OVER (PARTITION BY id, part ORDER BY coalesce(fetched_at, '') DESC, file DESC, row DESC) = 1
"""
_EMPTY = "CREATE TABLE {name} (id VARCHAR, part INT, version VARCHAR, page VARCHAR, file UBIGINT, row BIGINT)"

# What has another id now, because its page names another address or none, is matched by the page.
_PAIRS = """
CREATE TABLE loose AS
SELECT old, new, coalesce(old.page, new.page) AS page, coalesce(old.part, new.part) AS part
FROM old FULL JOIN new ON old.id = new.id AND old.part = new.part
WHERE old.version IS DISTINCT FROM new.version;
CREATE TABLE pairs AS
WITH gone AS (SELECT *, row_number() OVER (PARTITION BY page, part ORDER BY old.id) AS place FROM loose WHERE new.id IS NULL),
added AS (SELECT *, row_number() OVER (PARTITION BY page, part ORDER BY new.id) AS place FROM loose WHERE old.id IS NULL)
SELECT old.file AS old_file, old.row AS old_row, new.file AS new_file, new.row AS new_row, page FROM loose
WHERE old.id IS NOT NULL AND new.id IS NOT NULL
UNION ALL
SELECT gone.old.file, gone.old.row, added.new.file, added.new.row, coalesce(gone.page, added.page)
FROM gone FULL JOIN added ON gone.page = added.page AND gone.part = added.part AND gone.place = added.place AND gone.page <> ''
"""
_SAME = "SELECT count(*) FROM old JOIN new ON old.id = new.id AND old.part = new.part AND old.version = new.version"

_TEXTS = """
SELECT pairs.page, old_file IS NOT NULL AS was, new_file IS NOT NULL AS is, o AS old, n AS new,
    (SELECT min(reason) FROM rejected WHERE rejected.page = pairs.page) AS reason
FROM pairs
LEFT JOIN ({old}) AS o ON o.file = old_file AND o.row = old_row
LEFT JOIN ({new}) AS n ON n.file = new_file AND n.row = new_row
"""
_ROWS = """
SELECT file_index AS file, file_row_number AS row, id, source, coalesce(url, input) AS page, title, paragraphs FROM {parts}
"""
_NO_ROWS = "SELECT 0 AS file, 0 AS row, '' AS id, '' AS source, '' AS page, '' AS title, ['' ] AS paragraphs WHERE false"


def compare_stores(against: ObjectStore, parts: Sequence[Part], store: ObjectStore, run: str) -> Changes:
    """How the newest articles of a store, whose last run is `run`, differ from those in `parts` of `against`.

    Raises StoreError for a file that is damaged or has gone.
    """
    kept = tuple(sorted(parts, key=lambda part: part.key))
    there = sorted(list_parts(store, Selection()), key=lambda part: (is_of(part, run), part.key))
    with ExitStack() as stack:
        try:
            old = stack.enter_context(hold_locally(against, kept))
            new = stack.enter_context(hold_locally(store, tuple(there)))
            database = stack.enter_context(open_database())
            stack.enter_context(report_damage((*old, *new)))
            prepare(database, old, new, read_rejected(store, run))
            same: int = run_query(database, lambda: database.sql(_SAME).fetchall()[0][0])
            return add_up(Changes(against.url, same=same), read_pairs(database, old, new))
        except FileNotFoundError as error:
            raise StoreError(f"cannot compare articles: {error}: run again") from None
        except duckdb.OutOfMemoryException:
            raise StoreError(
                f"cannot compare so many articles in {MEMORY}: compare a part of them (khyber articles --sql), "
                "or clean with --against none"
            ) from None


def is_of(part: Part, run: str) -> bool:
    """Whether a file was written by a run."""
    return part.key.rpartition("/")[2].startswith(f"{run}-")


def prepare(
    database: duckdb.DuckDBPyConnection,
    old: Sequence[Path],
    new: Sequence[Path],
    rejected: Iterable[pa.Table],
) -> None:
    """Tables of what is to be compared: `old`, `new`, `pairs` of rows that differ, `rejected` pages."""
    database.execute(f"SET memory_limit = '{MEMORY}'")
    database.execute(f"SET threads = {THREADS}")
    for name, paths in (("old", old), ("new", new)):
        if paths:
            database.execute(_NEWEST.format(name=name, parts=READ_PARTS), [[str(path) for path in paths]])
        else:
            database.execute(_EMPTY.format(name=name))
    for statement in _PAIRS.split(";"):
        database.execute(statement)
    database.execute("CREATE TABLE rejected (page VARCHAR, reason VARCHAR)")
    for table in rejected:
        database.register("more", table)
        database.execute("INSERT INTO rejected SELECT * FROM more")
        database.unregister("more")


def read_rejected(store: ObjectStore, run: str) -> Iterator[pa.Table]:
    """Pages that a run rejected, with the reason, a file at a time."""
    for info in store.iter_keys(f"rejected/{run}."):
        lines = map(json.loads, store.get_bytes(info.key).splitlines())
        rows = [{"page": line.get("url") or line.get("input"), "reason": line["reason"]} for line in lines]
        yield pa.Table.from_pylist(rows, schema=_PAGES)


def read_pairs(
    database: duckdb.DuckDBPyConnection, old: Sequence[Path], new: Sequence[Path]
) -> Iterator[tuple[ChangedArticle, Difference, str]]:
    """Articles that differ: how, in which words, and `changed`, `added`, `absent` or the reason of a rejection."""
    files = [[str(path) for path in paths] for paths in (old, new) if paths]
    rows = _ROWS.format(parts=READ_PARTS)
    question = _TEXTS.format(old=rows if old else _NO_ROWS, new=rows if new else _NO_ROWS)
    reader = database.sql(question, params=files).to_arrow_reader(BATCH_ROWS)
    for batch in reader:
        for row in batch.to_pylist():
            before: dict[str, Any] = row["old"] if row["was"] else {}
            after: dict[str, Any] = row["new"] if row["is"] else {}
            found = compare_texts(before.get("paragraphs", ()), after.get("paragraphs", ()))
            shown = after or before
            lost, gained = found.longest_lost, found.longest_gained
            if before and after and not (lost or gained):
                lost, gained = before["title"], after["title"]
            yield (
                ChangedArticle(
                    shown["id"], shown["source"], shown["page"], shown["title"] and shorten(shown["title"], PARAGRAPH),
                    found.words_gained, found.words_lost,
                    lost and shorten(lost, PARAGRAPH), gained and shorten(gained, PARAGRAPH),
                ),
                found,
                "changed" if before and after else "added" if after else row["reason"] or "absent",
            )  # fmt: skip


def add_up(start: Changes, pairs: Iterable[tuple[ChangedArticle, Difference, str]]) -> Changes:
    """Count the differences and keep the largest as a sample."""
    counts: Counter[str] = Counter()
    words: Counter[str] = Counter()
    largest: list[tuple[int, str, str, ChangedArticle]] = []
    for article, found, kind in pairs:
        counts[kind] += 1
        name = kind if kind in ("changed", "added") else "gone"
        words.update({f"{name} gained": found.words_gained, f"{name} lost": found.words_lost})
        if kind == "changed":
            words.update(
                {"paragraphs gained": found.paragraphs_gained, "paragraphs lost": found.paragraphs_lost}
            )
        if kind != "absent":
            entry = (found.words_gained + found.words_lost, article.id, article.url or "", article)
            (heapq.heappushpop if len(largest) == SAMPLE else heapq.heappush)(largest, entry)
    reasons = {
        kind: count for kind, count in sorted(counts.items()) if kind not in ("changed", "added", "absent")
    }
    return Changes(
        start.against, start.same, counts["changed"], counts["added"], sum(reasons.values()), counts["absent"],
        words["changed gained"], words["changed lost"], words["added gained"], words["gone lost"],
        words["paragraphs gained"], words["paragraphs lost"], reasons,
        tuple(entry[-1] for entry in sorted(largest, key=lambda entry: entry[:3], reverse=True)),
    )  # fmt: skip
