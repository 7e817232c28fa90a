"""What one process of the tests makes and all use: a server, the outcome of a crawl.

The processes of a session know each other by a folder only. The first one that needs a thing makes it, with a lock
held so that no other does; the last one that leaves takes it down.
"""

from __future__ import annotations

import fcntl
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

State = dict[str, Any]


def shared_folder(factory: pytest.TempPathFactory) -> Path:
    """The folder that all processes of this session see, whether there is one or several."""
    base = factory.getbasetemp()
    return base.parent if base.name.startswith("popen-") else base


@contextmanager
def share(
    folder: Path,
    name: str,
    make: Callable[[], Mapping[str, object]],
    end: Callable[[State], object] = lambda state: None,
) -> Iterator[State]:
    """What `make` returned (values for JSON) to whoever came first; `end` is called with it by whoever leaves last."""
    place = folder / f"{name}.json"
    with (folder / f"{name}.door").open("w") as door, (folder / f"{name}.users").open("w") as users:
        with locked(door):
            if not place.exists():
                place.write_text(json.dumps(make()), encoding="utf-8")
            fcntl.flock(users, fcntl.LOCK_SH)
        state: State = json.loads(place.read_text(encoding="utf-8"))
        try:
            yield state
        finally:
            with locked(door):
                try:
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    pass  # somebody else still uses it
                else:
                    place.unlink()
                    end(state)


@contextmanager
def locked(file: Any) -> Iterator[None]:
    """Hold the lock of an open file."""
    fcntl.flock(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)
