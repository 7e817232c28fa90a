"""What the words in class and id attributes say of what stands in an element."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

MAX_NAMES = 300  # characters of class and id looked at
MAX_KNOWN = 20_000  # attributes remembered
_DIGITS = re.compile(r"\d+")
_CLASS_WORD = re.compile(r"[A-Z]?[a-z]{2,}|[A-Z]{3,}")

Weights = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Names:
    """Log-odds that what stands in an element with a word in its class or id is story: `weights` of all elements,
    `beside` of those that do not hold the story's opening paragraph."""

    weights: Mapping[str, float]
    beside: Mapping[str, float]
    _known: dict[str, tuple[float, float, float, float]] = field(default_factory=dict)

    def weigh(self, names: Sequence[str]) -> Weights:
        """Lowest and highest weight of the words of each of some attributes (0 where none), by both tables: four rows."""
        known = self._known
        if len(known) > MAX_KNOWN:
            known.clear()
        for one in set(names).difference(known):
            self._learn(one)
        return np.array([known[one] for one in names]).T

    def _learn(self, names: str) -> None:
        words = split_names(names[:MAX_NAMES])
        found: list[float] = []
        for table in (self.weights, self.beside):
            known = [table[word] for word in words if word in table]
            found += [min(known, default=0.0), max(known, default=0.0)]
        self._known[names] = min(found[0], 0.0), max(found[1], 0.0), min(found[2], 0.0), max(found[3], 0.0)


def split_names(names: str) -> set[str]:
    """Words of a class or id attribute.

    >>> sorted(split_names("post-relatedArticles x1"))
    ['articles', 'post', 'related']
    """
    return {word.lower() for word in _CLASS_WORD.findall(names)}


def number_classes(tags: Sequence[str], names: Sequence[str]) -> NDArray[np.intp]:
    """A number for each element that those of the same tag, class and id share; digits in names say nothing.

    >>> number_classes(["p", "p", "div"], ["text id1", "text id2", ""]).tolist()
    [0, 0, 1]
    """
    numbers: dict[tuple[str, str], int] = {}
    plain = {name: _drop_digits(name) for name in set(names)}
    return np.array(
        [numbers.setdefault((tag, plain[name]), len(numbers)) for tag, name in zip(tags, names, strict=True)]
    )


@lru_cache(maxsize=MAX_KNOWN)
def _drop_digits(names: str) -> str:
    return _DIGITS.sub("", names)
