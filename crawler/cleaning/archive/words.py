"""How two texts differ in words and paragraphs, wherever in the text these stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple


class Difference(NamedTuple):
    """What one text has more and less of than another; of the paragraphs only one has, the longest."""

    words_gained: int = 0
    words_lost: int = 0
    paragraphs_gained: int = 0
    paragraphs_lost: int = 0
    longest_gained: str | None = None
    longest_lost: str | None = None


def compare_texts(before: Sequence[str], after: Sequence[str]) -> Difference:
    """Compare the paragraphs of two texts.

    >>> compare_texts(["The bridge opened.", "Share this"], ["The old bridge opened."])
    Difference(words_gained=1, words_lost=2, paragraphs_gained=1, paragraphs_lost=2, longest_gained='The old bridge opened.', \
longest_lost='The bridge opened.')
    """
    old, new = Counter(before), Counter(after)
    gained, lost = new - old, old - new
    more, less = count_words(gained), count_words(lost)
    return Difference(
        (more - less).total(),
        (less - more).total(),
        gained.total(),
        lost.total(),
        max(gained, key=len, default=None),
        max(lost, key=len, default=None),
    )


def count_words(paragraphs: Counter[str]) -> Counter[str]:
    """How often each word comes; words are what stands between white space."""
    words: Counter[str] = Counter()
    for paragraph, times in paragraphs.items():
        for word in paragraph.split():
            words[word] += times
    return words
