"""What each source brought in each run: what monitors compare a run with."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa

from crawler.state.database import Database
from crawler.state.rows import SCHEMA, Moment

KEPT = timedelta(days=90)
"""Older rows are deleted: nothing is compared with them."""


@dataclass(frozen=True, slots=True)
class SourceRun:
    """The articles that one run stored of one source: how many, with how many letters of text in all.

    `filled` counts by field the articles that have it, `newest` is the latest publication among them.
    """

    run: str
    source: str
    finished: datetime
    articles: int = 0
    letters: int = 0
    filled: Mapping[str, int] = field(default_factory=dict)
    newest: datetime | None = None


SOURCE_RUNS = sa.Table(
    "source_runs",
    SCHEMA,
    sa.Column("run", sa.Text, primary_key=True),
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("finished", Moment, nullable=False),
    sa.Column("articles", sa.Integer, nullable=False),
    sa.Column("letters", sa.BigInteger, nullable=False),
    sa.Column("filled", sa.JSON, nullable=False),
    sa.Column("newest", Moment),
    sa.Index("source_runs_by_time", "finished"),
)


class History:
    """The rows of all sources and runs of the last 90 days."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, rows: Iterable[SourceRun]) -> None:
        """Add the rows of a run, and forget those that are too old."""
        batch = [asdict(row) for row in rows]
        if batch:
            oldest = max(row["finished"] for row in batch) - KEPT
            with self._database.begin() as connection:
                self._database.upsert(connection, SOURCE_RUNS, batch, replace=True)
                connection.execute(sa.delete(SOURCE_RUNS).where(SOURCE_RUNS.c.finished < oldest))

    def find(self, sources: Collection[str], since: datetime) -> tuple[SourceRun, ...]:
        """Rows of these sources that ended at `since` or later, oldest first."""
        query = (
            sa.select(SOURCE_RUNS)
            .where(SOURCE_RUNS.c.source.in_(sources), SOURCE_RUNS.c.finished >= since)
            .order_by(SOURCE_RUNS.c.finished, SOURCE_RUNS.c.run)
        )
        with self._database.begin() as connection:
            return tuple(SourceRun(**row._mapping) for row in connection.execute(query))
