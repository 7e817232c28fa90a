"""What all tables share: transactions, replacing rows, one line on a failure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from crawler.errors import StoreError

CHUNK = 500
"""Parameters of one statement: older SQLite takes no more than 999."""


class Database:
    """An open database; every failure raises StoreError."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine

    @contextmanager
    def begin(self) -> Iterator[sa.Connection]:
        """One transaction: all of it, or none after an exception."""
        try:
            with self.engine.begin() as connection:
                yield connection
        except sa.exc.SQLAlchemyError as error:
            raise StoreError(describe_failure(self.engine.url, error)) from error

    def insert(self, table: sa.Table) -> Any:
        """An INSERT that can say what to do with a row that exists; both databases know it, each by its construct."""
        return (postgresql if self._is_postgres else sqlite).insert(table)

    def upsert(
        self, connection: sa.Connection, table: sa.Table, batch: Sequence[dict[str, Any]], *, replace: bool
    ) -> None:
        """Write rows; one that exists is replaced, or else left as it is."""
        insert = self.insert(table)
        keys = [column.name for column in table.primary_key]
        if replace:
            changes = {name: insert.excluded[name] for name in batch[0] if name not in keys}
            insert = insert.on_conflict_do_update(index_elements=keys, set_=changes)
        else:
            insert = insert.on_conflict_do_nothing(index_elements=keys)
        connection.execute(insert, batch)

    @property
    def now(self) -> sa.ColumnElement[float]:
        """Seconds since 1970 by the clock of the database, which all machines on it share."""
        if self._is_postgres:
            return sa.extract("epoch", sa.func.clock_timestamp()).cast(sa.Float(53))
        return (sa.func.julianday("now") - 2440587.5) * 86400.0

    @property
    def _is_postgres(self) -> bool:
        return self.engine.dialect.name == "postgresql"


def describe_failure(url: sa.URL, error: sa.exc.SQLAlchemyError) -> str:
    """One line on a failed database, without its password."""
    reason = " ".join(str(getattr(error, "orig", None) or error).split())[:200]
    place = url.render_as_string(hide_password=True)
    return f"state {place}: {reason}: check that it is there, writable, and its disk not full"
