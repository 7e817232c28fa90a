"""CSV that a spreadsheet opens without running anything that a page has written."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

import pyarrow as pa

from crawler.articles.query.output.plain import as_text

RUNNING = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What makes a spreadsheet take a cell for a formula, also in the wide form of East Asian keyboards."""


def to_csv(tables: Iterable[pa.Table]) -> Iterable[bytes]:
    """CSV by RFC 4180 in UTF-8, piece by piece, with the names of the columns first.

    A text that a spreadsheet would take for a formula gets an apostrophe before it; numbers and days stay as they
    are. Source: OWASP, "CSV Injection".

    >>> table = pa.table({"title": ["=1+1", 'say "no" now'], "part": [-1, 2]})
    >>> print(b"".join(to_csv([table])).decode().replace(chr(13), ""), end="")
    title,part
    '=1+1,-1
    "say ""no"" now",2
    """
    named = False
    for table in tables:
        out = io.StringIO(newline="")
        writer = csv.writer(out)
        if not named:
            writer.writerow(map(_disarm, table.column_names))
            named = True
        columns = [column.to_pylist() for column in table.columns]
        writer.writerows(map(_disarm, row) for row in zip(*columns, strict=True))
        yield out.getvalue().encode()


def _disarm(value: object) -> str:
    text = as_text(value)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return f"'{text}" if text.startswith(RUNNING) and not is_number else text
