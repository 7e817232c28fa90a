"""What is known of hosts, with its tables: their robots.txt, and the pause they asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from crawler.state.rows import SCHEMA, Moment


@dataclass(frozen=True, slots=True)
class SavedRobots:
    """An answer for the robots.txt of `home` (scheme, host and port): its status, and what was read of its body."""

    home: str
    asked_at: datetime
    status: int
    body: bytes


@dataclass(frozen=True, slots=True)
class SavedBackoff:
    """A host that is not to be asked before `until`; `host` carries its port where the address does."""

    host: str
    until: datetime
    detail: str


ROBOTS = sa.Table(
    "robots",
    SCHEMA,
    sa.Column("home", sa.Text, primary_key=True),
    sa.Column("asked_at", Moment, nullable=False),
    sa.Column("status", sa.Integer, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
)

BACKOFFS = sa.Table(
    "rests",
    SCHEMA,
    sa.Column("host", sa.Text, primary_key=True),
    sa.Column("until", Moment, nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
)
