"""Where the state of an output lies when nobody says otherwise."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import sqlalchemy as sa

FILE = "khyber.sqlite"
LOCK = "khyber.lock"


def state_folder(out: str) -> Path:
    """Folder for the state, the lock and the spool of an output: `<out>/state`, and for a bucket `data/state/...`.

    >>> state_folder("data").as_posix(), state_folder("s3://news/af").as_posix()
    ('data/state', 'data/state/s3-news-af-a6fe0103')
    """
    if "://" not in out:
        return Path(out).expanduser() / "state"
    readable = re.sub(r"[^A-Za-z0-9]+", "-", out).strip("-")[:60]
    return Path("data/state") / f"{readable}-{hashlib.sha256(out.encode()).hexdigest()[:8]}"


def lock_path(out: str) -> Path:
    """The lock file of an output, for `crawler.state.lock.hold_lock`."""
    return state_folder(out) / LOCK


def state_url(out: str) -> str:
    """Address of the SQLite file of an output, for `open_state`."""
    return sqlite_url(state_folder(out) / FILE)


def sqlite_url(path: Path) -> str:
    """Address of a SQLite file for `open_state`."""
    return sa.URL.create("sqlite", database=str(path)).render_as_string()
