"""What a report shows of single pages, cut to a size that people can read and a report can hold."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cleaners.model import Article, Rejected, Removed, RepairCount

OPENING = 600
"""Characters of a story that a sample shows."""

PIECE = 300
"""Characters of a removed piece, a title or a detail that a sample shows."""

PIECES = 40
"""Removed pieces that a sample shows."""


@dataclass(frozen=True, slots=True)
class ArticleSample:
    """One article for a person to review: its opening, and what was taken out and repaired.

    `removed_more` counts the pieces that are not shown.
    """

    id: str
    source: str
    url: str | None
    title: str | None
    published: str | None
    language: str | None
    opening: str
    removed: tuple[Removed, ...]
    removed_more: int
    repairs: tuple[RepairCount, ...]


def sample_article(article: Article) -> ArticleSample:
    """Cut an article to what a report shows of it.

    >>> sample_article(Article("1", "1", "a", ("word " * 500,))).opening[-7:]
    'ord ...'
    """
    return ArticleSample(
        id=article.id,
        source=article.source,
        url=article.url or article.input,
        title=article.title and shorten(article.title, PIECE),
        published=article.published,
        language=article.language,
        opening=shorten(article.text, OPENING),
        removed=tuple(replace(piece, text=shorten(piece.text, PIECE)) for piece in article.removed[:PIECES]),
        removed_more=max(0, len(article.removed) - PIECES),
        repairs=article.repairs,
    )


def sample_rejected(page: Rejected) -> Rejected:
    """Cut a rejected page's title and detail to what a report shows of them."""
    return replace(
        page,
        title=page.title and shorten(page.title, PIECE),
        detail=page.detail and shorten(page.detail, PIECE),
    )


def shorten(text: str, limit: int) -> str:
    """Text of at most `limit` characters, and three full stops where it was cut.

    >>> shorten("abcdef", 4), shorten("abcd", 4)
    ('abcd...', 'abcd')
    """
    return text if len(text) <= limit else text[:limit] + "..."
