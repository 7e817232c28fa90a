"""A forest asked for many rows at once: each split rules out the leaves that a row can no longer reach.

Going down each tree takes a step of numpy a level. Asking every split of every tree, also those off a row's way,
takes one in all: of the leaves that no split rules out, the leftmost is the one that the row reaches (QuickScorer:
Lucchese et al., SIGIR 2015).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cleaners.trees.forest import Forest, Node

MAX_LEAVES = 64  # of a tree: bits of the widest integer
ROWS_AT_ONCE = 4096


@dataclass(frozen=True, slots=True)
class BatchForest:
    """The splits of all trees, equally many of each, with the leaves (bits, the leftmost lowest) that stay reachable
    for a row above the split's limit.

    `base` is what every row gets; `feature`, `limit` and `reachable` have one entry a split, `values` one a leaf, and
    those of a tree begin at its `starts`.
    """

    base: float
    feature: NDArray[np.intp]
    limit: NDArray[np.float32]
    reachable: NDArray[np.unsignedinteger]
    starts: NDArray[np.intp]
    values: NDArray[np.float64]

    def score(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """Sum for each row: the base and the leaf that it reaches in each tree.

        Rows and limits are compared in single precision.

        >>> forest = compile_forest(Forest(0.5, ((0, 1.5, -1.0, 2.0), 0.25)))
        >>> forest.score(np.array([[1.0], [1.5], [2.0]], dtype=np.float32)).tolist()
        [-0.25, -0.25, 2.75]
        """
        parts = [
            self._score_some(rows[start : start + ROWS_AT_ONCE])
            for start in range(0, len(rows), ROWS_AT_ONCE)
        ]
        return np.concatenate(parts) if parts else np.zeros(0)

    def _score_some(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        columns = np.ascontiguousarray(rows.T)
        stays = columns.take(self.feature, axis=0) <= self.limit[:, None]
        reachable = self.reachable[:, None] | -stays.astype(self.reachable.dtype)  # minus one: every bit
        left_over = np.bitwise_and.reduce(reachable.reshape(len(self.starts), -1, len(rows)), axis=1)
        _, leftmost = np.frexp((left_over & -left_over).astype(np.float64))  # its lowest bit is 2 ** (n - 1)
        reached = self.values.take(self.starts[:, None] + leftmost - 1)
        odds: NDArray[np.float64] = self.base + np.ascontiguousarray(reached.T).sum(axis=1)
        return odds


def compile_forest(forest: Forest) -> BatchForest:
    """The trees in the form that is fast to ask; ValueError for one of more than 64 leaves."""
    listed = [_list_splits(tree) for tree in forest.trees]
    widths = [len(leaves) for _, leaves in listed]
    if max(widths) > MAX_LEAVES:
        raise ValueError(f"a tree of {max(widths)} leaves; at most {MAX_LEAVES} can be asked at once")
    every = (1 << max(widths)) - 1
    splits = max(1, *(len(found) for found, _ in listed))
    rows = [split for found, _ in listed for split in (*found, *[(0, np.inf, every)] * (splits - len(found)))]
    feature, limit, reachable = zip(*rows, strict=True)
    return BatchForest(
        forest.base,
        np.array(feature, np.intp),
        np.array(limit, np.float32),
        np.array(reachable, np.min_scalar_type(every)),
        np.cumsum([0, *widths[:-1]]),
        np.array([value for _, leaves in listed for value in leaves], np.float64),
    )


def _list_splits(tree: Node) -> tuple[list[tuple[int, float, int]], list[float]]:
    """Splits with the leaves that stay above their limit, and the leaves from left to right."""
    splits: list[tuple[int, float, int]] = []
    leaves: list[float] = []
    everything = (1 << _count_leaves(tree)) - 1

    def descend(node: Node) -> None:
        if not isinstance(node, tuple):
            leaves.append(node)
            return
        feature, limit, below, above = node
        start = len(leaves)
        descend(below)
        ruled_out = (1 << len(leaves)) - (1 << start)
        splits.append((feature, limit, everything & ~ruled_out))
        descend(above)

    descend(tree)
    return splits, leaves


def _count_leaves(node: Node) -> int:
    return sum(map(_count_leaves, node[2:])) if isinstance(node, tuple) else 1
