"""Scores the blocks of a page: the sum of small decision trees over `measures.FEATURES`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaners.extract.story_model.measures import FEATURES, Table, measure_blocks
from cleaners.extract.story_model.names import Names
from cleaners.extract.visible import PageBlock


@dataclass(frozen=True, slots=True)
class Trees:
    """Trees as one table of nodes: a row goes `left` where its `feature` is at most `limit`, else one further.

    A leaf points to itself and holds a `value`. `roots` are the first nodes of the trees, `depth` the longest way
    down, `base` what every row gets.
    """

    base: float
    depth: int
    roots: NDArray[np.intp]
    feature: NDArray[np.intp]
    limit: NDArray[np.float32]
    left: NDArray[np.intp]
    right: NDArray[np.intp]
    value: NDArray[np.float64]

    def score(self, rows: Table) -> NDArray[np.float64]:
        """Log-odds of each row: the base and the leaf that it reaches in each tree."""
        at = np.broadcast_to(self.roots, (len(rows), len(self.roots)))
        line = np.arange(len(rows))[:, None]
        for _ in range(self.depth):
            at = np.where(rows[line, self.feature[at]] <= self.limit[at], self.left[at], self.right[at])
        odds: NDArray[np.float64] = self.base + self.value[at].sum(axis=1)
        return odds


@dataclass(frozen=True, slots=True)
class StoryModel:
    """What the model file holds: the trees, and the weights of class names."""

    trees: Trees
    names: Names


def score_blocks(blocks: Sequence[PageBlock], titles: Sequence[str]) -> list[float]:
    """Probability (0 to 1) that each block belongs to the page's story; `titles` are its declared headlines."""
    model = load_model()
    odds = model.trees.score(measure_blocks(blocks, titles, model.names))
    return [float(one) for one in 1 / (1 + np.exp(-odds))]


@cache
def load_model() -> StoryModel:
    """The model beside this module, as `make model` wrote it."""
    return read_model(json.loads(files(__package__).joinpath("model.json").read_text("utf-8")))


def read_model(stored: Mapping[str, Any]) -> StoryModel:
    """A model from its JSON object; ValueError where it was made for other features.

    >>> tree = [[0, 1.5, 1, 2], [-1.0], [2.0]]
    >>> model = read_model({"features": list(FEATURES), "names": {}, "base": 0.5, "trees": [tree]})
    >>> model.trees.score(np.array([[1.0] * len(FEATURES), [2.0] * len(FEATURES)], dtype=np.float32)).tolist()
    [-0.5, 2.5]
    """
    if tuple(stored["features"]) != FEATURES:
        raise ValueError("the story model was trained for other features: run make model")
    roots: list[int] = []
    nodes: list[tuple[int, float, int, int, float]] = []
    depth = 0
    for tree in stored["trees"]:
        start = len(nodes)
        roots.append(start)
        levels = [0] * len(tree)
        for number, node in enumerate(tree):
            if len(node) == 1:
                nodes.append((0, 0.0, start + number, start + number, node[0]))
                continue
            feature, limit, left, right = node
            levels[left] = levels[right] = levels[number] + 1
            nodes.append((feature, limit, start + left, start + right, 0.0))
        depth = max(depth, *levels)
    feature, limit, left, right, value = zip(*nodes, strict=True)
    trees = Trees(
        float(stored["base"]), depth, np.array(roots), np.array(feature), np.array(limit, dtype=np.float32),
        np.array(left), np.array(right), np.array(value),
    )  # fmt: skip
    return StoryModel(trees, Names(stored["names"]))
