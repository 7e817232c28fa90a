"""Files that survive a power cut, and disk errors that say what to do."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from crawler.errors import StoreError

_ADVICE = {
    errno.ENOSPC: "the disk is full: free some space and run again",
    errno.EDQUOT: "the disk quota is used up: free some space and run again",
    errno.EFBIG: "the file is larger than this system allows: raise the limit (ulimit -f)",
    errno.EACCES: "no permission: make the folder writable for this user, or name another with --out",
    errno.EPERM: "not permitted (if the disk has no hard links, name a folder on another with --out)",
    errno.EROFS: "the disk is read-only: name another folder with --out",
    errno.EIO: "the disk reports an error: check it, then run again",
    errno.EXDEV: "a subfolder lies on another disk: keep the whole store on one",
    errno.ENOTDIR: "a file stands where a folder is needed: move it away",
    errno.EISDIR: "a folder stands where a file is needed: move it away",
    errno.ENOENT: "the folder or file went away: check the path, then run again",
    errno.ENAMETOOLONG: "the path is too long: name a shorter folder with --out",
}


@contextmanager
def report_disk_errors(verb: str, where: str) -> Iterator[None]:
    """Turn a failing disk into a StoreError; reading a file that is not there stays FileNotFoundError."""
    try:
        yield
    except OSError as error:
        if verb == "read" and isinstance(error, FileNotFoundError):
            raise
        advice = _ADVICE.get(error.errno or 0, f"{error.strerror}: check the disk, then run again")
        raise StoreError(f"cannot {verb} {where}: {advice}") from error


def make_folder(folder: Path) -> None:
    """Make a folder and those above it; each name is on the disk before anything is put into it."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    with suppress(FileExistsError):
        folder.mkdir()
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def hash_file(path: Path) -> str:
    """SHA-256 of a file, 64 hex digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
