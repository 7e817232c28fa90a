"""Opens the state: creates it, checks it, moves a broken one aside."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa

from crawler.errors import StoreError
from crawler.state.database import describe_failure
from crawler.state.location import sqlite_url
from crawler.state.rows import SCHEMA
from crawler.state.state import State

LOCK_NUMBER = 7431207
"""Any number that no other program on the same database takes for an advisory lock."""


def open_state(url: str) -> State:
    """Open the state at an SQLAlchemy address (`sqlite:///file` or `postgresql+driver://host/database`).

    A SQLite file is checked as a whole; a broken one is moved aside, an empty one takes its place, and
    `State.problem` says so: the run can go on, since articles in the store are recognised there. Raises
    StoreError when the database cannot be opened at all.
    """
    try:
        target = sa.make_url(url)
    except sa.exc.ArgumentError as error:
        raise StoreError(
            "the state's address cannot be read: write sqlite:///file or postgresql+psycopg://host/database"
        ) from error
    path = Path(target.database) if target.get_backend_name() == "sqlite" and target.database else None
    if path is None:
        return State(_connect(target))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"state {path.parent}: {error.strerror}: name a folder that can be written"
        ) from error
    damage = _find_damage(path) if path.exists() else None
    if damage is None:
        return State(_connect(target))
    aside = _move_aside(path)
    problem = f"state {path} was broken ({damage}): moved to {aside.name}, started afresh"
    return State(_connect(target), problem)


def _connect(target: sa.URL) -> sa.Engine:
    try:
        if target.get_backend_name() == "sqlite":
            engine = sa.create_engine(target)
            sa.event.listen(engine, "connect", _set_up_sqlite)
        else:
            # A connection may have been idle for hours when it is needed again: it is tried first.
            engine = sa.create_engine(target, pool_pre_ping=True, connect_args={"connect_timeout": 15})
    except (ImportError, sa.exc.NoSuchModuleError) as error:
        place = target.render_as_string(hide_password=True)
        raise StoreError(
            f"state {place}: no driver for this database: pip install 'khyber[postgres]', and write "
            "postgresql+psycopg://host/database"
        ) from error
    try:
        with engine.begin() as connection:
            _create_tables(connection)
    except sa.exc.SQLAlchemyError as error:
        engine.dispose()
        raise StoreError(describe_failure(target, error)) from error
    return engine


def _create_tables(connection: sa.Connection) -> None:
    """Make what is missing: tables, and columns that a later version added, all of which may be empty."""
    if connection.dialect.name == "postgresql":
        # Two machines that start on an empty database would both make the same table.
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK_NUMBER)))
    SCHEMA.create_all(connection)
    for table in SCHEMA.sorted_tables:
        for column in _find_missing(connection, table):
            kind = column.type.compile(connection.dialect)
            connection.execute(sa.text(f'ALTER TABLE "{table.name}" ADD COLUMN "{column.name}" {kind}'))


def _find_missing(connection: sa.Connection, table: sa.Table) -> list[sa.Column[Any]]:
    there = {column["name"] for column in sa.inspect(connection).get_columns(table.name)}
    return [column for column in table.columns if column.name not in there]


def _set_up_sqlite(connection: Any, _record: object) -> None:
    # FULL: a transaction that was acknowledged survives a power cut, not only a killed process.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {pragma}")


def _find_damage(path: Path) -> str | None:
    """One phrase on what is wrong with a SQLite file; None for a sound one."""
    engine = sa.create_engine(sqlite_url(path))
    try:
        with engine.connect() as connection:
            verdict = connection.scalar(sa.text("PRAGMA integrity_check(1)"))
            known = set(sa.inspect(connection).get_table_names())
            for table in SCHEMA.sorted_tables:
                if table.name in known:
                    missing = _find_missing(connection, table)
                    if lost := [column.name for column in missing if not column.nullable]:
                        return f"table {table.name} has no column {lost[0]}"
                    columns = [column for column in table.columns if column not in set(missing)]
                    connection.execute(sa.select(*columns).limit(1))
    except sa.exc.DatabaseError as error:
        return " ".join(str(error.orig).split())[:120]
    finally:
        engine.dispose()
    return None if verdict == "ok" else str(verdict)[:120]


def _move_aside(path: Path) -> Path:
    number = 1
    while (aside := path.with_name(f"{path.name}.broken-{number}")).exists():
        number += 1
    for suffix in ("", "-wal", "-shm"):
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.rename(aside.with_name(aside.name + suffix))
    return aside
