"""How a file comes into a folder: temporary file, fsync, one rename or link, fsync of the folder.

Its name appears when all of it is on the disk, so that no reader sees a part of it, and a power cut after the
last step leaves it there. Several files take these steps side by side, and each folder is waited for once.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from crawler.store.base import Put
from crawler.store.disk import hash_file, make_folder, report_disk_errors, sync_folder

THREADS = 8
"""Files written side by side: what waits for the disk waits together (a journal takes many fsyncs at once)."""

FEW_FILES = 4
"""Up to so many files, threads cost more than they save."""


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file to come: its key and path, the sum and size of what `fill` will write into it."""

    key: str
    path: str
    sha256: str
    size: int
    fill: Callable[[BinaryIO], object]


def write_files(partial: Path, files: Sequence[NewFile], *, if_absent: bool) -> list[Put]:
    """Write each file, unless it is there already; with `if_absent` unless any file of its name is.

    `partial` is a folder on the same disk, for what is not finished. Raises StoreError; then some of the files
    may be there, each whole.
    """
    folders = {os.path.dirname(file.path) for file in files}  # noqa: PTH120 - a Path takes as long as a file
    with report_disk_errors("write", str(partial)):
        for needed in (*map(Path, sorted(folders)), partial):
            make_folder(needed)

    def write(file: NewFile) -> Put:
        with report_disk_errors("write", file.path):
            return _write_file(partial, file, if_absent)

    if len(files) <= FEW_FILES:
        puts = [write(file) for file in files]
    else:
        with ThreadPoolExecutor(THREADS) as threads:
            puts = list(threads.map(write, files))
    # Also where a file was there before: whoever wrote it may have been killed before this step.
    for folder in folders:
        with report_disk_errors("write", folder):
            sync_folder(Path(folder))
    return puts


def write_temporary(partial: Path, fill: Callable[[BinaryIO], object]) -> str:
    """Path of a new file below `partial` that is on the disk; none is left behind by a failure."""
    temporary = f"{partial}/{os.getpid()}-{secrets.token_hex(8)}"
    try:
        with open(temporary, "xb") as out:  # noqa: PTH123 - not tempfile: its files are closed to all other users
            fill(out)
            out.flush()
            os.fsync(out.fileno())
    except BaseException:
        _remove(temporary)
        raise
    return temporary


def _write_file(partial: Path, file: NewFile, if_absent: bool) -> Put:
    there = _hash_if_file(file.path, None if if_absent else file.size)
    if there is not None and (if_absent or there == file.sha256):
        return Put(file.key, there, existed=True)
    temporary = write_temporary(partial, file.fill)
    try:
        if if_absent:
            os.link(temporary, file.path)
        else:
            os.replace(temporary, file.path)  # noqa: PTH105
            temporary = ""
    except FileExistsError:
        return Put(file.key, hash_file(Path(file.path)), existed=True)
    finally:
        if temporary:
            _remove(temporary)
    return Put(file.key, file.sha256, existed=False)


def _remove(path: str) -> None:
    Path(path).unlink(missing_ok=True)


def _hash_if_file(path: str, size: int | None) -> str | None:
    """SHA-256 of the file, or None where there is none, or none of this size."""
    if not os.path.isfile(path) or (size is not None and os.path.getsize(path) != size):  # noqa: PTH113, PTH202
        return None
    return hash_file(Path(path))
