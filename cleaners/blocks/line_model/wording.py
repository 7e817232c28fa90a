"""How typical the words of a line are: of stories, or of the boilerplate around them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from cleaners.blocks.line_model.measures import measure_line

MAX_WORDS = 40  # of a line: more add nothing
MAX_LABEL_WORDS = 3  # of a line that counts as a whole, too
EMPTY = "_"
"""Stands for a line without any word."""


class Wording(NamedTuple):
    """Weights of words and pairs in log-odds: above 0 for the story, below for boilerplate; `base` is everyone's."""

    base: float
    weights: Mapping[str, float]

    def __hash__(self) -> int:
        return id(self.weights)


def list_marks(keys: Sequence[str]) -> Iterator[str]:
    """What of a line's words is weighed: words, pairs, the first (`^`), the last (`$`), a short line whole (`=`).

    Numbers are all the same. May name one mark twice.

    >>> sorted(list_marks(["about", "us"]))
    ['=about us', '^about', 'about', 'about us', 'us', 'us$']
    """
    words = ["0" if key.isdigit() else key for key in keys[:MAX_WORDS]]
    if not words:
        yield EMPTY
        return
    yield from words
    yield from map(" ".join, pairwise(words))
    yield "^" + words[0]
    yield words[-1] + "$"
    if len(words) <= MAX_LABEL_WORDS:
        yield "=" + " ".join(words)


@lru_cache(maxsize=8192)
def weigh_line(text: str, wording: Wording) -> float:
    """Log-odds that a line is the story's, by its words alone: their sum, by the root of how many are known.

    >>> weigh_line("• Subscribe now!", Wording(0.5, {"subscribe": -2.0, "now": -2.0, "never": 1.0})) < -2
    True
    """
    known = [
        wording.weights[mark] for mark in set(list_marks(measure_line(text).keys)) if mark in wording.weights
    ]
    return wording.base + sum(sorted(known)) / len(known) ** 0.5 if known else wording.base
