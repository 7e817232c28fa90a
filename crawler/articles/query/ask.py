"""Which rows answer a question: one pass of DuckDB over the files that may hold an answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pyarrow as pa

from crawler.articles.query.database import READ_PARTS, open_database, report_damage, run_query
from crawler.articles.query.selection import Selection
from crawler.articles.query.words import match_words

Values = list[object]

ONE_ARTICLE = ("source", "id", "part")
ONE_VERSION = (*ONE_ARTICLE, "version")

# One pass reads the few columns that the conditions name. The newest row of an article is chosen among what it left:
# for an article that answers, and by its key, which is cheap. Conditions hold for the newest row, so that no older
# text of a corrected article answers in its place. Of equal rows (a compaction that was cut off) the last counts.
_ANSWERS = """
WITH seen AS MATERIALIZED (
    SELECT {key}, coalesce(fetched_at, '') AS fetched, file_index AS file, file_row_number AS row,
        coalesce({condition}, false) AS answers
    FROM {parts}
)
SELECT file::INTEGER AS file, row FROM seen
WHERE answers AND NOT EXISTS (
    SELECT 1 FROM seen AS later
    WHERE {same} AND (later.fetched, later.file, later.row) > (seen.fetched, seen.file, seen.row)
)
ORDER BY file, row
"""

_CONDITIONS = {
    "place": "list_contains(string_split(lower(array_to_string(relevance.places, chr(31))), chr(31)), lower(?))",
    "term": "(coalesce(regexp_matches(title, ?), false) OR regexp_matches(text, ?))",
    "cluster": "coalesce(cluster.id, id) = ?",
    "relevance": "relevance.score >= ?",
}


def find_articles(paths: Sequence[Path], selection: Selection) -> pa.Table:
    """Rows that answer, in the order of the files and as stored: columns `file` (place in `paths`) and `row`.

    Partitions are taken as chosen already. Raises ValueError for an empty term, StoreError for a damaged file,
    FileNotFoundError for one that has gone.
    """
    if not paths:
        return pa.table({"file": pa.array([], pa.int32()), "row": pa.array([], pa.int64())})
    condition, values = _to_sql(selection)
    key = ONE_VERSION if selection.every_version else ONE_ARTICLE
    same = " AND ".join(f"later.{column} = seen.{column}" for column in key)
    question = _ANSWERS.format(key=", ".join(key), condition=condition, parts=READ_PARTS, same=same)
    files = [str(path) for path in paths]
    with open_database() as database, report_damage(paths):
        return run_query(database, lambda: database.sql(question, params=[*values, files]).to_arrow_table())


def _to_sql(selection: Selection) -> tuple[str, Values]:
    """The conditions in SQL, and their values in the order of the marks: no word of a user becomes SQL."""
    conditions: list[tuple[str, Values]] = []
    for term in selection.terms:
        pattern = match_words(term)
        conditions.append((_CONDITIONS["term"], [pattern, pattern]))
    if selection.languages:
        conditions.append(_any(_language_condition(name) for name in selection.languages))
    if selection.places:
        conditions.append(_any((_CONDITIONS["place"], [place]) for place in selection.places))
    if selection.cluster is not None:
        conditions.append((_CONDITIONS["cluster"], [selection.cluster]))
    if selection.min_relevance is not None:
        conditions.append((_CONDITIONS["relevance"], [selection.min_relevance]))
    return " AND ".join(text for text, _ in conditions) or "true", [
        value for _, some in conditions for value in some
    ]


def _language_condition(name: str) -> tuple[str, Values]:
    language, _, region = name.replace("_", "-").partition("-")
    if region:
        return "(language = ? AND language_region = ?)", [language.lower(), region.upper()]
    return "language = ?", [language.lower()]


def _any(conditions: Iterable[tuple[str, Values]]) -> tuple[str, Values]:
    parts = list(conditions)
    return f"({' OR '.join(text for text, _ in parts)})", [value for _, some in parts for value in some]
