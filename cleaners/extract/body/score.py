"""Scores the blocks of a page: the sum of small decision trees over the columns of `columns`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaners.extract.body.columns import measure_blocks
from cleaners.extract.body.names import Names
from cleaners.extract.body.view import PageView
from cleaners.trees import read_forest
from cleaners.trees.batch import BatchForest, compile_forest

Probabilities = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class BodyModel:
    """What the model file holds: the names of the columns that the trees ask, the trees, the weights of class names."""

    columns: tuple[str, ...]
    forest: BatchForest
    names: Names

    def score(self, view: PageView) -> Probabilities:
        """Probability (0 to 1) that each block belongs to the page's story."""
        measured = measure_blocks(view, self.names)
        rows = np.empty((len(self.columns), len(view.texts)), np.float32)
        for number, name in enumerate(self.columns):
            rows[number] = measured[name]
        return 1 / (1 + np.exp(-self.forest.score(rows.T)))


@cache
def load_model() -> BodyModel:
    """The model beside this module, as `make model` wrote it."""
    return read_model(json.loads(files(__package__).joinpath("model.json").read_text("utf-8")))


def read_model(stored: Mapping[str, Any]) -> BodyModel:
    """A model from its JSON object: `columns`, `names`, `beside`, and `base` and `trees` of a forest.

    >>> read_model({"columns": ["size"], "names": {}, "beside": {}, "base": 0, "trees": [["size", 4, -1, 1]]}).columns
    ('size',)
    """
    columns = tuple(stored["columns"])
    forest = read_forest({"base": stored["base"], "trees": stored["trees"]}, columns)
    return BodyModel(columns, compile_forest(forest), Names(stored["names"], stored["beside"]))
