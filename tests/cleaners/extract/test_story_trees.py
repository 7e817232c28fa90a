"""Asking all splits at once gives what going down each tree gives."""

from __future__ import annotations

import random

import numpy as np
import pytest

from cleaners.extract.story_model.trees import MAX_LEAVES, Tree, plant_trees

COLUMNS = 5


def grow(rng: random.Random, leaves: int) -> list[list[float]]:
    """A tree of any shape whose leaves all have different values."""
    nodes: list[list[float]] = []

    def add(count: int) -> int:
        number = len(nodes)
        nodes.append([])
        if count == 1:
            nodes[number] = [rng.uniform(-1, 1)]
        else:
            cut = rng.randrange(1, count)
            nodes[number] = [rng.randrange(COLUMNS), rng.randrange(-2, 3), add(cut), add(count - cut)]
        return number

    add(leaves)
    return nodes


def walk(tree: Tree, row: np.ndarray) -> float:
    """The value of the leaf that a row reaches."""
    node = tree[0]
    while len(node) > 1:
        feature, limit, left, right = node
        node = tree[int(left if row[int(feature)] <= limit else right)]
    return node[0]


@pytest.mark.parametrize("most", [1, 8, 16, MAX_LEAVES])
def test_scores_are_those_of_each_walk(most: int) -> None:
    rng = random.Random(most)  # noqa: S311
    trees = [grow(rng, most), *(grow(rng, rng.randrange(1, most + 1)) for _ in range(6))]
    rows = np.random.default_rng(most).integers(-3, 4, (50, COLUMNS)).astype(np.float32)
    wanted = [0.5 + np.array([walk(tree, row) for tree in trees]).sum() for row in rows]
    assert plant_trees(0.5, trees).score(rows).tolist() == pytest.approx(wanted)


def test_no_rows_give_no_scores() -> None:
    assert plant_trees(0.0, [[[1.0]]]).score(np.zeros((0, COLUMNS), np.float32)).tolist() == []


def test_a_tree_too_wide_is_refused() -> None:
    with pytest.raises(ValueError, match="65 leaves"):
        plant_trees(0.0, [grow(random.Random(1), MAX_LEAVES + 1)])  # noqa: S311
