"""The one writer of articles and rejected pages."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Protocol, Self

from cleaners.model import Article, Rejected
from cleaners.undo import Undo
from crawler.errors import StoreError
from crawler.store.articles.files import ArticleFiles
from crawler.store.articles.layout import article_folder
from crawler.store.articles.parts import PartFormat, PartWriter
from crawler.store.articles.records import Record, to_json_line, to_record
from crawler.store.articles.rejects import RejectedLog
from crawler.store.base import ObjectStore
from crawler.store.keys import check_key

FORMATS = frozenset({"files", "jsonl", "parquet"})

MAX_ROWS = 5000
MAX_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class WriterSummary:
    """What a writer was given: articles, how many of them some format did not hold yet, rejected pages."""

    articles: int = 0
    added: int = 0
    rejected: int = 0


class Labels(Protocol):
    """Says which story each article belongs to, in the order in which they are written."""

    def label(self, article: Article, sketch: bytes | None = None) -> Article:
        """The article with its cluster; the same one whenever the same version comes. `sketch` spares making one."""

    def commit(self) -> None:
        """Make the labels given so far survive a kill."""


class ArticleWriter:
    """Stores articles in the formats asked for, and rejected pages, under the keys of the contract.

    Rows of `jsonl` and `parquet` and rejected pages are held back until `flush`, which happens by itself after
    5,000 of them or 64 MiB; `files` are written by and by, all of them before `flush` returns. A killed writer
    leaves whole files only, and loses only what was not flushed. An article whose newest stored version is the
    same, but for its provenance, adds nothing: whatever was done before may be done again. Not for use from
    several threads at once.

    Raises ValueError for an unknown format or a run id that cannot be a file name, StoreError when the store
    fails; what could not be flushed is kept for the next flush.
    """

    def __init__(
        self, store: ObjectStore, run: str, formats: Collection[str] = FORMATS, labels: Labels | None = None
    ) -> None:
        if unknown := set(formats) - FORMATS:
            raise ValueError(
                f"unknown format {sorted(unknown)[0]!r}: write one of {', '.join(sorted(FORMATS))}"
            )
        if "/" in check_key(run):
            raise ValueError(f"run id {run!r} holds a slash: use letters, digits and hyphens")
        self._run = run
        self._labels = labels
        self._files = ArticleFiles(store) if "files" in formats else None
        self._tables = [PartWriter(store, run, _TABLES[name]) for name in sorted(formats) if name in _TABLES]
        self._rejects = RejectedLog(store, run)
        self._summary = WriterSummary()
        self._held_rows = self._held_bytes = 0

    def write(self, article: Article, undo: Undo | None = None, sketch: bytes | None = None) -> None:
        """Store one article, or take it for the next flush; `files` keep what undoes its cleaning, if given.

        `sketch` is what `labels` compare it by, where somebody has made it already.
        """
        article = self._labels.label(article, sketch) if self._labels else article
        record = to_record(article)
        added = [table.add(record) for table in self._tables]
        self._hold(len(to_json_line(record)) if any(added) else 0)
        if self._files:
            added.append(self._files.add(article, record, undo))
        self._summary = replace(
            self._summary, articles=self._summary.articles + 1, added=self._summary.added + any(added)
        )
        self._flush_if_full()

    def reject(self, rejected: Rejected) -> None:
        """Take one rejected page for the next flush; one without a run gets that of the writer."""
        line = to_json_line(to_record(replace(rejected, run=rejected.run or self._run)))
        self._rejects.add(line)
        self._hold(len(line))
        self._summary = replace(self._summary, rejected=self._summary.rejected + 1)
        self._flush_if_full()

    def flush(self) -> None:
        """Write everything held back: after it, a kill loses nothing that was given before."""
        # Labels first: an article that is not written now, and comes again, gets the label that others refer to.
        if self._labels:
            self._labels.commit()
        if self._files:
            self._files.flush()
        for table in self._tables:
            table.flush()
        self._rejects.flush()
        self._held_rows = self._held_bytes = 0

    def close(self) -> WriterSummary:
        """Flush; returns what was written in all."""
        self.flush()
        return self._summary

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # After another failure what is held is still good; after the store's own it would fail again.
        if not isinstance(error, StoreError):
            self.close()

    def _hold(self, size: int) -> None:
        if size:
            self._held_rows += 1
            self._held_bytes += size

    def _flush_if_full(self) -> None:
        if self._held_rows >= MAX_ROWS or self._held_bytes >= MAX_BYTES:
            self.flush()


def _encode_lines(records: list[Record]) -> bytes:
    return b"".join(map(to_json_line, records))


def _decode_lines(data: bytes) -> list[Record]:
    return [json.loads(line) for line in data.splitlines()]


def _encode_parquet(records: list[Record]) -> bytes:
    from crawler.store.articles.parquet import encode_parquet  # loading pyarrow takes a while

    return encode_parquet(records)


def _decode_parquet(data: bytes) -> list[Record]:
    from crawler.store.articles.parquet import decode_parquet

    return decode_parquet(data)


_TABLES = {
    "parquet": PartFormat(article_folder, ".parquet", _encode_parquet, _decode_parquet),
    "jsonl": PartFormat(lambda _: "jsonl/", ".jsonl", _encode_lines, _decode_lines, own_run_only=True),
}
