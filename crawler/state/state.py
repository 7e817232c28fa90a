"""Reads and writes the state; every write is one transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Self

import sqlalchemy as sa

from cleaners.model import Article, Outcome
from crawler.state.database import CHUNK, Database
from crawler.state.frontier import Frontier
from crawler.state.history import History
from crawler.state.hosts import BACKOFFS, ROBOTS, SavedBackoff, SavedRobots
from crawler.state.known_ids import keep_known_ids
from crawler.state.leases import Leases
from crawler.state.rows import ARTICLES, FEEDS, PAGES, RUNS, PageRecord, SeenFeed, StoredArticle
from crawler.state.warcs import WarcLedger

Row = PageRecord | SeenFeed | StoredArticle | SavedRobots | SavedBackoff


class State:
    """The memory of all runs on one output. Failures of the database raise StoreError.

    `problem` says in one line what had to be done to open it, or is None. `frontier` holds the addresses on
    their way, `leases` which machine crawls which source, `history` what each source brought in each run, `warcs`
    which WARC files were read.
    """

    def __init__(self, engine: sa.Engine, problem: str | None = None) -> None:
        self._database = Database(engine)
        self.frontier = Frontier(self._database)
        self.leases = Leases(self._database)
        self.history = History(self._database)
        self.warcs = WarcLedger(self._database)
        self.problem = problem

    def find_pages(self, urls: Iterable[str]) -> dict[str, PageRecord]:
        """Rows of those addresses that were asked for before."""
        wanted = list(dict.fromkeys(urls))
        found: dict[str, PageRecord] = {}
        with self._database.begin() as connection:
            for start in range(0, len(wanted), CHUNK):
                query = sa.select(PAGES).where(PAGES.c.url.in_(wanted[start : start + CHUNK]))
                found.update((row.url, PageRecord(**row._mapping)) for row in connection.execute(query))
        return found

    def find_recent(self, source: str, since: datetime) -> tuple[PageRecord, ...]:
        """Articles of a source dated `since` or later, newest first."""
        query = (
            sa.select(PAGES)
            .where(PAGES.c.source == source, PAGES.c.dated >= since, PAGES.c.outcome == "article")
            .order_by(PAGES.c.dated.desc(), PAGES.c.url)
        )
        with self._database.begin() as connection:
            return tuple(PageRecord(**row._mapping) for row in connection.execute(query))

    def find_feed(self, url: str) -> SeenFeed | None:
        """What is known of a feed, sitemap or section page."""
        with self._database.begin() as connection:
            row = connection.execute(sa.select(FEEDS).where(FEEDS.c.url == url)).one_or_none()
        return SeenFeed(**row._mapping) if row else None

    def find_articles(self, ids: Iterable[str], versions: Iterable[str]) -> tuple[StoredArticle, ...]:
        """Stored articles with one of these ids, or with exactly one of these titles and texts (`version`)."""
        found: set[StoredArticle] = set()
        with self._database.begin() as connection:
            for column, values in ((ARTICLES.c.id, ids), (ARTICLES.c.version, versions)):
                wanted = list(values)
                for start in range(0, len(wanted), CHUNK):
                    query = sa.select(ARTICLES).where(column.in_(wanted[start : start + CHUNK]))
                    found.update(StoredArticle(**row._mapping) for row in connection.execute(query))
        return tuple(found)

    def keep_known_ids(self, results: Sequence[tuple[Outcome, ...]]) -> list[tuple[Outcome, ...]]:
        """The outcomes of pages, where an article is known by the id of an earlier rule only with that id."""
        return keep_known_ids(results, lambda ids: self.find_articles(ids, ()))

    def find_robots(self, home: str) -> SavedRobots | None:
        """The last answer for a host's robots.txt."""
        with self._database.begin() as connection:
            row = connection.execute(sa.select(ROBOTS).where(ROBOTS.c.home == home)).one_or_none()
        return SavedRobots(**row._mapping) if row else None

    def find_backoffs(self, now: datetime) -> tuple[SavedBackoff, ...]:
        """Hosts that asked for rest until a time after `now`."""
        with self._database.begin() as connection:
            rows = connection.execute(sa.select(BACKOFFS).where(BACKOFFS.c.until > now))
            return tuple(SavedBackoff(**row._mapping) for row in rows)

    def save(self, rows: Iterable[Row], done: Iterable[str] = ()) -> None:
        """Write rows of any kind, all or none; a row that exists is replaced, an article's stays.

        The addresses in `done` leave the frontier in the same transaction.
        """
        by_table: dict[sa.Table, list[dict[str, object]]] = {}
        for row in rows:
            values = {f.name: getattr(row, f.name) for f in fields(row)}
            by_table.setdefault(_TABLES[type(row)], []).append(values)
        with self._database.begin() as connection:
            for table, batch in by_table.items():
                self._database.upsert(connection, table, batch, replace=table is not ARTICLES)
            self.frontier.remove(connection, done)

    def count_days(self, sources: Collection[str], since: date, until: date) -> dict[tuple[str, str], int]:
        """Articles in the store, each counted once whatever its versions, by source and day (ISO); 0 is left out."""
        query = (
            sa.select(
                ARTICLES.c.source, ARTICLES.c.date, sa.func.count(ARTICLES.c.id.distinct()).label("count")
            )
            .where(
                ARTICLES.c.source.in_(sources),
                ARTICLES.c.date >= since.isoformat(),
                ARTICLES.c.date <= until.isoformat(),
            )
            .group_by(ARTICLES.c.source, ARTICLES.c.date)
        )
        with self._database.begin() as connection:
            return {(row[0], row[1]): row[2] for row in connection.execute(query)}

    def start_run(self, run: str, started: datetime, holder: str) -> None:
        """Note that a holder's run began; `find_unfinished` names it until `finish_run`."""
        row = {"run": run, "started": started, "holder": holder}
        with self._database.begin() as connection:
            self._database.upsert(connection, RUNS, [row], replace=True)

    def finish_run(self, run: str, finished: datetime, exit_code: int) -> None:
        """Note how a run ended."""
        with self._database.begin() as connection:
            values = {"finished": finished, "exit_code": exit_code}
            connection.execute(sa.update(RUNS).where(RUNS.c.run == run).values(values))

    def find_unfinished(self, holder: str) -> tuple[str, ...]:
        """Runs of a holder that began and never ended: while it has no other at work, they were killed.

        Those of other machines may be at work; those of earlier versions, which named no holder, are not.
        """
        own = sa.or_(RUNS.c.holder == holder, RUNS.c.holder.is_(None))
        query = sa.select(RUNS.c.run).where(RUNS.c.finished.is_(None), own).order_by(RUNS.c.run)
        with self._database.begin() as connection:
            return tuple(connection.scalars(query))

    def close(self) -> None:
        """Let go of the database."""
        self._database.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def date_of(article: Article) -> str:
    """Day of an article: that of its publication, else of its fetch, else `unknown`."""
    return (article.dated or "unknown")[:10]


_TABLES: dict[type[Row], sa.Table] = {
    PageRecord: PAGES,
    SeenFeed: FEEDS,
    StoredArticle: ARTICLES,
    SavedRobots: ROBOTS,
    SavedBackoff: BACKOFFS,
}
