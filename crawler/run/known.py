"""Which articles are in the store, or on their way there: asked of the state for many at once."""

from __future__ import annotations

from collections.abc import Iterable

from cleaners.model import Article
from crawler.state import State


class KnownArticles:
    """What is known of the articles that were looked up, and of those added since the last checkpoint."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._ids: set[str] = set()
        self._versions: dict[str, list[str]] = {}
        self._fresh: dict[str, list[str]] = {}

    def look_up(self, articles: Iterable[Article]) -> None:
        """Ask the state for articles; what was looked up before is forgotten."""
        wanted = tuple(articles)
        stored = self._state.find_articles({a.id for a in wanted}, {a.version for a in wanted})
        self._ids = {row.id for row in stored}
        self._versions = {}
        for row in sorted(stored, key=lambda row: (row.run, row.id)):
            self._versions.setdefault(row.version, []).append(row.id)

    def is_stored(self, article: Article) -> bool:
        """Whether this very version of an article is in the store or on its way."""
        return article.id in self.find_same(article.version)

    def has_article(self, article: str) -> bool:
        """Whether any version of an article was in the store when it was looked up."""
        return article in self._ids

    def find_same(self, version: str) -> list[str]:
        """Ids of the articles with exactly this title and text, the first stored first."""
        return self._versions.get(version, []) + self._fresh.get(version, [])

    def add(self, article: Article) -> None:
        """Note an article that is on its way to the store."""
        self._fresh.setdefault(article.version, []).append(article.id)

    def forget_fresh(self) -> None:
        """Leave to the state what it knows by now."""
        self._fresh = {}
