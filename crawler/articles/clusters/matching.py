"""Compares an article with one that is remembered."""

from __future__ import annotations

from typing import NamedTuple

from cleaners.model import Article
from crawler.articles.clusters.likeness import compare, find_similarity
from crawler.articles.clusters.packing import unpack_sketch
from crawler.articles.clusters.sketch import Sketch
from crawler.articles.clusters.table import Doc


class Match(NamedTuple):
    """An article that is repeated: share of the shorter text in the longer one, and of all of both."""

    similarity: float
    overlap: float
    doc: Doc

    @property
    def order(self) -> tuple[float, float, int]:
        """What the likest comes first by; of equals the one that came first."""
        return -self.similarity, -self.overlap, self.doc.doc


def match_doc(article: Article, sketch: Sketch, doc: Doc) -> Match | None:
    """How far an article repeats one that is remembered; None where they are two stories, or it has no sketch."""
    if doc.sketch is None:
        return None
    other = unpack_sketch(doc.sketch)
    same_day = doc.day is not None and doc.day == day_of(article)
    similarity = find_similarity(sketch, other, same_day=same_day)
    if similarity is None:
        return None
    return Match(similarity, compare(sketch.runs, other.runs).overlap, doc)


def day_of(article: Article) -> str | None:
    """Day of publication as printed."""
    return article.published[:10] if article.published else None
