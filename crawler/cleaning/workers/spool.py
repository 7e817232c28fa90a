"""Files in which results wait for their turn: a folder a run, swept by a later one if it was killed."""

from __future__ import annotations

import fcntl
import os
import pickle
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from crawler.cleaning.workers.tasks import Result
from crawler.errors import StoreError

PREFIX = "khyber-shards-"
ORPHAN_SECONDS = 3600.0


@contextmanager
def open_spool_folder() -> Iterator[Path]:
    """A new temporary folder for the length of the block. Raises StoreError where none can be made."""
    sweep_orphans()
    try:
        folder = tempfile.TemporaryDirectory(prefix=PREFIX)
    except OSError as error:
        raise StoreError(
            f"cannot write a temporary folder in {tempfile.gettempdir()}: {error.strerror}: make room, then run again"
        ) from error
    with folder as name, hold_folder(Path(name)):
        yield Path(name)


@contextmanager
def hold_folder(folder: Path) -> Iterator[None]:
    """Mark a folder as in use for the length of the block, or as long as this process lives; OSError if it is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)


def sweep_orphans() -> None:
    """Remove the folders of runs that were killed: nobody holds them. A young one may be about to be held."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):
            if time.time() - folder.stat().st_mtime > ORPHAN_SECONDS:
                with hold_folder(folder):
                    shutil.rmtree(folder, ignore_errors=True)


def read_spool(path: Path) -> Iterator[Result]:
    """Results of a finished file, one by one; it is removed at its end."""
    with path.open("rb") as stream:
        yield from read_results(stream)
    path.unlink()


def read_results(stream: BinaryIO) -> Iterator[Result]:
    """Results of a finished file, one by one."""
    with suppress(EOFError):
        while True:
            yield pickle.load(stream)  # noqa: S301 - a worker of ours wrote it
