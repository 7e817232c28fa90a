"""Tables that only grow: each flush adds numbered files (`<run>-<n>`), and nothing that is there already."""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from crawler.errors import StoreError
from crawler.store.articles.records import Record, fingerprint
from crawler.store.base import ObjectStore

MAX_REMEMBERED = 200_000
"""Articles whose sums are kept to recognise them again: about 40 MB.

A single folder in use is remembered whole, however large."""

Identity = tuple[object, object]


@dataclass(frozen=True, slots=True)
class PartFormat:
    """How one kind of table is laid out: its folders, its files, and how these become records again.

    With `own_run_only`, what other runs stored counts as not there.
    """

    folder_of: Callable[[Record], str]
    suffix: str
    encode: Callable[[list[Record]], bytes]
    decode: Callable[[bytes], list[Record]]
    own_run_only: bool = False


@dataclass(slots=True)
class _Folder:
    """What a folder holds: the newest sum of each article, the last number of this run, rows to come."""

    latest: dict[Identity, bytes] = field(default_factory=dict)
    number: int = 0
    rows: list[Record] = field(default_factory=list)


class PartWriter:
    """Collects records and writes them out by folder. Not for use from several threads at once."""

    def __init__(self, store: ObjectStore, run: str, format_: PartFormat) -> None:
        self._store = store
        self._run = run
        self._format = format_
        self._folders: OrderedDict[str, _Folder] = OrderedDict()

    def add(self, record: Record) -> bool:
        """Take a record for the next flush; False if the newest one stored of this article is the same."""
        path = self._format.folder_of(record)
        if path not in self._folders:
            self._folders[path] = self._load(path)
        self._folders.move_to_end(path)
        folder = self._folders[path]
        identity, sum_ = _identify(record), self._sum(record)
        if folder.latest.get(identity) == sum_:
            return False
        folder.latest[identity] = sum_
        folder.rows.append(record)
        return True

    def flush(self) -> None:
        """Write what was taken, one file a folder; rows whose file failed stay for the next flush."""
        for path, folder in self._folders.items():
            if folder.rows:
                self._write(path, folder)
                folder.rows = []
        self._forget()

    def _write(self, path: str, folder: _Folder) -> None:
        data = self._format.encode(folder.rows)
        sha256 = hashlib.sha256(data).hexdigest()
        while True:
            key = f"{path}{self._run}-{folder.number + 1}{self._format.suffix}"
            put = self._store.put_bytes(key, data, if_absent=True)
            folder.number += 1
            # Other bytes are there only if someone else writes under the same run: both keep their rows.
            if put.sha256 == sha256:
                return

    def _load(self, path: str) -> _Folder:
        folder = _Folder()
        order: dict[Identity, tuple[str, str]] = {}
        own = re.compile(re.escape(f"{path}{self._run}-") + r"(\d+)" + re.escape(self._format.suffix))
        for info in self._store.iter_keys(f"{path}{self._run}-" if self._format.own_run_only else path):
            match = own.fullmatch(info.key)
            if match:
                folder.number = max(folder.number, int(match[1]))
            if not info.key.endswith(self._format.suffix) or (self._format.own_run_only and not match):
                continue
            for record in self._read(info.key):
                identity, place = _identify(record), (str(record.get("fetched_at") or ""), info.key)
                if place >= order.get(identity, ("", "")):
                    order[identity], folder.latest[identity] = place, self._sum(record)
        return folder

    def _read(self, key: str) -> list[Record]:
        try:
            return self._format.decode(self._store.get_bytes(key))
        except ValueError:
            where = self._store.location(key)
            raise StoreError(f"cannot read {where}: it is damaged; move it away and run again") from None

    def _sum(self, record: Record) -> bytes:
        # The folder says the source, and Parquet files do not say it again.
        return fingerprint({name: value for name, value in record.items() if name != "source"})

    def _forget(self) -> None:
        remembered = sum(len(folder.latest) for folder in self._folders.values())
        while remembered > MAX_REMEMBERED and len(self._folders) > 1:
            _, folder = self._folders.popitem(last=False)
            remembered -= len(folder.latest)


def _identify(record: Record) -> Identity:
    return record.get("id"), record.get("part")
