"""What one worker cleans in one go: a span of a WARC file, or a few small files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cleaners.model import Page, Rejected, Rules
from crawler.cleaning.inputs import InputFile, read_file

ARCHIVE_BYTES = 1024 * 1024  # packed: some fifty pages of the web, a quarter of a second of work
FILES_BYTES = 256 * 1024
FILES = 32  # a fiftieth of a second of work: few files, too, keep every core busy


class Shard(NamedTuple):
    """Files that are cleaned together, or what begins in one archive between the offsets `start` and `end`.

    `last` says that no other shard of these files follows.
    """

    files: tuple[InputFile, ...]
    start: int = 0
    end: int = 0
    last: bool = True

    @property
    def name(self) -> str:
        """Where it begins, for people."""
        return self.files[0].name


def cut_shards(files: Iterable[InputFile]) -> Iterator[Shard]:
    """Shards that hold every page of the files once, in their order, whoever cleans how many of them.

    >>> from datetime import UTC, datetime
    >>> at = datetime(2026, 11, 20, tzinfo=UTC)
    >>> names = [("a.txt", 9), ("b.txt", 9), ("c.warc.gz", 1_500_000)]
    >>> shards = cut_shards(InputFile("in", name, size, at) for name, size in names)
    >>> [(len(shard.files), shard.start, shard.end, shard.last) for shard in shards]
    [(2, 0, 0, True), (1, 0, 1048576, False), (1, 1048576, 1500000, True)]
    """
    group: list[InputFile] = []
    size = 0
    for file in files:
        archive = file.media is None
        if group and (archive or size + file.size > FILES_BYTES or len(group) == FILES):
            yield Shard(tuple(group))
            group, size = [], 0
        if archive:
            yield from cut_archive(file)
        else:
            group.append(file)
            size += file.size
    if group:
        yield Shard(tuple(group))


def cut_archive(file: InputFile) -> Iterator[Shard]:
    """Spans of one archive; only packed records can be found from within."""
    step = ARCHIVE_BYTES if file.key.lower().endswith(".gz") else file.size
    for start in range(0, file.size, step or 1) or (0,):
        end = min(start + step, file.size)
        yield Shard((file,), start, end, end == file.size)


def read_shard(shard: Shard, source: str | None, rules: Rules) -> Iterator[Page | Rejected]:
    """Every page of a shard, in order, as `read_inputs` reads it. Raises StoreError."""
    for file in shard.files:
        yield from read_file(file, source, rules.max_bytes, rules.max_text_bytes, (shard.start, shard.end))
