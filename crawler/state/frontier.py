"""The frontier: every address on its way, from being named to being stored; Scrapy's JOBDIR is not used.

An address is queued when a run chooses it, kept when its page lies in the archive, dead when its server answered so, and
leaves when its row in `pages` is written, in the same transaction. A run that is killed leaves the rest to the next
one: it resumes what is kept or dead without asking for it again, and asks for what is queued, whether a feed still
names it or not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import sqlalchemy as sa

from cleaners.model import Hints
from crawler.state.database import CHUNK, Database
from crawler.state.rows import SCHEMA, SavedHints

MAX_TRIES = 50
"""Runs after which an address that came to no end is given up, unless a document names it again: two days of hours."""


@dataclass(frozen=True, slots=True)
class ArchivedPage:
    """Where a page that was fetched is kept: `length` bytes from `offset` on of the object under `key`."""

    key: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class QueuedUrl:
    """An address on its way: to be asked for, or (`kept`) fetched and not yet stored.

    `found_by` is what named it, `tries` counts the runs that began on it and brought it to no end. `dead` is what the
    server answered for an address that is dead, `position` its place in the order of its source.
    """

    url: str
    source: str
    found_by: str
    hints: Hints = field(default_factory=Hints)
    tries: int = 0
    kept: ArchivedPage | None = None
    dead: str | None = None
    position: int = field(default=0, compare=False)

    @property
    def is_asked(self) -> bool:
        """Whether its server has answered, so that it need not be asked again."""
        return self.kept is not None or self.dead is not None


FRONTIER = sa.Table(
    "frontier",
    SCHEMA,
    sa.Column("url", sa.Text, primary_key=True),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("place", sa.Integer, nullable=False),  # in the order of its source
    sa.Column("found_by", sa.Text, nullable=False),
    sa.Column("hints", SavedHints, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("kept_key", sa.Text),
    sa.Column("kept_offset", sa.BigInteger),
    sa.Column("kept_length", sa.BigInteger),
    sa.Column("gone", sa.Text),
    sa.Index("frontier_by_source", "source", "place"),
)

_ASKED = sa.or_(FRONTIER.c.kept_key.is_not(None), FRONTIER.c.gone.is_not(None))

_MARK_DEAD = sa.update(FRONTIER).where(FRONTIER.c.url == sa.bindparam("of")).values(gone=sa.bindparam("gone"))

_KEEP = (
    sa.update(FRONTIER)
    .where(FRONTIER.c.url == sa.bindparam("of"))
    .values({name: sa.bindparam(name) for name in ("kept_key", "kept_offset", "kept_length")})
)


class Frontier:
    """The addresses on their way, in the order in which a run took them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, pages: Iterable[QueuedUrl]) -> None:
        """Queue addresses in this order; one that is there already stays as it is."""
        rows = (_to_row(position, page) for position, page in enumerate(pages))
        with self._database.begin() as connection:
            while batch := list(islice(rows, CHUNK)):
                self._database.upsert(connection, FRONTIER, batch, replace=False)

    def enqueue(self, pages: Iterable[QueuedUrl]) -> int:
        """Queue addresses behind all others, in this order; the position of the first.

        One that is there already moves, and has what is known of it now; its tries stay.
        """
        with self._database.begin() as connection:
            last = connection.scalar(sa.select(sa.func.max(FRONTIER.c.place)))
            first = 0 if last is None else int(last) + 1
            rows = (_to_row(position, page) for position, page in enumerate(pages, first))
            insert = self._database.insert(FRONTIER)
            changes = {name: insert.excluded[name] for name in ("source", "place", "found_by", "hints")}
            insert = insert.on_conflict_do_update(index_elements=["url"], set_=changes)
            while batch := list(islice(rows, CHUNK)):
                connection.execute(insert, batch)
        return first

    def find_from(self, source: str, position: int, most: int) -> tuple[QueuedUrl, ...]:
        """The next addresses of a source from a position on that are to be asked for."""
        query = (
            sa.select(FRONTIER)
            .where(FRONTIER.c.source == source, FRONTIER.c.place >= position, ~_ASKED)
            .order_by(FRONTIER.c.place)
            .limit(most)
        )
        with self._database.begin() as connection:
            return tuple(map(_from_row, connection.execute(query)))

    def count_from(self, source: str, position: int) -> int:
        """How many addresses of a source are to be asked for from a position on."""
        query = sa.select(sa.func.count()).where(
            FRONTIER.c.source == source, FRONTIER.c.place >= position, ~_ASKED
        )
        with self._database.begin() as connection:
            return connection.scalar(query) or 0

    def find(self, sources: Collection[str], *, asked: bool | None = None) -> tuple[QueuedUrl, ...]:
        """What is on its way of these sources: first the pages that are kept, then the queued addresses.

        With `asked` only those whose server has answered, or only those that it has not.
        """
        wanted = sa.true() if asked is None else (_ASKED if asked else ~_ASKED)
        query = (
            sa.select(FRONTIER)
            .where(FRONTIER.c.source.in_(sources), wanted)
            .order_by(
                FRONTIER.c.kept_key.is_(None), FRONTIER.c.kept_key, FRONTIER.c.kept_offset, FRONTIER.c.place
            )
        )
        with self._database.begin() as connection:
            return tuple(map(_from_row, connection.execute(query)))

    def keep(self, pages: Mapping[str, ArchivedPage]) -> None:
        """Note where the pages of addresses are kept; to be called when they lie there."""
        rows = [
            {"of": url, "kept_key": kept.key, "kept_offset": kept.offset, "kept_length": kept.length}
            for url, kept in pages.items()
        ]
        if rows:
            with self._database.begin() as connection:
                connection.execute(_KEEP, rows)

    def mark_dead(self, dead: Mapping[str, str]) -> None:
        """Note what servers answered for addresses that are dead."""
        if dead:
            with self._database.begin() as connection:
                connection.execute(
                    _MARK_DEAD, [{"of": url, "gone": message} for url, message in dead.items()]
                )

    def count_try(self, urls: Iterable[str], times: int = 1) -> None:
        """Count a try of addresses, or several; those that came to no end in fifty are given up."""
        with self._database.begin() as connection:
            for chunk in _cut(urls):
                more = (
                    sa.update(FRONTIER)
                    .where(FRONTIER.c.url.in_(chunk))
                    .values(tries=FRONTIER.c.tries + times)
                )
                connection.execute(more)
            connection.execute(sa.delete(FRONTIER).where(FRONTIER.c.tries > MAX_TRIES))

    def requeue(self, urls: Iterable[str]) -> None:
        """Queue addresses again whose pages are no use."""
        nothing = {"kept_key": None, "kept_offset": None, "kept_length": None}
        with self._database.begin() as connection:
            for chunk in _cut(urls):
                connection.execute(sa.update(FRONTIER).where(FRONTIER.c.url.in_(chunk)).values(nothing))

    def remove(self, connection: sa.Connection, urls: Iterable[str]) -> None:
        """Take addresses out, as part of a transaction that writes what became of them."""
        for chunk in _cut(urls):
            connection.execute(sa.delete(FRONTIER).where(FRONTIER.c.url.in_(chunk)))


def _cut(urls: Iterable[str]) -> Iterator[list[str]]:
    rest = list(urls)
    return (rest[start : start + CHUNK] for start in range(0, len(rest), CHUNK))


def _to_row(position: int, page: QueuedUrl) -> dict[str, object]:
    kept = page.kept
    return {
        "url": page.url,
        "source": page.source,
        "place": position,
        "found_by": page.found_by,
        "hints": page.hints,
        "tries": page.tries,
        "kept_key": kept.key if kept else None,
        "kept_offset": kept.offset if kept else None,
        "kept_length": kept.length if kept else None,
        "gone": page.dead,
    }


def _from_row(row: sa.Row[Any]) -> QueuedUrl:
    kept = ArchivedPage(row.kept_key, row.kept_offset, row.kept_length) if row.kept_key else None
    return QueuedUrl(row.url, row.source, row.found_by, row.hints, row.tries, kept, row.gone, row.place)
