"""The ledger of WARC files: how far each was read for which source, so that no file is read twice for nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime

import sqlalchemy as sa

from crawler.state.database import CHUNK, Database
from crawler.state.rows import SCHEMA, Moment


@dataclass(frozen=True, slots=True)
class WarcRow:
    """What one WARC file held for one source, in the days of publication from `since` to `until`.

    `size` (bytes) and `modified` (ISO 8601) distinguish states of the file. `records` counts the responses in it, of
    all sites; `pages` those that look like articles of the source, `articles` those that are, of these days.
    `damaged` counts the places where something was lost, `problem` says what. `done_at` is None while it is read.
    """

    file: str
    source: str
    size: int
    modified: str
    since: date
    until: date
    records: int = 0
    pages: int = 0
    articles: int = 0
    damaged: int = 0
    problem: str | None = None
    done_at: datetime | None = None


WARCS = sa.Table(
    "warcs",
    SCHEMA,
    sa.Column("file", sa.Text, primary_key=True),
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("modified", sa.Text, nullable=False),
    sa.Column("since", sa.Date, nullable=False),
    sa.Column("until", sa.Date, nullable=False),
    sa.Column("records", sa.BigInteger, nullable=False),
    sa.Column("pages", sa.BigInteger, nullable=False),
    sa.Column("articles", sa.BigInteger, nullable=False),
    sa.Column("damaged", sa.BigInteger, nullable=False),
    sa.Column("problem", sa.Text),
    sa.Column("done_at", Moment),
)


class WarcLedger:
    """The rows of all files and sources."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, rows: Iterable[WarcRow]) -> None:
        """Write rows; that of a file and source which has one is replaced."""
        batch = [asdict(row) for row in rows]
        if batch:
            with self._database.begin() as connection:
                self._database.upsert(connection, WARCS, batch, replace=True)

    def find(self, files: Collection[str], sources: Collection[str]) -> tuple[WarcRow, ...]:
        """Rows of these files and sources, in order of file, then source."""
        wanted = sorted(files)
        found: list[WarcRow] = []
        with self._database.begin() as connection:
            for start in range(0, len(wanted), CHUNK):
                query = (
                    sa.select(WARCS)
                    .where(WARCS.c.file.in_(wanted[start : start + CHUNK]), WARCS.c.source.in_(sources))
                    .order_by(WARCS.c.file, WARCS.c.source)
                )
                found += (WarcRow(**row._mapping) for row in connection.execute(query))
        return tuple(found)

    def find_days(self, sources: Collection[str], since: date, until: date) -> tuple[WarcRow, ...]:
        """Rows of files that were read for any of these days of these sources, in order of file, then source."""
        query = (
            sa.select(WARCS)
            .where(WARCS.c.source.in_(sources), WARCS.c.since <= until, WARCS.c.until >= since)
            .order_by(WARCS.c.file, WARCS.c.source)
        )
        with self._database.begin() as connection:
            return tuple(WarcRow(**row._mapping) for row in connection.execute(query))
