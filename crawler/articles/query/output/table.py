"""A table for people: one line a row, in the width of the terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

import pyarrow as pa
from rich.cells import cell_len, set_cell_size

from crawler.articles.query.output.plain import as_text
from crawler.config.toml import one_line

GAP = "  "
NARROWEST = 6
ISOLATE, END_ISOLATE = "\u2068", "\u2069"


def to_table(tables: Iterable[pa.Table], width: int) -> Iterable[bytes]:
    """Lines of at most `width` cells, the names of the columns first; longer text is cut.

    Text is shown without control characters. What is written from right to left is isolated, so that it does not
    pull the columns beside it over to its other side (Unicode Standard Annex 9, "Explicit Directional Isolates").
    """
    rows = [[""]]
    for number, table in enumerate(tables):
        if number == 0:
            rows = [list(table.column_names)]
        columns = [column.to_pylist() for column in table.columns]
        rows += [[one_line(as_text(value)) for value in row] for row in zip(*columns, strict=True)]
    widths = _share(width, [max(map(cell_len, column)) for column in zip(*rows, strict=True)])
    for row in rows:
        yield _join(row, widths).encode() + b"\n"


def _share(width: int, wanted: Sequence[int]) -> list[int]:
    """Widths of the columns: what they want, the widest of them cut until all fit.

    >>> _share(30, [4, 100, 10])
    [4, 12, 10]
    """
    widths = [max(1, each) for each in wanted]
    over = sum(widths) + len(GAP) * (len(widths) - 1) - width
    while over > 0 and max(widths) > NARROWEST:
        at = widths.index(max(widths))
        second = max((each for each in widths if each < widths[at]), default=NARROWEST)
        cut = min(over, widths[at] - max(second, NARROWEST)) or 1
        widths[at] -= cut
        over -= cut
    return widths


def _join(row: Sequence[str], widths: Sequence[int]) -> str:
    return GAP.join(_fit(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _fit(cell: str, width: int) -> str:
    size = cell_len(cell)
    text = cell if size <= width else set_cell_size(cell, width - 1).rstrip() + "…"
    padding = " " * (width - cell_len(text))
    if any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in text):
        text = f"{ISOLATE}{text}{END_ISOLATE}"
    return text + padding
