"""Weighs the words of class names: how often what they are on is story."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np

from cleaners.extract.body_model.measures import FADING, FEATURES, Table
from tools.body_model.samples import Chain, Sample

MIN_PAGES = 4  # on which a word must occur to get a weight
SMOOTHING = 1.0  # pages
BALANCE = 1.5  # times as many of them boilerplate as story
MAX_LENGTH = 500  # characters of a block that count
DIGITS = 3  # behind the point, in the file

Shares = Mapping[str, float]
"""Share (0 to 1) of what stands in elements of a word that is story, on one page."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Pages' shares added up: story, boilerplate and pages by word."""

    story: Mapping[str, float]
    boilerplate: Mapping[str, float]
    pages: Mapping[str, int]

    def weigh(self, without: Shares | None = None) -> dict[str, float]:
        """Log-odds of each word, as if one of the pages had not been counted: a page must not be its own evidence."""
        weights = {}
        for word, pages in self.pages.items():
            own = None if without is None else without.get(word)
            if pages - (own is not None) < MIN_PAGES:
                continue
            story, boilerplate = self.story[word] - (own or 0.0), self.boilerplate[word]
            boilerplate -= 0.0 if own is None else 1 - own
            odds = (max(0.0, story) + SMOOTHING) / (max(0.0, boilerplate) + SMOOTHING * BALANCE)
            weights[word] = round(log(odds), DIGITS)
        return weights


def tally_names(pages: Sequence[Shares]) -> Tally:
    """Add up the shares of pages."""
    story: defaultdict[str, float] = defaultdict(float)
    boilerplate: defaultdict[str, float] = defaultdict(float)
    count: defaultdict[str, int] = defaultdict(int)
    for shares in pages:
        for word, share in shares.items():
            story[word] += share
            boilerplate[word] += 1 - share
            count[word] += 1
    return Tally(dict(story), dict(boilerplate), {word: count[word] for word in sorted(count)})


def measure_shares(sample: Sample) -> Shares:
    """What share of a page's text in elements of each word is story."""
    story: defaultdict[str, float] = defaultdict(float)
    total: defaultdict[str, float] = defaultdict(float)
    for text, label, chain in zip(sample.texts, sample.labels, sample.chains, strict=True):
        length = min(len(text), MAX_LENGTH)
        for word in {word for names in chain for word in names}:
            total[word] += length
            story[word] += length * bool(label)
    return {word: story[word] / total[word] for word in total}


def fill_names(sample: Sample, weights: Mapping[str, float]) -> Table:
    """The sample's features with its names weighed, as `measures` does it for a page."""
    known: dict[Chain, tuple[float, float, float]] = {(): (0.0, 0.0, 0.0)}

    def weigh(chain: Chain) -> tuple[float, float, float]:
        if chain not in known:
            name, worst, best = weigh(chain[1:])
            found = [weights[word] for word in chain[0] if word in weights]
            low, high = min(0.0, *found, 0.0), max(0.0, *found, 0.0)
            pick = low if -low > high else high
            known[chain] = (FADING * name + pick, min(worst, low), max(0.9 * best, high))
        return known[chain]

    rows = sample.rows.copy()
    columns = [FEATURES.index(column) for column in ("name", "worst_name", "best_name")]
    rows[:, columns] = np.array([weigh(chain) for chain in sample.chains], dtype=np.float32)
    return rows
