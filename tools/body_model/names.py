"""Weighs the words of class names: how often what they are on is story."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log

import numpy as np
from numpy.typing import NDArray

from cleaners.extract.body.characters import count_characters
from cleaners.extract.body.columns import find_opening
from cleaners.extract.body.names import split_names
from tools.body_model.samples import STORY, UNKNOWN, Sample

MIN_PAGES = 4  # on which a word must occur to get a weight
SMOOTHING = 1.0  # pages
BALANCE = 1.5  # times as many of them boilerplate as story
MAX_SIZE = 500  # characters of a block that count
DIGITS = 3  # behind the point, in the file

Shares = Mapping[str, float]
"""Share (0 to 1) of what stands in elements of a word that is story, on one page."""


@dataclass(frozen=True)
class Tally:
    """Pages' shares added up: story, other text and pages by word; `own` is the same of each group of pages."""

    story: Mapping[str, float]
    other: Mapping[str, float]
    pages: Mapping[str, int]
    own: Mapping[str, Mapping[str, tuple[float, float, int]]]

    def weigh(self, without: str | None = None) -> dict[str, float]:
        """Log-odds of each word, as if one group of pages had not been counted: a site must not vote on itself."""
        own = self.own.get(without, {}) if without is not None else {}
        weights = dict(self.weights)
        for word, (story, other, pages) in own.items():
            weights.pop(word, None)
            if self.pages[word] - pages >= MIN_PAGES:
                weights[word] = _weigh(self.story[word] - story, self.other[word] - other)
        return weights

    @cached_property
    def weights(self) -> dict[str, float]:
        """Log-odds of each word that enough pages have."""
        return {
            word: _weigh(self.story[word], self.other[word])
            for word, pages in self.pages.items()
            if pages >= MIN_PAGES
        }


def _weigh(story: float, other: float) -> float:
    odds = (max(0.0, story) + SMOOTHING) / (max(0.0, other) + SMOOTHING * BALANCE)
    return round(log(odds), DIGITS)


def tally_names(samples: Sequence[Sample], shares: Sequence[Shares]) -> Tally:
    """Add up the shares of pages."""
    story: defaultdict[str, float] = defaultdict(float)
    other: defaultdict[str, float] = defaultdict(float)
    pages: defaultdict[str, int] = defaultdict(int)
    own: defaultdict[str, dict[str, tuple[float, float, int]]] = defaultdict(dict)
    for sample, page in zip(samples, shares, strict=True):
        group = own[sample.group]
        for word, share in page.items():
            story[word] += share
            other[word] += 1 - share
            pages[word] += 1
            before = group.get(word, (0.0, 0.0, 0))
            group[word] = before[0] + share, before[1] + 1 - share, before[2] + 1
    return Tally(dict(story), dict(other), {word: pages[word] for word in sorted(pages)}, dict(own))


def measure_shares(sample: Sample) -> tuple[Shares, Shares]:
    """What share of a page's text in elements of each word is story: of all elements, and of those that do not hold the
    story's opening. Where one element of a word stands in another, its text counts for both."""
    view, elements = sample.view, sample.view.elements
    known = sample.labels != UNKNOWN
    sizes = np.minimum(count_characters(view.texts).sizes, MAX_SIZE) * known
    held = elements.add_up(np.stack([sizes, sizes * (sample.labels == STORY)]))
    around = find_opening(view)
    return _share_out(view.names, held, np.ones(len(around), bool)), _share_out(view.names, held, ~around)


def _share_out(names: Sequence[str], held: NDArray[np.float64], usable: NDArray[np.bool_]) -> Shares:
    total: defaultdict[str, float] = defaultdict(float)
    story: defaultdict[str, float] = defaultdict(float)
    for number in np.flatnonzero(usable & (held[:, 0] > 0)).tolist():
        for word in split_names(names[number]):
            total[word] += held[number, 0]
            story[word] += held[number, 1]
    return {word: float(story[word] / total[word]) for word in total}
