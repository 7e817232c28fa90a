"""Leases of sources: of several machines on one database, at most one crawls a source at a time.

A lease ends by itself, by the clock of the database, so that the source of a machine that died is free again.
"""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from crawler.state.database import Database
from crawler.state.rows import SCHEMA

LEASE_SECONDS = 600.0
"""How long a source waits for a machine that died; a living one renews its leases three times as often."""

LEASES = sa.Table(
    "leases",
    SCHEMA,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("holder", sa.Text, nullable=False),
    sa.Column("until", sa.Float(53), nullable=False),  # seconds since 1970 by the database's own clock
)


class Leases:
    """Who crawls which source. A holder is a name that no two living runs share."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, sources: Iterable[str], holder: str, seconds: float = LEASE_SECONDS) -> frozenset[str]:
        """Take or renew the leases of sources for so many seconds from now; those that the holder now has.

        A source is had when nobody has it, when its lease is over, or when the holder has it already.
        """
        now = self._database.now
        insert = self._database.insert(LEASES)
        free = sa.or_(LEASES.c.holder == insert.excluded.holder, LEASES.c.until <= now)
        taken: set[str] = set()
        with self._database.begin() as connection:
            # In one order for all machines: two that want the same sources must not wait for each other.
            for source in sorted(sources):
                statement = insert.values(source=source, holder=holder, until=now + seconds)
                statement = statement.on_conflict_do_update(
                    index_elements=["source"],
                    set_={"holder": statement.excluded.holder, "until": statement.excluded.until},
                    where=free,
                ).returning(LEASES.c.source)
                taken.update(connection.scalars(statement))
        return frozenset(taken)

    def release(self, holder: str) -> None:
        """Give back every lease of a holder."""
        with self._database.begin() as connection:
            connection.execute(sa.delete(LEASES).where(LEASES.c.holder == holder))

    def find_holders(self, sources: Iterable[str]) -> dict[str, str]:
        """Who has a lease, by source, as long as it runs."""
        query = sa.select(LEASES.c.source, LEASES.c.holder).where(
            LEASES.c.source.in_(list(sources)), LEASES.c.until > self._database.now
        )
        with self._database.begin() as connection:
            return {row.source: row.holder for row in connection.execute(query)}
