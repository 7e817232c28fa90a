"""The way of WARC files from the local spool into the store, also after a kill."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path

from crawler.errors import StoreError
from crawler.store.base import ObjectStore
from crawler.store.disk import hash_file, report_disk_errors
from crawler.store.warc.frames import START
from crawler.store.warc.gzip_members import find_next_member, measure_whole_members

SUFFIX = ".warc.gz"

_KEY = re.compile(r"(?P<folder>.*/)(?P<run>[^/]+)-(?P<number>\d+)" + re.escape(SUFFIX))


def recover_spool(store: ObjectStore, spool_dir: Path) -> tuple[str, ...]:
    """Publish what killed runs left in the spool, cut to the last whole record; the keys, in order.

    To be called while holding the lock of the output, before a new archive is opened on the same spool.
    """
    keys = []
    for path in sorted(spool_dir.glob(f"raw/*/*/*{SUFFIX}")):
        with report_disk_errors("recover", str(path)):
            with path.open("rb") as stream:
                count, end = measure_whole_members(stream)
                # A kill tears the end only. Damage with records behind it is kept for read_warc to report.
                torn = find_next_member(stream, end + 1, START) is None
            if torn and count < 2:  # nothing but the record that opens a file
                path.unlink()
                continue
            if torn:
                os.truncate(path, end)
        key = path.relative_to(spool_dir).as_posix()
        keys.append(move_into_store(store, key, path, renumber=True))
    return tuple(keys)


def move_into_store(store: ObjectStore, key: str, path: Path, *, renumber: bool = False) -> str:
    """Publish a file of the spool and remove it; the key it got, another number if that is allowed."""
    put = store.put_file(key, path, if_absent=True)
    with report_disk_errors("read", str(path)):
        while put.existed and put.sha256 != hash_file(path):
            if not renumber:
                where = store.location(key)
                raise StoreError(
                    f"cannot write {where}: another run has the same id; run again under a new one"
                )
            key = _KEY.sub(
                lambda match: f"{match['folder']}{match['run']}-{int(match['number']) + 1}{SUFFIX}", key
            )
            put = store.put_file(key, path, if_absent=True)
    with report_disk_errors("delete", str(path)):
        path.unlink()
    with suppress(OSError):  # not empty: in use
        path.parent.rmdir()
    return key


def last_number(store: ObjectStore, spool: Path, folder: str, run: str) -> int:
    """Highest number that files of a run have in a folder, in the store or in the spool; 0 if none."""
    keys = [info.key for info in store.iter_keys(f"{folder}{run}-")]
    keys += [path.relative_to(spool).as_posix() for path in (spool / folder).glob(f"*{SUFFIX}")]
    matches = [match for key in keys if (match := _KEY.fullmatch(key))]
    return max((int(match["number"]) for match in matches if match["run"] == run), default=0)
