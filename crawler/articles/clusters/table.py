"""What is known of each article and each story: a SQLite file, beside the files of postings that it names.

It can be made again from the store at any time, so that it is not checked as a whole when it is opened.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from cleaners.model import Cluster
from crawler.errors import StoreError

FORMAT = 2
"""To be raised whenever sketches or postings mean something else: an index of another format is not read."""

# Sketches of two kilobytes would leave half of a page of four empty.
_SET_UP = """
PRAGMA page_size=16384; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=10000;
"""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS docs (
    doc INTEGER PRIMARY KEY, article TEXT NOT NULL, version TEXT NOT NULL, day TEXT,
    story TEXT NOT NULL, role TEXT, original TEXT, similarity REAL, paragraphs BLOB NOT NULL, sketch BLOB
);
CREATE INDEX IF NOT EXISTS docs_by_article ON docs (article, version);
CREATE INDEX IF NOT EXISTS docs_by_version ON docs (version);
CREATE TABLE IF NOT EXISTS stories (
    story TEXT PRIMARY KEY, original TEXT NOT NULL, credited INTEGER NOT NULL, moment TEXT NOT NULL,
    articles INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS segments (number INTEGER PRIMARY KEY, length INTEGER NOT NULL);
"""


class Doc(NamedTuple):
    """One version of an article; `story` is the id of the first article of its story.

    `role`, `original` and `similarity` are what its row in the store says, None for one that was alone when it
    came. `paragraphs` are their marks. An article with the words of another one has no sketch of its own.
    """

    doc: int
    article: str
    version: str
    day: str | None
    story: str
    role: str | None
    original: str | None
    similarity: float | None
    paragraphs: bytes
    sketch: bytes | None

    @property
    def cluster(self) -> Cluster | None:
        """The cluster that its row in the store names."""
        if self.role is None or self.original is None or self.similarity is None:
            return None
        return Cluster(self.story, self.role, self.original, self.similarity)


class Story(NamedTuple):
    """A story, and which of its articles counts as the original: `credited` to a wire, published at `moment`."""

    story: str
    original: str
    credited: bool
    moment: str
    articles: int


class Table:
    """Reads and writes the file; what was written is kept by `commit`. Failures raise StoreError."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._report():
            self._rows = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            try:
                self._rows.executescript(_SET_UP)
                found = self._rows.execute("PRAGMA user_version").fetchone()[0]
                if found not in (0, FORMAT):
                    raise sqlite3.DatabaseError(f"it has format {found}, not {FORMAT}")
                self._rows.executescript(_SCHEMA)
                self._rows.execute(f"PRAGMA user_version={FORMAT}")
                self._last: int = self._rows.execute("SELECT coalesce(max(doc), 0) FROM docs").fetchone()[0]
                self._rows.execute("BEGIN")
            except sqlite3.Error:
                self._rows.close()
                raise

    def add(self, doc: Doc) -> None:
        """Add a version of an article."""
        with self._report():
            self._rows.execute("INSERT INTO docs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", doc)
            self._last = max(self._last, doc.doc)

    def put_story(self, story: Story) -> None:
        """Add a story, or write it anew."""
        with self._report():
            self._rows.execute("INSERT OR REPLACE INTO stories VALUES (?, ?, ?, ?, ?)", story)

    @property
    def last(self) -> int:
        """The highest number of a version."""
        return self._last

    def find_article(self, article: str) -> list[Doc]:
        """Every version of an article, the oldest first."""
        return self._find("article = ? ORDER BY doc", article)

    def find_version(self, version: str) -> Doc | None:
        """The first article with this title and these words."""
        return next(iter(self._find("version = ? ORDER BY doc LIMIT 1", version)), None)

    def find_docs(self, docs: Sequence[int]) -> list[Doc]:
        """Versions by number, in order of number."""
        marks = ", ".join("?" * len(docs))
        return self._find(f"doc IN ({marks}) ORDER BY doc", *docs)

    def find_story(self, story: str) -> Story | None:
        """A story by the id of its first article."""
        with self._report():
            row = self._rows.execute("SELECT * FROM stories WHERE story = ?", (story,)).fetchone()
        return Story(row[0], row[1], bool(row[2]), row[3], row[4]) if row else None

    def read_segments(self) -> list[tuple[int, int]]:
        """Numbers and lengths of the files of postings, the oldest first."""
        with self._report():
            return self._rows.execute("SELECT number, length FROM segments ORDER BY number").fetchall()

    def commit(self, segments: Sequence[tuple[int, int]] | None = None) -> None:
        """Keep what was written, and with it which files of postings there are now, if that changed."""
        with self._report():
            if segments is not None:
                self._rows.execute("DELETE FROM segments")
                self._rows.executemany("INSERT INTO segments VALUES (?, ?)", segments)
            self._rows.execute("COMMIT")
            self._rows.execute("BEGIN")

    def close(self) -> None:
        """Let go of the file, without what was not kept."""
        self._rows.close()

    def _find(self, condition: str, *values: object) -> list[Doc]:
        with self._report():
            rows = self._rows.execute(f"SELECT * FROM docs WHERE {condition}", values)  # noqa: S608 - only marks
            return [Doc(*row) for row in rows]

    @contextmanager
    def _report(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise StoreError(
                f"cannot use {self._path}: {error}: check the disk; khyber clusters rebuild makes it anew"
            ) from error
