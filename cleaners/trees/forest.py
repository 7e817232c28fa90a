"""A sum of trees of yes-no questions, read from JSON and asked row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

Row = Sequence[float]
Node = tuple[int, float, Any, Any] | float
"""A split (feature, limit, node up to the limit, node above it), or what a leaf adds."""


class Forest(NamedTuple):
    """A sum of trees: `base` is what every row gets."""

    base: float
    trees: tuple[Node, ...]

    def score(self, row: Row) -> float:
        """Sum for a row of features; a value on the limit of a split belongs to the side below.

        >>> Forest(0.5, ((0, 2.0, -1.0, (1, 0.0, 1.0, 2.0)),)).score((3.0, 0.5))
        2.5
        """
        total = self.base
        for node in self.trees:
            while node.__class__ is tuple:
                feature, limit, below, above = node
                node = below if row[feature] <= limit else above
            total += node  # type: ignore[operator]
        return total

    def weigh(self, row: Row) -> Iterator[tuple[float, int]]:
        """What each tree adds to the score of a row, with the feature that it asks first (-1: a leaf alone).

        >>> list(Forest(0.5, ((1, 0.0, -1.0, 1.0), 0.25)).weigh((3.0, 0.5)))
        [(1.0, 1), (0.25, -1)]
        """
        for tree in self.trees:
            yield Forest(0.0, (tree,)).score(row), tree[0] if isinstance(tree, tuple) else -1


def read_forest(stored: object, names: Sequence[str]) -> Forest:
    """A forest from its JSON object: `base`, and `trees` of nested `[name, limit, below, above]`; a leaf is a number.

    `names` are those of the features, in the order of a row. Raises ValueError for an object that is no forest, or
    that names a feature which does not exist.

    >>> read_forest({"base": 0, "trees": [["ends", 0.5, -1, 1]]}, ("words", "ends"))
    Forest(base=0.0, trees=((1, 0.5, -1.0, 1.0),))
    """
    if not isinstance(stored, dict) or not isinstance(stored.get("base"), int | float):
        raise ValueError("a model needs a number `base` and a list `trees`: run `make model` again")
    places = {name: place for place, name in enumerate(names)}
    return Forest(float(stored["base"]), tuple(read_node(tree, places) for tree in stored["trees"]))


def read_node(stored: object, places: Mapping[str, int]) -> Node:
    """One node of a tree from JSON, with all below it; `places` gives the place of each feature in a row."""
    if isinstance(stored, int | float):
        return float(stored)
    if not isinstance(stored, list) or len(stored) != 4 or stored[0] not in places:
        raise ValueError(f"no such node in a model: {str(stored)[:80]}: run `make model` again")
    name, limit, below, above = stored
    return places[name], float(limit), read_node(below, places), read_node(above, places)
