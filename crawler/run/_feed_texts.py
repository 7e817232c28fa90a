"""Compares what pages gave with how much text their feed carries of them: teasers, and pages that are blocked.

The text of a feed is evidence, and no article: it is never stored in the place of the page's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from cleaners.model import Article, Reason, Rejected
from crawler.run.item import FetchedPage

MIN_CHARS = 600
"""Text in a feed from which on it is no summary any more."""

SHARE = 0.5
"""An article with less than this share of the text in its feed was cut off, or read wrongly."""

MIN_PAGES = 3
"""Pages of a source from which on it is worth a line: one may be odd."""


SHORT = "gave less than half of the text in their feed: cut off, or read wrongly"
LACKING = "gave no article, though their feed carries the whole text"


class FeedTexts:
    """Counts, by source, the pages of which the feed carries the whole text, and those that fell short of it."""

    def __init__(self) -> None:
        self._whole: Counter[str] = Counter()
        self._found: Counter[tuple[str, str]] = Counter()
        self._first: dict[tuple[str, str], str] = {}

    def note(self, item: FetchedPage) -> None:
        """Look at one page; an unchanged one, or one off the beat, proves nothing."""
        candidate = item.planned.candidate
        announced = candidate.hints.letters or 0
        off_beat = any(isinstance(o, Rejected) and o.reason is Reason.OFF_BEAT for o in item.outcomes)
        if announced < MIN_CHARS or not item.outcomes or off_beat:
            return
        self._whole[candidate.source] += 1
        chars = sum(len(outcome.text) for outcome in item.outcomes if isinstance(outcome, Article))
        if chars < SHARE * announced:
            key = (SHORT if chars else LACKING, candidate.source)
            self._found[key] += 1
            self._first.setdefault(key, candidate.url)

    def list_problems(self) -> Iterator[str]:
        """A line for each source with several such pages, with the first of them."""
        for (what, source), count in sorted(self._found.items()):
            if count >= MIN_PAGES:
                first = self._first[what, source]
                yield f"{source}: {count} of {self._whole[source]} pages {what}, such as {first}"
