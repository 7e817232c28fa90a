"""What one worker cleans in one go: a span of a WARC file, or a few small files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, cast

from cleaners.model import Page, Rejected, Rules
from crawler.cleaning.inputs import is_wanted, media_of, read_file, walk_folder
from crawler.errors import InputError

if TYPE_CHECKING:
    from crawler.store import ObjectStore

SHARD_BYTES = 1024 * 1024  # packed: some fifty pages of the web, a quarter of a second of work
SHARD_FILES = 64


class InputFile(NamedTuple):
    """One file of an input: `key` is its name relative to `root`, a folder or an `s3://` prefix."""

    root: str
    key: str
    size: int
    modified: datetime

    @property
    def is_archive(self) -> bool:
        """Whether it is a WARC file, by its name."""
        return media_of(self.key) is None


class Shard(NamedTuple):
    """Files that are cleaned together, or what begins in one archive between the offsets `start` and `end`.

    `last` says that no other shard of these files follows.
    """

    files: tuple[InputFile, ...]
    start: int = 0
    end: int = 0
    last: bool = True


def list_files(inputs: Iterable[str]) -> Iterator[InputFile]:
    """Files of the inputs, in the order in which `read_inputs` reads them. Raises InputError where it would."""
    for name in inputs:
        if name.startswith("s3://"):
            for info in sorted(open_root(name).iter_keys(""), key=lambda info: info.key):
                if is_wanted(info.key):
                    yield InputFile(name, info.key, info.size, info.modified.astimezone(UTC))
            continue
        path = Path(name).resolve()
        if path.is_dir():
            yield from (describe(path, key) for key in walk_folder(str(path)) if is_wanted(key))
        elif path.is_file() and is_wanted(path.name):
            yield describe(path.parent, path.name)
        else:
            raise InputError(
                f"{name}: no such .txt, .html or .warc file (or one of these with .gz) and no folder: check the path"
            )


def describe(root: Path, key: str) -> InputFile:
    """A file on disk."""
    status = (root / key).stat()
    return InputFile(str(root), key, status.st_size, datetime.fromtimestamp(status.st_mtime, UTC))


def cut_shards(files: Iterable[InputFile]) -> Iterator[Shard]:
    """Shards that hold every page of the files once, in their order, whoever cleans how many of them.

    >>> at = datetime(2026, 11, 20, tzinfo=UTC)
    >>> names = [("a.txt", 9), ("b.txt", 9), ("c.warc.gz", 1_500_000)]
    >>> shards = cut_shards(InputFile("in", name, size, at) for name, size in names)
    >>> [(len(shard.files), shard.start, shard.end, shard.last) for shard in shards]
    [(2, 0, 0, True), (1, 0, 1048576, False), (1, 1048576, 1500000, True)]
    """
    group: list[InputFile] = []
    size = 0
    for file in files:
        if group and (file.is_archive or size + file.size > SHARD_BYTES or len(group) == SHARD_FILES):
            yield Shard(tuple(group))
            group, size = [], 0
        if file.is_archive:
            yield from cut_archive(file)
        else:
            group.append(file)
            size += file.size
    if group:
        yield Shard(tuple(group))


def cut_archive(file: InputFile) -> Iterator[Shard]:
    """Spans of one archive; only packed records can be found from within."""
    step = SHARD_BYTES if file.key.lower().endswith(".gz") else file.size
    for start in range(0, file.size, step or 1) or (0,):
        end = min(start + step, file.size)
        yield Shard((file,), start, end, end == file.size)


def read_shard(shard: Shard, source: str | None, rules: Rules) -> Iterator[Page | Rejected]:
    """Every page of a shard, in order, as `read_inputs` reads it. Raises StoreError, InputError."""
    for file in shard.files:
        media = media_of(file.key)
        with open_input(file, whole=media is not None) as stream:
            if media is None:
                from crawler.store import read_warc

                yield from read_warc(
                    stream,
                    input=file.key,
                    source=source,
                    max_bytes=rules.max_bytes,
                    span=(shard.start, shard.end),
                )
            else:
                yield from read_file(file.key, stream, file.modified, source, rules.limit(media))


def open_input(file: InputFile, whole: bool) -> BinaryIO:
    """Open a file; one on S3 that is not read as a `whole` is fetched piece by piece."""
    try:
        if not file.root.startswith("s3://"):
            return Path(file.root, file.key).open("rb")
        if whole:
            return open_root(file.root).open_read(file.key)
    except OSError as error:
        raise InputError(
            f"{file.root}/{file.key}: cannot be read: {error.strerror}: run again with what is there"
        ) from None
    from crawler.store.ranges import RangeReader

    # Unbuffered: whoever looks for a record stops at the first one, and need not have fetched what follows.
    return cast(BinaryIO, RangeReader(open_root(file.root), file.key, file.size))


@lru_cache(maxsize=16)
def open_root(name: str) -> ObjectStore:
    """The store of an `s3://` input, with its connections, once a process."""
    from crawler.store import open_store  # files on disk need no store

    return open_store(name)
