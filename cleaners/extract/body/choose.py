"""Chooses the blocks of a page that are its story: those that together make the best of what the model expects."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cleaners.extract.body.characters import count_characters
from cleaners.extract.body.score import BodyModel, load_model
from cleaners.extract.body.view import PageView

MIN_PROBABILITY = 0.15
"""Below which a block is chosen on no page."""
HIDDEN = 0.3
"""Share of the probability that is left to a block which the page hides: it is story where nothing else is."""


@dataclass(frozen=True, slots=True)
class BodyChoice:
    """Numbers of the chosen blocks, the probability of each block of the page, and the word F1 (0 to 1) that these
    probabilities lead to expect of the choice."""

    chosen: frozenset[int]
    probabilities: NDArray[np.float64]
    confidence: float


def choose_body(view: PageView) -> BodyChoice:
    """Choose by the body model; a page without blocks has no story."""
    if not view.texts:
        return BodyChoice(frozenset(), np.zeros(0), 0.0)
    return choose_in(view, load_model())


def choose_in(view: PageView, model: BodyModel) -> BodyChoice:
    """Choose by a model; the page has blocks."""
    probabilities = model.score(view)
    return choose_best(
        np.where(view.hidden, HIDDEN * probabilities, probabilities), count_characters(view.texts).sizes
    )


def choose_best(probabilities: NDArray[np.float64], sizes: NDArray[np.float32]) -> BodyChoice:
    """The likeliest blocks, as many as give the best F1 that the probabilities lead to expect (Lewis 1995).

    So the limit of a page is half of what can be reached on it: where the model doubts everything, the likeliest
    blocks are the story; where it is sure, half a chance does.

    >>> sorted(choose_best(np.array([0.9, 0.1, 0.3, 0.5]), np.full(4, 100, np.float32)).chosen)
    [0, 3]
    """
    order = np.argsort(-probabilities, kind="stable")
    found = np.cumsum(sizes[order] * probabilities[order])
    expected = 2 * found / np.maximum(1e-9, found[-1] + np.cumsum(sizes[order]))
    last = int(np.argmax(expected))
    likely = order[: last + 1]
    likely = likely[probabilities[likely] >= MIN_PROBABILITY]
    return BodyChoice(frozenset(likely.tolist()), probabilities, float(expected[last]))
