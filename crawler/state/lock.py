"""One run at a time on one output."""

from __future__ import annotations

import fcntl
import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crawler.errors import LockHeldError, StoreError

HOLDER = "holder"


@contextmanager
def hold_lock(path: Path) -> Iterator[None]:
    """Hold the lock file for the length of the block, or raise LockHeldError at once.

    Raises StoreError when the file cannot be made.

    The system lets go of the lock when the process ends, however it ends. The descriptor is closed in every
    program that this process starts (PEP 446), so that a worker left behind by `kill -9` does not keep it; a
    plain fork would. The file stays: removing it would let two runs lock two files of one name.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, hold_lock(Path(folder) / "khyber.lock"):
    ...     with hold_lock(Path(folder) / "khyber.lock"):
    ...         pass
    Traceback (most recent call last):
    crawler.errors.LockHeldError: another run (process ...) holds ...khyber.lock: wait for it, or name another --out
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise StoreError(f"cannot write {path}: {error.strerror}: name another --out") from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip() or "unknown"
            raise LockHeldError(
                f"another run (process {holder}) holds {path}: wait for it, or name another --out"
            ) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)


def name_holder(folder: Path) -> str:
    """The name of whoever holds the lock of a folder: the same for one run after another, and nobody else's.

    To be called while holding the lock: the name is kept in a file, so that a run takes over what a killed one
    before it had leased. Raises StoreError when the file cannot be written.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     name_holder(Path(folder)) == name_holder(Path(folder))
    True
    """
    path = folder / HOLDER
    try:
        if name := path.read_text(encoding="utf-8").strip() if path.exists() else "":
            return name
        name = f"{socket.gethostname()}-{secrets.token_hex(8)}"
        path.write_text(f"{name}\n", encoding="utf-8")
    except OSError as error:
        raise StoreError(f"cannot write {path}: {error.strerror}: name another --out") from error
    return name
