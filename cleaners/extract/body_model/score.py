"""Scores the blocks of a page: the sum of small decision trees over `measures.FEATURES`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from cleaners.extract.body_model.measures import FEATURES, measure_blocks
from cleaners.extract.body_model.names import Names
from cleaners.extract.page import FlatPage, PageBlock
from cleaners.trees import read_forest
from cleaners.trees.batch import BatchForest, compile_forest


@dataclass(frozen=True, slots=True)
class BodyModel:
    """What the model file holds: the trees, and the weights of class names."""

    forest: BatchForest
    names: Names


def score_blocks(page: FlatPage, blocks: Sequence[PageBlock], titles: Sequence[str]) -> list[float]:
    """Probability (0 to 1) that each block belongs to the page's story; `titles` are its declared headlines."""
    model = load_model()
    odds = model.forest.score(measure_blocks(page, blocks, titles, model.names))
    probabilities: list[float] = (1 / (1 + np.exp(-odds))).tolist()
    return probabilities


@cache
def load_model() -> BodyModel:
    """The model beside this module, as `make model` wrote it."""
    return read_model(json.loads(files(__package__).joinpath("model.json").read_text("utf-8")))


def read_model(stored: Mapping[str, Any]) -> BodyModel:
    """A model from its JSON object: a forest, and `names`. ValueError where it names a feature that does not exist.

    >>> model = read_model({"names": {}, "base": 0.5, "trees": [["length", 2.0, -1.0, 1.0]]})
    >>> model.forest.score(np.zeros((1, len(FEATURES)), dtype=np.float32)).tolist()
    [-0.5]
    """
    return BodyModel(compile_forest(read_forest(stored, FEATURES)), Names(stored["names"]))
