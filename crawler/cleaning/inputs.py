"""What `khyber clean` reads: texts, pages, WARC files, folders of them, on disk or on S3."""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from cleaners.model import Media, Page, Reason, Rejected, Stage
from crawler.errors import InputError

MEDIA = {
    ".txt": Media.TEXT, ".txt.gz": Media.TEXT,
    ".html": Media.HTML, ".htm": Media.HTML, ".html.gz": Media.HTML, ".htm.gz": Media.HTML,
}  # fmt: skip
ARCHIVES = (".warc", ".warc.gz")
MIB = 1024 * 1024


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
    for name in inputs:
        for key, stream, modified in open_files(name):
            with stream:
                limit = max_text_bytes if media_of(key) is Media.TEXT else max_bytes
                yield from read_file(key, stream, modified, source, limit)


def read_texts(
    inputs: Iterable[str], source: str | None, max_bytes: int, max_text_bytes: int = 64 * MIB
) -> Iterator[Page]:
    """The plain texts among the pages of the inputs; files that cannot hold one are not opened."""
    for name in inputs:
        for key, stream, modified in open_files(name, without=Media.HTML):
            with stream:
                limit = max_text_bytes if media_of(key) is Media.TEXT else max_bytes
                for page in read_file(key, stream, modified, source, limit):
                    if isinstance(page, Page) and page.media is Media.TEXT:
                        yield page


def open_files(name: str, without: Media | None = None) -> Iterator[tuple[str, BinaryIO, datetime]]:
    """Files of one input, with their names relative to it and their times of change.

    Files whose name says that they hold media of the kind `without` are left out.
    """
    if name.startswith("s3://"):
        from crawler.store import open_store  # files on disk need no store

        store = open_store(name)
        for found in sorted(store.iter_keys(""), key=lambda info: info.key):
            if is_wanted(found.key, without):
                yield found.key, store.open_read(found.key), found.modified
        return
    path = Path(name)
    if path.is_dir():
        names = walk_folder(name)
    elif path.is_file():
        names = iter([path.name])
        if not is_wanted(path.name):
            raise InputError(
                f"{name}: not a .txt, .html, .warc file (or one of these with .gz): rename it or name another"
            )
    else:
        raise InputError(f"{name}: no such file or folder: check the path")
    root = name if path.is_dir() else str(path.parent)
    for relative in names:
        if is_wanted(relative, without):
            stream = Path(root, relative).open("rb")  # noqa: SIM115 - for the caller to close
            yield relative, stream, datetime.fromtimestamp(os.fstat(stream.fileno()).st_mtime, UTC)


def holds_archives_only(inputs: Iterable[str]) -> bool:
    """Whether the inputs are WARC files and nothing else, by their names; looks no further than to the first other file."""
    found = False
    for name in inputs:
        for key in list_names(name):
            if is_wanted(key):
                if media_of(key) is not None:
                    return False
                found = True
    return found


def list_names(name: str) -> Iterator[str]:
    """Names of the files of one input; none where there is nothing."""
    if name.startswith("s3://"):
        from crawler.store import open_store

        return (info.key for info in open_store(name).iter_keys(""))
    path = Path(name)
    return walk_folder(name) if path.is_dir() else iter([path.name] if path.is_file() else [])


def walk_folder(root: str, below: str = "") -> Iterator[str]:
    """Names of the plain files in a folder and below it, relative to it, in order; hidden ones are left out.

    One folder at a time is held in memory. Links to folders are not followed.
    """
    with os.scandir(Path(root, below)) as entries:
        found = sorted((entry for entry in entries if not entry.name.startswith(".")), key=lambda e: e.name)
    for entry in found:
        if entry.is_dir(follow_symlinks=False):
            yield from walk_folder(root, f"{below}{entry.name}/")
        elif entry.is_file():
            yield below + entry.name


def is_wanted(name: str, without: Media | None = None) -> bool:
    """Whether a file is an input by its ending: an archive, or media of another kind than `without`."""
    media = media_of(name)
    return media is not without if media else name.endswith(ARCHIVES)


def media_of(name: str) -> Media | None:
    """What a file holds, by its ending; None for archives and everything else.

    >>> media_of("a/b.html.gz"), media_of("b.warc.gz")
    (<Media.HTML: 'html'>, None)
    """
    return next((media for ending, media in MEDIA.items() if name.lower().endswith(ending)), None)


def read_file(
    key: str, stream: BinaryIO, modified: datetime, source: str | None, max_bytes: int
) -> Iterator[Page | Rejected]:
    """Pages of one file: one, or those of an archive. The time of change stands for the time of fetching."""
    media = media_of(key)
    if media is None:
        from crawler.store import read_warc  # texts and pages need no archive

        yield from read_warc(stream, input=key, source=source, max_bytes=max_bytes)
        return
    try:
        body = read_some(stream, key.lower().endswith(".gz"), max_bytes + 1)
    except (OSError, EOFError, zlib.error) as error:
        detail = f"cannot be read: {error}"
        yield Rejected(Stage.READ, Reason.UNREADABLE, input=key, source=source, detail=detail)
        return
    yield Page(body=body, media=media, input=key, source=source, fetched_at=modified)


def read_some(stream: BinaryIO, packed: bool, limit: int) -> bytes:
    """At most `limit` bytes of a file, unpacked; a bomb is never unpacked beyond the limit."""
    if not packed:
        return stream.read(limit)
    with gzip.GzipFile(fileobj=stream) as unpacked:
        return unpacked.read(limit)
