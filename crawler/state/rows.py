"""The tables of the state, and their rows as frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from cleaners.model import Hints, as_plain


@dataclass(frozen=True, slots=True)
class PageRecord:
    """A page that was asked for: when, what the server gave as its version, and what became of it.

    `body_at` is when it last came whole, `dated` its publication or else its first sight, `outcome` is
    `article` or the reason of its rejection; `article` and `version` name what was stored of it.
    """

    url: str
    source: str
    fetched_at: datetime
    body_at: datetime
    dated: datetime
    outcome: str
    hints: Hints = field(default_factory=Hints)
    etag: str | None = None
    last_modified: str | None = None
    content_hash: str | None = None
    article: str | None = None
    version: str | None = None


@dataclass(frozen=True, slots=True)
class SeenFeed:
    """A feed, sitemap or section page that was read: `body_at` is when it last came whole.

    `children` are the sitemaps that an index named, each with its date of change. `days` are the days of publication
    that it was read for (`2026-10-01/2026-10-31`): of others, it may name more. None: for all.
    """

    url: str
    source: str
    checked_at: datetime
    body_at: datetime
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    children: tuple[tuple[str, str | None], ...] | None = None
    days: str | None = None


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """One version of an article that is in the store; `date` is that of its key."""

    id: str
    version: str
    source: str
    date: str
    run: str


class Moment(sa.TypeDecorator[datetime]):
    """A time as text of one shape in UTC, which sorts alike everywhere; SQLite would drop the zone."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> str | None:
        """To `2026-11-20T08:30:00+00:00`."""
        return value.astimezone(UTC).isoformat(timespec="seconds") if value else None

    def process_result_value(self, value: Any | None, dialect: sa.Dialect) -> datetime | None:
        """Back to a time with a zone."""
        return datetime.fromisoformat(value) if value else None


class SavedHints(sa.TypeDecorator[Hints]):
    """Hints as a JSON object."""

    impl = sa.JSON
    cache_ok = True

    def process_bind_param(self, value: Hints | None, dialect: sa.Dialect) -> object:
        """To an object without its empty fields."""
        plain = as_plain(value or Hints())
        return {key: kept for key, kept in plain.items() if kept} if isinstance(plain, dict) else plain

    def process_result_value(self, value: Any | None, dialect: sa.Dialect) -> Hints:
        """Back to `Hints`."""
        given: dict[str, Any] = dict(value or {})
        given |= {key: tuple(kept) for key, kept in given.items() if isinstance(kept, list)}
        return Hints(**given)


class SavedPairs(sa.TypeDecorator[tuple[tuple[str, str | None], ...]]):
    """Pairs of texts as a JSON array."""

    impl = sa.JSON(none_as_null=True)
    cache_ok = True

    def process_result_value(
        self, value: Any | None, dialect: sa.Dialect
    ) -> tuple[tuple[str, str | None], ...] | None:
        """Back to pairs."""
        return tuple((first, second) for first, second in value) if value else None


SCHEMA = sa.MetaData()

PAGES = sa.Table(
    "pages",
    SCHEMA,
    sa.Column("url", sa.Text, primary_key=True),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("fetched_at", Moment, nullable=False),
    sa.Column("body_at", Moment, nullable=False),
    sa.Column("dated", Moment, nullable=False),
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("hints", SavedHints, nullable=False),
    sa.Column("etag", sa.Text),
    sa.Column("last_modified", sa.Text),
    sa.Column("content_hash", sa.Text),
    sa.Column("article", sa.Text),
    sa.Column("version", sa.Text),
    sa.Index("pages_by_date", "source", "dated"),
)

FEEDS = sa.Table(
    "feeds",
    SCHEMA,
    sa.Column("url", sa.Text, primary_key=True),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("checked_at", Moment, nullable=False),
    sa.Column("body_at", Moment, nullable=False),
    sa.Column("etag", sa.Text),
    sa.Column("last_modified", sa.Text),
    sa.Column("body_hash", sa.Text),
    sa.Column("children", SavedPairs),
    sa.Column("days", sa.Text),
)

ARTICLES = sa.Table(
    "articles",
    SCHEMA,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("version", sa.Text, primary_key=True),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("date", sa.Text, nullable=False),
    sa.Column("run", sa.Text, nullable=False),
    sa.Index("articles_by_version", "version"),
)

RUNS = sa.Table(
    "runs",
    SCHEMA,
    sa.Column("run", sa.Text, primary_key=True),
    sa.Column("started", Moment, nullable=False),
    sa.Column("finished", Moment),
    sa.Column("exit_code", sa.Integer),
    sa.Column("holder", sa.Text),
)
