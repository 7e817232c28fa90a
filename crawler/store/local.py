"""The store in a folder; `crawler.store.local_write` says how a file comes into it."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from crawler.errors import StoreError
from crawler.store.base import ObjectInfo, Put
from crawler.store.disk import hash_file, make_folder, report_disk_errors
from crawler.store.keys import check_key, check_prefix
from crawler.store.local_write import NewFile, write_files, write_temporary

PARTIAL = ".partial"
"""Folder of unfinished files below the root: hidden from every reader, cheap to sweep."""

ORPHAN_SECONDS = 3600.0
CHUNK = 1 << 20


class LocalStore:
    """Files below one folder, which is made at the first write."""

    def __init__(self, folder: Path) -> None:
        self._root = Path(os.path.abspath(folder))  # noqa: PTH100 - resolve() would follow a linked root
        self.url = str(self._root)
        self._sweep_orphans()

    def check(self) -> None:
        """Raise StoreError unless a file can be made and linked below the folder."""
        with report_disk_errors("write to", self.url):
            make_folder(self._root / PARTIAL)
            temporary = Path(write_temporary(self._root / PARTIAL, lambda out: out.write(b"")))
            linked = temporary.with_suffix(".check")
            try:
                os.link(temporary, linked)
            finally:
                temporary.unlink()
                linked.unlink(missing_ok=True)

    def put_bytes(self, key: str, data: bytes, *, if_absent: bool = False) -> Put:
        """Store `data` under `key`; see ObjectStore."""
        return self._put([self._plan_bytes(key, data)], if_absent)[0]

    def put_many(self, objects: Mapping[str, bytes], *, if_absent: bool = False) -> list[Put]:
        """Store objects side by side; see ObjectStore."""
        return self._put([self._plan_bytes(key, data) for key, data in objects.items()], if_absent)

    def put_file(self, key: str, path: Path, *, if_absent: bool = False) -> Put:
        """Store a copy of the file at `path`; see ObjectStore."""
        with report_disk_errors("read", str(path)):
            sha256, size = hash_file(path), path.stat().st_size

        def copy(out: BinaryIO) -> None:
            digest = hashlib.sha256()
            with path.open("rb") as source:
                while chunk := source.read(CHUNK):
                    digest.update(chunk)
                    out.write(chunk)
            if digest.hexdigest() != sha256:
                raise StoreError(f"cannot store {path}: it changed while it was read; run again")

        return self._put([self._plan(key, sha256, size, copy)], if_absent)[0]

    def get_bytes(self, key: str) -> bytes:
        """Bytes of one object."""
        with self.open_read(key) as stream, report_disk_errors("read", self.location(key)):
            return stream.read()

    def open_read(self, key: str) -> BinaryIO:
        """Open one object for reading."""
        with report_disk_errors("read", self.location(key)):
            return self._path(key).open("rb")

    def get_range(self, key: str, start: int, length: int) -> bytes:
        """Bytes of one object from an offset on."""
        with self.open_read(key) as stream, report_disk_errors("read", self.location(key)):
            stream.seek(start)
            return stream.read(length)

    def exists(self, key: str) -> bool:
        """Whether a file stands under `key`."""
        return self._path(key).is_file()

    def delete(self, key: str) -> None:
        """Remove one file, if it is there."""
        with report_disk_errors("delete", self.location(key)):
            self._path(key).unlink(missing_ok=True)

    def iter_keys(self, prefix: str) -> Iterator[ObjectInfo]:
        """Files whose key starts with `prefix`, in order of key, without hidden names and linked folders."""
        folder, slash, _ = check_prefix(prefix).rpartition("/")
        with report_disk_errors("list", self.url):
            yield from self._walk(folder + slash, prefix)

    def location(self, key: str) -> str:
        """Path of the file, for people."""
        return str(self._path(key))

    def _path(self, key: str) -> Path:
        return self._root.joinpath(*check_key(key).split("/"))

    def _put(self, files: Sequence[NewFile], if_absent: bool) -> list[Put]:
        return write_files(self._root / PARTIAL, files, if_absent=if_absent)

    def _plan(self, key: str, sha256: str, size: int, fill: Callable[[BinaryIO], object]) -> NewFile:
        return NewFile(key, f"{self._root}/{check_key(key)}", sha256, size, fill)

    def _plan_bytes(self, key: str, data: bytes) -> NewFile:
        return self._plan(key, hashlib.sha256(data).hexdigest(), len(data), lambda out: out.write(data))

    def _sweep_orphans(self) -> None:
        # Opening must also work where nothing may be written, and beside another run that sweeps.
        with suppress(OSError):
            for path in (self._root / PARTIAL).iterdir():
                if time.time() - path.stat().st_mtime > ORPHAN_SECONDS:
                    path.unlink()

    def _walk(self, folder: str, prefix: str) -> Iterator[ObjectInfo]:
        try:
            entries = list(os.scandir(self._root / folder))
        except (FileNotFoundError, NotADirectoryError):
            return
        keys = {
            folder + entry.name + ("/" if entry.is_dir(follow_symlinks=False) else ""): entry
            for entry in entries
            if not entry.name.startswith(".")
        }
        # "a/b" comes after "a-b": folders sort with their slash, as keys do on S3.
        for key in sorted(keys):
            if key.endswith("/") and (key.startswith(prefix) or prefix.startswith(key)):
                yield from self._walk(key, prefix)
            elif key.startswith(prefix) and keys[key].is_file():
                yield _describe(key, keys[key])


def _describe(key: str, entry: os.DirEntry[str]) -> ObjectInfo:
    status = entry.stat()
    return ObjectInfo(key, status.st_size, datetime.fromtimestamp(status.st_mtime, UTC))
