"""Which key a thing is stored under: the layout of a store, the same on disk and on S3.

A day is the day of publication as printed; where that is unknown, the day of fetching (UTC); where both are,
`unknown` in names for people, and in `articles/` the name that Hive, DuckDB, Spark and pyarrow read as NULL,
because one `date=unknown` would turn the column from dates into text for every reader.
"""

from __future__ import annotations

from datetime import date

from crawler.store.articles.records import Record
from crawler.store.keys import encode_part

NULL_PARTITION = "__HIVE_DEFAULT_PARTITION__"


def article_folder(record: Record) -> str:
    """Folder of the Parquet files that an article belongs to.

    >>> article_folder({"source": "dawn", "published": "2026-11-20T08:00:00+05:00", "fetched_at": None})
    'articles/source=dawn/date=2026-11-20/'
    >>> article_folder({"source": "dawn", "published": None, "fetched_at": None})
    'articles/source=dawn/date=__HIVE_DEFAULT_PARTITION__/'
    """
    source = encode_part(str(record["source"]))
    return f"articles/source={source}/date={_day_of(record) or NULL_PARTITION}/"


def text_folder(record: Record) -> str:
    """Folder of an article's files for people.

    >>> text_folder({"source": "file", "published": None, "fetched_at": "2026-11-21T01:00:00+00:00"})
    'text/file/2026-11-21/'
    """
    return f"text/{encode_part(str(record['source']))}/{_day_of(record) or 'unknown'}/"


def raw_folder(source: str | None, day: date) -> str:
    """Folder of the pages of a source that were fetched on a day (UTC)."""
    return f"raw/{encode_part(source or 'file')}/{day.isoformat()}/"


def _day_of(record: Record) -> str | None:
    for name in ("published", "fetched_at"):
        value = record[name]
        if isinstance(value, str):
            try:
                return date.fromisoformat(value[:10]).isoformat()
            except ValueError:
                continue
    return None
