"""In how many different texts a line stands in the same place: counted on disk, in bounded memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from crawler.config import RecurringOptions

CACHE_KIB = 16 * 1024
BATCH_ROWS = 20_000

SELECT = """
SELECT grp, line, COUNT(*), SUM(behind), SUM(inside)
FROM (SELECT grp, line, MAX(behind) AS behind, MAX(inside) AS inside FROM seen GROUP BY grp, line, text)
GROUP BY grp, line HAVING COUNT(*) > :least
"""

Row = tuple[int, int, int, bool, bool]


class LineCounter:
    """Takes lines by number (`hash_line`) and text, and says which recur; use as a context manager.

    Everything goes to a temporary database, which SQLite keeps in memory while it is small and on disk (in
    `$TMPDIR`, already unlinked) when it is not. Sorting at the end takes the place of an index, so that the time
    stays almost linear; the order in which texts come does not matter.
    """

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute("CREATE TABLE seen (grp, line, text, behind, inside)")
        self._database.execute("BEGIN")
        self._rows: list[Row] = []

    def add(self, rows: Iterable[Row]) -> None:
        """Count lines of one text: group, number of the line, number of the text, behind the last paragraph, inside."""
        self._rows += rows
        if len(self._rows) >= BATCH_ROWS:
            self._flush()

    def find(self, options: RecurringOptions) -> Iterable[tuple[int, int]]:
        """Group and number of each line that stands in more texts than the options ask for."""
        self._flush()
        most, least = options.min_other_texts, options.min_other_texts_behind
        for group, line, texts, behind, inside in self._database.execute(SELECT, {"least": min(most, least)}):
            # A line of the story only shows that the text is a copy: there the lower number is the careful one.
            if texts > most or behind > least or (inside and texts > min(most, least)):
                yield group, line

    def _flush(self) -> None:
        self._database.executemany("INSERT INTO seen VALUES (?, ?, ?, ?, ?)", self._rows)
        self._rows.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()
