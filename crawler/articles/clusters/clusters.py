"""Which articles are one story: copies of an agency's text, shortened or rewritten, on whatever site."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from cleaners.model import Article, Cluster
from crawler.articles.clusters.changes import find_changes, mark_paragraphs
from crawler.articles.clusters.index import Index
from crawler.articles.clusters.matching import Match, day_of, match_doc
from crawler.articles.clusters.packing import pack_sketch, unpack_sketch
from crawler.articles.clusters.sketch import Sketch, sketch_text
from crawler.articles.clusters.table import Doc, Story, Table
from crawler.errors import StoreError
from crawler.store.disk import make_folder

TABLE = "articles.sqlite"

COPY = 0.8
"""Share of the shorter text in the longer one from which an article is a `copy`; below, a `version` of the story."""

SAME_WORDS = 0.9
"""Share of all runs of two texts that both have, from which the one is found by the other."""

UNKNOWN = "9999"


class Clusters:
    """Names the cluster of each article in the order in which they come, and remembers them in a folder.

    What is named since the last `commit` is forgotten by a kill, and named alike when the same articles come
    again. One process at a time, and one call; every method may raise StoreError.
    """

    def __init__(self, folder: Path) -> None:
        """Open the index in a folder, which is made; StoreError says what to do about a damaged one."""
        make_folder(folder)
        self._folder = folder
        self._table = Table(folder / TABLE)
        try:
            self._index = Index(folder, self._table.read_segments())
        except (FileNotFoundError, StoreError) as error:
            self._table.close()
            raise StoreError(
                f"cannot use {folder}: {error}; khyber clusters rebuild makes it anew"
            ) from error

    def label(self, article: Article, sketch: bytes | None = None) -> Article:
        """The article with its cluster, None where it is the first of its story, and what is new since its last version.

        The same version of an article has the same cluster whenever it comes; another version of one that
        has a cluster keeps it. `sketch` is the packed sketch of its text, where it is known.
        """
        versions = self._table.find_article(article.id)
        at = next((at for at, doc in enumerate(versions) if doc.version == article.version), len(versions))
        doc = versions[at] if at < len(versions) else self._add(article, versions, sketch)
        before = versions[at - 1] if at else None
        changes = find_changes(before.version, before.paragraphs, doc.paragraphs) if before else None
        return replace(article, cluster=doc.cluster, changes=changes)

    def keep(self, article: Article) -> None:
        """Remember an article with the cluster that it has already, as one that was stored."""
        versions = self._table.find_article(article.id)
        if any(doc.version == article.version for doc in versions):
            return
        cluster = article.cluster
        story = cluster.id if cluster else article.id
        if not any(doc.story == story for doc in versions):
            self._join(story, article)
        known = cluster is not None and self._table.find_version(article.version) is not None
        self._write(article, story, cluster, None if known else _sketch(article))

    def commit(self) -> None:
        """Make everything that was named survive a kill."""
        self._table.commit(self._index.flush())
        self._index.sweep()

    def close(self) -> None:
        """Let go of the index, without what was not committed."""
        self._index.close()
        self._table.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _add(self, article: Article, versions: list[Doc], packed: bytes | None) -> Doc:
        sketch = unpack_sketch(packed) if packed else _sketch(article)
        matches = self._match(article, sketch)
        others = [match for match in matches if match.doc.article != article.id]
        best = next((match for match in others if self._is_of(article, sketch, match.doc.story)), None)
        cluster = self._keep_place(versions[-1]) if versions else None
        if cluster is None and best is not None:
            cluster = self._assign(article, best)
        story = cluster.id if cluster else article.id
        if cluster is None and not versions:
            self._join(story, article)
        known = any(match.overlap >= SAME_WORDS for match in matches if match.doc.story == story)
        return self._write(article, story, cluster, None if known else sketch)

    def _match(self, article: Article, sketch: Sketch) -> list[Match]:
        """Every article of which this one repeats a good part, also earlier versions of itself; the likest first."""
        same = self._table.find_version(article.version)
        if same is not None:
            return [Match(1.0, 1.0, same)]
        docs = self._table.find_docs(self._index.find(sketch.runs.values))
        matches = [match for doc in docs if (match := match_doc(article, sketch, doc)) is not None]
        return sorted(matches, key=lambda match: match.order)

    def _is_of(self, article: Article, sketch: Sketch, story: str) -> bool:
        """Whether it repeats the first article of a story, too: a page of two items must not make them one story."""
        first = self._table.find_article(story)
        return any(
            doc.version == article.version or match_doc(article, sketch, doc) is not None for doc in first
        )

    def _assign(self, article: Article, match: Match) -> Cluster:
        story = self._join(match.doc.story, article)
        role = "copy" if match.similarity >= COPY else "version"
        role = "original" if story.original == article.id else role
        return Cluster(story.story, role, story.original, round(match.similarity, 3))

    def _keep_place(self, earlier: Doc) -> Cluster | None:
        """The cluster of an earlier version; that of an original that others have copied since."""
        if earlier.cluster:
            return earlier.cluster
        story = self._table.find_story(earlier.story)
        if story is None or story.articles < 2:
            return None
        role = "original" if story.original == earlier.article else "copy"
        return Cluster(story.story, role, story.original, 1.0)

    def _join(self, name: str, article: Article) -> Story:
        """The story with one article more, which is its original if it alone credits a wire, or else came first."""
        story = Story(name, article.id, *_rank(article), 1)
        if there := self._table.find_story(name):
            first = min(there, story, key=lambda story: (not story.credited, story.moment))
            story = first._replace(articles=there.articles + 1)
        self._table.put_story(story)
        return story

    def _write(self, article: Article, story: str, cluster: Cluster | None, sketch: Sketch | None) -> Doc:
        doc = Doc(
            self._table.last + 1,
            article.id,
            article.version,
            day_of(article),
            story,
            cluster.role if cluster else None,
            cluster.of if cluster else None,
            cluster.similarity if cluster else None,
            mark_paragraphs(article),
            pack_sketch(sketch) if sketch else None,
        )
        self._table.add(doc)
        if sketch:
            self._index.add(doc.doc, sketch.runs.values)
        return doc


def _sketch(article: Article) -> Sketch:
    return sketch_text(article.text, article.language)


def _rank(article: Article) -> tuple[bool, str]:
    """Whether a wire is credited, and when it was published, else fetched, in UTC; one that is not known is last."""
    credited = article.agency is not None
    try:
        moment = datetime.fromisoformat(article.dated or "")
        zoned = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return credited, zoned.astimezone(UTC).isoformat()
    except (ValueError, OverflowError):
        return credited, UNKNOWN
