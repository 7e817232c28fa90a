"""Trees of yes-no questions whose answers add up to a score."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

Row = Sequence[float]
Node = tuple[int, float, Any, Any] | float
"""A question (feature, limit, node up to the limit, node above it), or what a leaf adds."""


class Forest(NamedTuple):
    """A sum of trees."""

    base: float
    trees: tuple[Node, ...]

    def score(self, row: Row) -> float:
        """Log-odds for a row of features; a limit belongs to the side below it.

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


def read_forest(plain: object, names: Sequence[str]) -> Forest:
    """A forest from JSON: `base`, and `trees` of nested `[name, limit, below, above]`.

    Raises ValueError for a forest that has none of this, or names a feature that does not exist.

    >>> read_forest({"base": 0, "trees": [["ends", 0.5, -1, 1]]}, ("words", "ends"))
    Forest(base=0.0, trees=((1, 0.5, -1.0, 1.0),))
    """
    if not isinstance(plain, dict) or not isinstance(plain.get("base"), int | float):
        raise ValueError("cleaners/lines/model.json: a forest needs a number `base` and a list `trees`")
    return Forest(float(plain["base"]), tuple(read_node(tree, names) for tree in plain["trees"]))


def read_node(plain: object, names: Sequence[str]) -> Node:
    """One node of a tree from JSON, with all below it."""
    if isinstance(plain, int | float):
        return float(plain)
    if not isinstance(plain, list) or len(plain) != 4 or plain[0] not in names:
        raise ValueError(
            f"cleaners/lines/model.json: no such node: {str(plain)[:80]}: run `make model` again"
        )
    name, limit, below, above = plain
    return names.index(name), float(limit), read_node(below, names), read_node(above, names)
