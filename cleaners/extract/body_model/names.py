"""What the words in class and id attributes say of what stands in an element."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

MAX_KNOWN = 20_000  # attributes remembered
_CLASS_WORD = re.compile(r"[A-Z]?[a-z]{2,}|[A-Z]{3,}")


@dataclass(frozen=True, slots=True)
class Names:
    """Log-odds that what stands in an element with a word in its class or id is story."""

    weights: Mapping[str, float]
    _known: dict[str, tuple[float, float]] = field(default_factory=dict)

    def weigh(self, names: str) -> tuple[float, float]:
        """Lowest and highest weight (0 where none) of the words in an element's class and id."""
        known = self._known.get(names)
        return self._learn(names) if known is None else known

    def _learn(self, names: str) -> tuple[float, float]:
        if len(self._known) > MAX_KNOWN:
            self._known.clear()
        found = [self.weights[word] for word in split_names(names) if word in self.weights]
        known = self._known[names] = min(0.0, *found, 0.0), max(0.0, *found, 0.0)
        return known


def split_names(names: str) -> set[str]:
    """Words of a class or id attribute.

    >>> sorted(split_names("post-relatedArticles x1"))
    ['articles', 'post', 'related']
    """
    return {word.lower() for word in _CLASS_WORD.findall(names)}
