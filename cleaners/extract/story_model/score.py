"""Scores the blocks of a page: the sum of small decision trees over `measures.FEATURES`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from cleaners.extract.page import FlatPage, PageBlock
from cleaners.extract.story_model.measures import FEATURES, measure_blocks
from cleaners.extract.story_model.names import Names
from cleaners.extract.story_model.trees import Trees, plant_trees


@dataclass(frozen=True, slots=True)
class StoryModel:
    """What the model file holds: the trees, and the weights of class names."""

    trees: Trees
    names: Names


def score_blocks(page: FlatPage, blocks: Sequence[PageBlock], titles: Sequence[str]) -> list[float]:
    """Probability (0 to 1) that each block belongs to the page's story; `titles` are its declared headlines."""
    model = load_model()
    odds = model.trees.score(measure_blocks(page, blocks, titles, model.names))
    probabilities: list[float] = (1 / (1 + np.exp(-odds))).tolist()
    return probabilities


@cache
def load_model() -> StoryModel:
    """The model beside this module, as `make model` wrote it."""
    return read_model(json.loads(files(__package__).joinpath("model.json").read_text("utf-8")))


def read_model(stored: Mapping[str, Any]) -> StoryModel:
    """A model from its JSON object; ValueError where it was made for other features.

    >>> model = read_model({"features": list(FEATURES), "names": {}, "base": 0.5, "trees": [[[-1.0]]]})
    >>> model.trees.score(np.zeros((1, len(FEATURES)), dtype=np.float32)).tolist()
    [-0.5]
    """
    if tuple(stored["features"]) != FEATURES:
        raise ValueError("the story model was trained for other features: run make model")
    return StoryModel(plant_trees(float(stored["base"]), stored["trees"]), Names(stored["names"]))
