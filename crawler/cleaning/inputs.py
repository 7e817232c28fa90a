"""What `khyber clean` reads: texts, pages, WARC files, folders of them, on disk or on S3."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, cast

from cleaners.model import Media, Page, Reason, Rejected, Stage
from crawler.errors import InputError
from crawler.store.inflate import InflateError, TooLargeError, inflate

if TYPE_CHECKING:
    from crawler.store import ObjectStore

MEDIA = {
    ".txt": Media.TEXT, ".txt.gz": Media.TEXT,
    ".html": Media.HTML, ".htm": Media.HTML, ".html.gz": Media.HTML, ".htm.gz": Media.HTML,
}  # fmt: skip
ARCHIVES = (".warc", ".warc.gz")
MIB = 1024 * 1024


class InputFile(NamedTuple):
    """One file of an input: `key` is its name relative to `root`, a folder or an `s3://` prefix; `size` in bytes."""

    root: str
    key: str
    size: int
    modified: datetime

    @property
    def media(self) -> Media | None:
        """What it holds, by its name; None for an archive."""
        return media_of(self.key)

    @property
    def name(self) -> str:
        """Where it is, for people."""
        return f"{self.root}/{self.key}"


def list_files(inputs: Iterable[str]) -> Iterator[InputFile]:
    """Files of the inputs: input by input, in order of name.

    A folder that cannot be listed comes as a file of no size whose name ends with a slash, so that reading it says so.
    Raises InputError for an input that does not exist, or is a file of another kind, and for an empty name.
    """
    for name in inputs:
        if not name.strip():
            raise InputError(
                "an input has no name: name a file, a folder or an s3:// prefix, . for this folder"
            )
        if name.startswith("s3://"):
            for info in sorted(open_root(name).iter_keys(""), key=lambda info: info.key):
                if is_wanted(info.key):
                    yield InputFile(name, info.key, info.size, info.modified.astimezone(UTC))
            continue
        path = Path(name)
        if path.is_dir():
            root = path.resolve()
            wanted = (key for key in walk_folder(str(root)) if is_wanted(key) or key.endswith("/"))
            yield from (describe_file(root, key) for key in wanted)
        elif not path.is_file():
            raise InputError(f"{name}: no such file or folder: check the path")
        elif not is_wanted(path.name):
            raise InputError(
                f"{name}: not a .txt, .html, .warc file (or one of these with .gz): rename it or name another"
            )
        else:
            yield describe_file(path.parent.resolve(), path.name)


def describe_file(root: Path, key: str) -> InputFile:
    """A file on disk; one that has gone or may not be looked at has no size."""
    try:
        status = Path(root, key).stat()
    except OSError:
        return InputFile(str(root), key, 0, datetime.fromtimestamp(0, UTC))
    return InputFile(str(root), key, status.st_size, datetime.fromtimestamp(status.st_mtime, UTC))


def walk_folder(root: str, below: str = "") -> Iterator[str]:
    """Names of the plain files in a folder and below it, relative to it, in order; hidden ones are left out.

    One folder at a time is held in memory. Links to folders are not followed. Of a folder that cannot be listed comes
    its own name, with a slash behind it. Of a store of ours only the archive is an input: its texts are clean already.
    """
    try:
        with os.scandir(Path(root, below)) as entries:
            found = sorted((one for one in entries if not one.name.startswith(".")), key=lambda one: one.name)
    except OSError:
        yield below or "./"
        return
    if {"runs", "state"} <= {entry.name for entry in found if entry.is_dir(follow_symlinks=False)}:
        found = [entry for entry in found if entry.name == "raw"]
    for entry in found:
        if entry.is_dir(follow_symlinks=False):
            yield from walk_folder(root, f"{below}{entry.name}/")
        elif entry.is_file():
            yield below + entry.name


def holds_archives_only(inputs: Iterable[str]) -> bool:
    """Whether the inputs are WARC files and nothing else, by their names; looks no further than to the first other file.

    Raises InputError as `list_files` does.
    """
    found = False
    for file in list_files(inputs):
        if file.media is not None:
            return False
        found = True
    return found


def is_wanted(name: str) -> bool:
    """Whether a file is an input, by its ending."""
    return media_of(name) is not None or name.endswith(ARCHIVES)


def media_of(name: str) -> Media | None:
    """What a file holds, by its ending; None for archives and everything else.

    >>> media_of("a/b.html.gz"), media_of("b.warc.gz")
    (<Media.HTML: 'html'>, None)
    """
    return next((media for ending, media in MEDIA.items() if name.lower().endswith(ending)), None)


def read_inputs(
    inputs: Iterable[str],
    source: str | None = None,
    max_bytes: int = 5 * MIB,
    max_text_bytes: int = 64 * MIB,
) -> Iterator[Page | Rejected]:
    """Every page of the inputs, in order of name; what cannot be read comes as a `Rejected`.

    A page larger than `max_bytes`, a text file larger than `max_text_bytes`, is cut just above the limit, so that it
    is rejected later without having been read whole. Raises InputError for an input that does not exist.
    """
    for file in list_files(inputs):
        yield from read_file(file, source, max_bytes, max_text_bytes)


def read_texts(
    inputs: Iterable[str], source: str | None, max_bytes: int, max_text_bytes: int = 64 * MIB
) -> Iterator[Page]:
    """The plain texts among the pages of the inputs; files that cannot hold one are not opened."""
    for file in list_files(inputs):
        if file.media is not Media.HTML:
            for page in read_file(file, source, max_bytes, max_text_bytes):
                if isinstance(page, Page) and page.media is Media.TEXT:
                    yield page


def read_file(
    file: InputFile,
    source: str | None,
    max_bytes: int,
    max_text_bytes: int,
    span: tuple[int, int] | None = None,
) -> Iterator[Page | Rejected]:
    """Pages of one file: one, or those of an archive that begin within `span`, two offsets.

    The time of change stands for the time of fetching. What cannot be opened or read is a `Rejected`. Raises StoreError.
    """
    try:
        opened = open_file(file, whole=span is None or file.media is not None)
    except OSError as error:
        if not span or span[0] == 0:  # once, however many shards an archive has
            detail = f"cannot be opened: {error.strerror or error}: check who may read it"
            yield Rejected(Stage.READ, Reason.UNREADABLE, input=file.key, source=source, detail=detail)
        return
    if file.media is None:
        from crawler.store import read_warc  # texts and pages need no archive

        with opened as stream:
            yield from read_warc(stream, input=file.key, source=source, max_bytes=max_bytes, span=span)
        return
    limit = max_text_bytes if file.media is Media.TEXT else max_bytes
    with opened as stream:
        try:
            packed = file.size > 0 and file.key.lower().endswith(".gz")
            body = read_some(stream, packed, limit + 1)
        except (OSError, InflateError) as error:
            detail = f"cannot be read: {error}"
            yield Rejected(Stage.READ, Reason.UNREADABLE, input=file.key, source=source, detail=detail)
            return
    yield Page(body=body, media=file.media, input=file.key, source=source, fetched_at=file.modified)


def open_file(file: InputFile, whole: bool = True) -> BinaryIO:
    """Open a file; one on S3 of which not the `whole` is wanted is fetched piece by piece.

    Raises OSError for one on disk, StoreError or FileNotFoundError for one on S3.
    """
    if not file.root.startswith("s3://"):
        return Path(file.root, file.key).open("rb")
    if whole:
        return open_root(file.root).open_read(file.key)
    from crawler.store.ranges import RangeReader

    # Unbuffered: whoever looks for a record stops at the first one, and need not have fetched what follows.
    return cast(BinaryIO, RangeReader(open_root(file.root), file.key, file.size))


@lru_cache(maxsize=16)
def open_root(name: str) -> ObjectStore:
    """The store of an `s3://` input, with its connections, once a process."""
    from crawler.store import open_store  # files on disk need no store

    return open_store(name)


def read_some(stream: BinaryIO, packed: bool, limit: int) -> bytes:
    """At most `limit` bytes of a file, unpacked. Raises OSError, InflateError."""
    if not packed:
        return stream.read(limit)
    try:
        return inflate(stream.read, limit)
    except TooLargeError as error:
        return error.before[:limit]
