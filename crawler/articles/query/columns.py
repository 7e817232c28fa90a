"""Columns of an answer: those of `article/1` in their order, and `date`, the partition."""

from __future__ import annotations

from difflib import get_close_matches

import pyarrow as pa

from cleaners.model import ARTICLE_KEYS
from crawler.store.articles.parquet import SCHEMA

_PARTITION = {"source": pa.field("source", pa.string()), "date": pa.field("date", pa.date32())}

TABLE_COLUMNS = ("date", "source", "language", "title")
"""What a table shows when nobody says otherwise."""


def answer_schema(columns: tuple[str, ...] = ARTICLE_KEYS) -> pa.Schema:
    """Names and types of some columns; the columns of the partition are read from where a file lies.

    >>> answer_schema(("source", "part")).types
    [DataType(string), DataType(int32)]
    """
    return pa.schema([_PARTITION.get(name) or SCHEMA.field(name) for name in columns])


def read_columns(text: str) -> tuple[str, ...]:
    """The columns named with commas between them. Raises ValueError for one that there is not.

    >>> read_columns("date, title")
    ('date', 'title')
    >>> read_columns("titel")
    Traceback (most recent call last):
    ValueError: --columns: no column 'titel': did you mean title?
    """
    known = (*ARTICLE_KEYS, "date")
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    for name in names or ("",):
        if name not in known:
            near = get_close_matches(name, known, n=1)
            advice = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"
            raise ValueError(f"--columns: no column {name[:40]!a}: {advice}")
    return names
