"""Asking all splits at once gives what going down each tree gives."""

from __future__ import annotations

import random

import numpy as np
import pytest

from cleaners.trees import Forest, Node
from cleaners.trees.batch import MAX_LEAVES, compile_forest

COLUMNS = 5


def grow(rng: random.Random, leaves: int) -> Node:
    """A tree of any shape whose leaves all have different values."""
    if leaves == 1:
        return rng.uniform(-1, 1)
    cut = rng.randrange(1, leaves)
    return rng.randrange(COLUMNS), float(rng.randrange(-2, 3)), grow(rng, cut), grow(rng, leaves - cut)


@pytest.mark.parametrize("most", [1, 8, 16, MAX_LEAVES])
def test_scores_are_those_of_each_walk(most: int) -> None:
    rng = random.Random(most)  # noqa: S311
    trees = (grow(rng, most), *(grow(rng, rng.randrange(1, most + 1)) for _ in range(6)))
    forest = Forest(0.5, trees)
    rows = np.random.default_rng(most).integers(-3, 4, (50, COLUMNS)).astype(np.float32)
    wanted = [forest.score(row) for row in rows.tolist()]
    assert compile_forest(forest).score(rows).tolist() == pytest.approx(wanted)


def test_no_rows_give_no_scores() -> None:
    assert compile_forest(Forest(0.0, (1.0,))).score(np.zeros((0, COLUMNS), np.float32)).tolist() == []


def test_a_tree_too_wide_is_refused() -> None:
    with pytest.raises(ValueError, match="65 leaves"):
        compile_forest(Forest(0.0, (grow(random.Random(1), MAX_LEAVES + 1),)))  # noqa: S311
