"""How alike two articles are, and whether that makes them the same story."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from crawler.articles.clusters.sketch import Sample, Sketch

SURE = 0.4
"""Share of the shorter text in the longer one from which they are one story, whenever they were published."""

SAME_DAY = 0.2
"""The same for articles of one day. On other days so much is background, or the words of a daily report."""

REWRITTEN, SUBJECT = 0.1, 2 / 3
"""The same for articles of one day that share two thirds of the long words of the shorter one: a story written anew,
sentence by sentence. Two reporters at one event share fewer words."""

MIN_NUMBERS = 4
NUMBERS, NUMBERS_SAME_DAY = 2 / 3, 0.5
"""A daily report (prices, weather, accidents) has the words of yesterday's and other numbers: with four numbers or more
in both, so many of the shorter list have to stand in the other."""

LEAST_SHARED = 5
"""Runs that two samples must share for their share to mean anything."""


class Likeness(NamedTuple):
    """Estimates, 0 to 1: `containment` of the smaller set in the larger, and `overlap` beside all of both.

    `shared` are the hashes found in both samples, of `seen` in the smaller.
    """

    containment: float
    overlap: float
    shared: int
    seen: int


def compare(one: Sample, other: Sample) -> Likeness:
    """Compare two sets by their samples, as far down as both are complete.

    >>> whole, half = (Sample(np.arange(n, dtype=np.uint32)) for n in (100, 50))
    >>> compare(whole, half)
    Likeness(containment=1.0, overlap=0.5, shared=50, seen=50)
    """
    limit = min(one.limit, other.limit)
    first, second = (
        sample.values[: np.searchsorted(sample.values, limit, "right")] for sample in (one, other)
    )
    smaller, larger = sorted((len(first), len(second)))
    if not smaller:
        return Likeness(0.0, 0.0, 0, 0)
    shared = len(np.intersect1d(first, second, assume_unique=True))
    return Likeness(shared / smaller, shared / (smaller + larger - shared), shared, smaller)


def find_similarity(one: Sketch, other: Sketch, *, same_day: bool) -> float | None:
    """Share of the shorter text that stands in the longer one; None for two stories.

    Texts of fewer than nine words are too short to be compared. The thresholds were chosen on labelled pairs:
    docs/decisions/0014-clusters.md.

    >>> from crawler.articles.clusters.sketch import sketch_text
    >>> wire = "The minister said on Monday that the road to the border will open again after two years of repairs"
    >>> one, two = (sketch_text(text, "en") for text in (wire, f"{wire}. Traders welcomed the news at once."))
    >>> find_similarity(one, two, same_day=False)
    1.0
    """
    runs = compare(one.runs, other.runs)
    if runs.shared < LEAST_SHARED or runs.containment < REWRITTEN:
        return None
    if not same_day and runs.containment < SURE:
        return None
    if runs.containment < SAME_DAY and compare(one.words, other.words).containment < SUBJECT:
        return None
    numbers = compare(one.numbers, other.numbers)
    if numbers.seen >= MIN_NUMBERS and numbers.containment < (NUMBERS_SAME_DAY if same_day else NUMBERS):
        return None
    return runs.containment
