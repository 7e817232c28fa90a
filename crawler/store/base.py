"""What every home of files offers, on disk and on S3 alike; nothing here touches either."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol


@dataclass(frozen=True, slots=True)
class Put:
    """What a put came to.

    `existed` is True when nothing was written: equal bytes were there already, or, with `if_absent`, the key
    was taken. `sha256` (64 hex digits) is that of the object that stands under `key` now, so that a caller
    who lost a race compares it with his own.
    """

    key: str
    sha256: str
    existed: bool


@dataclass(frozen=True, slots=True)
class ObjectInfo:
    """One stored object: `size` in bytes, `modified` with a zone."""

    key: str
    size: int
    modified: datetime


class ObjectStore(Protocol):
    """Whole files under keys. A file is visible whole or not at all, whatever kills the writer.

    Keys are relative and `/`-separated (`crawler.store.keys.check_key`); a wrong one raises ValueError before
    anything is touched. A home that fails raises StoreError; a key that is not there, FileNotFoundError.
    """

    url: str

    def check(self) -> None:
        """Raise StoreError now if nothing could be written later: no folder, no bucket, no permission."""

    def put_bytes(self, key: str, data: bytes, *, if_absent: bool = False) -> Put:
        """Store `data` under `key`; with `if_absent` only where nothing is: of many writers, one wins."""

    def put_many(self, objects: Mapping[str, bytes], *, if_absent: bool = False) -> list[Put]:
        """Store several objects as `put_bytes` does each, faster; StoreError may leave some of them written."""

    def put_file(self, key: str, path: Path, *, if_absent: bool = False) -> Put:
        """Store a copy of a local file of any size, as `put_bytes` does."""

    def get_bytes(self, key: str) -> bytes:
        """Bytes of one object."""

    def open_read(self, key: str) -> BinaryIO:
        """Open one object as a seekable binary stream, for the caller to close."""

    def get_range(self, key: str, start: int, length: int) -> bytes:
        """Up to `length` bytes of one object from offset `start` on, which lies in it; no sum is checked."""

    def exists(self, key: str) -> bool:
        """Whether an object stands under `key`."""

    def delete(self, key: str) -> None:
        """Remove one object; a key that is not there is no error."""

    def iter_keys(self, prefix: str) -> Iterator[ObjectInfo]:
        """Objects whose key starts with `prefix`, a plain string as on S3 (`""`: all), in order of key."""

    def location(self, key: str) -> str:
        """Where a person finds the object: a path or an `s3://` address."""
