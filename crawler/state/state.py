"""Reads and writes the state; every write is one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from datetime import datetime
from typing import Any, Self

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from cleaners.model import Article
from crawler.state.hosts import RESTS, ROBOTS, SavedRest, SavedRobots
from crawler.state.rows import ARTICLES, FEEDS, PAGES, RUNS, SeenFeed, SeenPage, StoredArticle
from crawler.store.base import StoreError

CHUNK = 500
"""Parameters of one statement: older SQLite takes no more than 999."""

Row = SeenPage | SeenFeed | StoredArticle | SavedRobots | SavedRest


class State:
    """The memory of all runs on one output. Failures of the database raise StoreError.

    `problem` says in one line what had to be done to open it, or is None.
    """

    def __init__(self, engine: sa.Engine, problem: str | None = None) -> None:
        self._engine = engine
        self.problem = problem

    def find_pages(self, urls: Iterable[str]) -> dict[str, SeenPage]:
        """Rows of those addresses that were asked for before."""
        wanted = list(dict.fromkeys(urls))
        found: dict[str, SeenPage] = {}
        with self._begin() as connection:
            for start in range(0, len(wanted), CHUNK):
                query = sa.select(PAGES).where(PAGES.c.url.in_(wanted[start : start + CHUNK]))
                found.update((row.url, SeenPage(**row._mapping)) for row in connection.execute(query))
        return found

    def find_recent(self, source: str, since: datetime) -> tuple[SeenPage, ...]:
        """Articles of a source dated `since` or later, newest first."""
        query = (
            sa.select(PAGES)
            .where(PAGES.c.source == source, PAGES.c.dated >= since, PAGES.c.outcome == "article")
            .order_by(PAGES.c.dated.desc(), PAGES.c.url)
        )
        with self._begin() as connection:
            return tuple(SeenPage(**row._mapping) for row in connection.execute(query))

    def find_feed(self, url: str) -> SeenFeed | None:
        """What is known of a feed, sitemap or section page."""
        with self._begin() as connection:
            row = connection.execute(sa.select(FEEDS).where(FEEDS.c.url == url)).one_or_none()
        return SeenFeed(**row._mapping) if row else None

    def find_versions(self, version: str) -> tuple[StoredArticle, ...]:
        """Stored articles with exactly this title and text, under whatever id, in order of id."""
        query = sa.select(ARTICLES).where(ARTICLES.c.version == version).order_by(ARTICLES.c.id)
        with self._begin() as connection:
            return tuple(StoredArticle(**row._mapping) for row in connection.execute(query))

    def find_robots(self, home: str) -> SavedRobots | None:
        """The last answer for a host's robots.txt."""
        with self._begin() as connection:
            row = connection.execute(sa.select(ROBOTS).where(ROBOTS.c.home == home)).one_or_none()
        return SavedRobots(**row._mapping) if row else None

    def find_rests(self, now: datetime) -> tuple[SavedRest, ...]:
        """Hosts that asked for rest until a time after `now`."""
        with self._begin() as connection:
            rows = connection.execute(sa.select(RESTS).where(RESTS.c.until > now))
            return tuple(SavedRest(**row._mapping) for row in rows)

    def save(self, rows: Iterable[Row]) -> None:
        """Write rows of any kind, all or none; a row that exists is replaced, an article's stays."""
        by_table: dict[sa.Table, list[dict[str, object]]] = {}
        for row in rows:
            values = {f.name: getattr(row, f.name) for f in fields(row)}
            by_table.setdefault(_TABLES[type(row)], []).append(values)
        with self._begin() as connection:
            for table, batch in by_table.items():
                self._upsert(connection, table, batch, replace=table is not ARTICLES)

    def is_stored(self, article: str, version: str) -> bool:
        """Whether this version of an article is in the store."""
        return any(row.id == article for row in self.find_versions(version))

    def mark_stored(self, articles: Iterable[Article], run: str) -> None:
        """Note that articles are in the store; for callers who keep no pages."""
        self.save(StoredArticle(a.id, a.version, a.source, date_of(a), run) for a in articles)

    def start_run(self, run: str, started: datetime) -> None:
        """Note that a run began; `find_unfinished` names it until `finish_run`."""
        with self._begin() as connection:
            self._upsert(connection, RUNS, [{"run": run, "started": started}], replace=True)

    def finish_run(self, run: str, finished: datetime, exit_code: int) -> None:
        """Note how a run ended."""
        with self._begin() as connection:
            values = {"finished": finished, "exit_code": exit_code}
            connection.execute(sa.update(RUNS).where(RUNS.c.run == run).values(values))

    def find_unfinished(self) -> tuple[str, ...]:
        """Runs that were killed: begun, and never ended."""
        query = sa.select(RUNS.c.run).where(RUNS.c.finished.is_(None)).order_by(RUNS.c.run)
        with self._begin() as connection:
            return tuple(connection.scalars(query))

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _upsert(
        self, connection: sa.Connection, table: sa.Table, batch: Sequence[dict[str, Any]], *, replace: bool
    ) -> None:
        # Both databases know the same clause, but each by its own construct.
        dialect = postgresql if self._engine.dialect.name == "postgresql" else sqlite
        insert: Any = dialect.insert(table)
        keys = [column.name for column in table.primary_key]
        if replace:
            changes = {name: insert.excluded[name] for name in batch[0] if name not in keys}
            insert = insert.on_conflict_do_update(index_elements=keys, set_=changes)
        else:
            insert = insert.on_conflict_do_nothing(index_elements=keys)
        connection.execute(insert, batch)

    @contextmanager
    def _begin(self) -> Iterator[sa.Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except sa.exc.SQLAlchemyError as error:
            raise StoreError(describe_failure(self._engine.url, error)) from error


def date_of(article: Article) -> str:
    """Day of an article: that of its publication, else of its fetch, else `unknown`."""
    return (article.published or article.fetched_at or "unknown")[:10]


_TABLES: dict[type[Row], sa.Table] = {
    SeenPage: PAGES,
    SeenFeed: FEEDS,
    StoredArticle: ARTICLES,
    SavedRobots: ROBOTS,
    SavedRest: RESTS,
}


def describe_failure(url: sa.URL, error: sa.exc.SQLAlchemyError) -> str:
    """One line on a failed database, without its password."""
    reason = " ".join(str(getattr(error, "orig", None) or error).split())[:200]
    place = url.render_as_string(hide_password=True)
    return f"state {place}: {reason}: check that it is there, writable, and its disk not full"
