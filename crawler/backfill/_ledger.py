"""What the ledger of files holds before a file is read, and what is noted in it afterwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from crawler.backfill.warcs import WarcFile
from crawler.config import Source
from crawler.state import WarcRow

DAY = timedelta(days=1)


class FileCount:
    """What was found in one file so far: `whole` when it was read to its end, `failure` says why it could not be.

    `left` counts pages of the days asked for that were left for a later run.
    """

    def __init__(self, file: WarcFile) -> None:
        self.file = file
        self.records = 0
        self.pages: Counter[str] = Counter()
        self.articles: Counter[str] = Counter()
        self.lost: list[str] = []
        self.whole = False
        self.left = 0
        self.failure: str | None = None

    def add(self, source: str, articles: int) -> None:
        """Count a page of a source, with its articles of the days asked for."""
        self.pages[source] += 1
        self.articles[source] += articles

    @property
    def problem(self) -> str | None:
        """One line on what was lost; None where nothing was."""
        if self.failure is not None:
            return self.failure
        more = f" (and {len(self.lost) - 1} more places)" if len(self.lost) > 1 else ""
        return f"{self.lost[0]}{more}" if self.lost else None


def find_due(
    file: WarcFile, sources: Iterable[Source], rows: Iterable[WarcRow], since: date, until: date
) -> list[Source]:
    """The sources for which a file is still to be read: never was to its end, has changed, or was for other days."""
    done = {row.source for row in rows if _is_done(row, file) and row.since <= since and until <= row.until}
    return [source for source in sources if source.id not in done]


def write_rows(
    count: FileCount,
    sources: Sequence[Source],
    known: Iterable[WarcRow],
    since: date,
    until: date,
    done_at: datetime | None,
) -> list[WarcRow]:
    """The rows of a file, one a source; days that it was read for before, and that border on these, are kept."""
    before = {row.source: row for row in known if _is_done(row, count.file)}
    rows = []
    for source in sources:
        row = WarcRow(
            count.file.name,
            source.id,
            count.file.size,
            count.file.modified,
            since,
            until,
            records=count.records,
            pages=count.pages[source.id],
            articles=count.articles[source.id],
            damaged=len(count.lost),
            problem=count.problem,
            done_at=done_at,
        )
        rows.append(_join(row, before.get(source.id)) if done_at else row)
    return rows


def _is_done(row: WarcRow, file: WarcFile) -> bool:
    return row.done_at is not None and (row.size, row.modified) == (file.size, file.modified)


def _join(row: WarcRow, before: WarcRow | None) -> WarcRow:
    if before is None or before.until + DAY < row.since or row.until + DAY < before.since:
        return row
    return replace(row, since=min(row.since, before.since), until=max(row.until, before.until))
