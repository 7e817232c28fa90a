"""Counts, over the articles of a source in one run, what monitors look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cleaners.model import Article, Outcome

WATCHED = ("title", "published", "authors", "images")
"""Fields whose loss shows that a page is no longer read as it was."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many articles, with how many letters in all; by field how many have it; the latest publication."""

    articles: int = 0
    letters: int = 0
    filled: Mapping[str, int] = field(default_factory=dict)
    newest: datetime | None = None

    def merge(self, other: Tally) -> Tally:
        """Add up two counts, as a new value."""
        dates = [moment for moment in (self.newest, other.newest) if moment is not None]
        return Tally(
            self.articles + other.articles,
            self.letters + other.letters,
            dict(Counter(self.filled) + Counter(other.filled)),
            max(dates, default=None),
        )


def count_articles(outcomes: Iterable[Outcome]) -> Tally:
    """Count the articles among outcomes.

    >>> count_articles([Article("1", "1", "a", ("One.", "Two."), title="T", published="2026-11-20")])
    Tally(articles=1, letters=10, filled={'title': 1, 'published': 1}, newest=datetime.datetime(2026, 11, 20, \
0, 0, tzinfo=datetime.timezone.utc))
    """
    tally = Tally()
    for article in outcomes:
        if isinstance(article, Article):
            filled = {name: 1 for name in WATCHED if getattr(article, name)}
            tally = tally.merge(Tally(1, len(article.text), filled, _read_date(article.published)))
    return tally


def _read_date(published: str | None) -> datetime | None:
    if published is None:
        return None
    moment = datetime.fromisoformat(published)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
