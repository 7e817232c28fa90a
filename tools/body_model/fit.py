"""Fits the body model to samples, as the JSON object that `cleaners.extract.body.score.read_model` reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from cleaners.extract.body.characters import count_characters
from cleaners.extract.body.columns import measure_blocks
from cleaners.extract.body.names import Names
from tools.body_model.names import measure_shares, tally_names
from tools.body_model.samples import STORY, UNKNOWN, Sample
from tools.trees import fit_leafwise

FOREST = {
    "num_iterations": 100, "num_leaves": 24, "learning_rate": 0.1, "min_data_in_leaf": 40, "lambda_l2": 1.0,
    "feature_fraction": 0.3, "bagging_fraction": 0.6, "bagging_freq": 1, "max_bin": 63,
}  # fmt: skip
SCALE = 8.0  # of the weights, so that the usual regularization fits them
LINKED, SHORT = (
    0.5,
    25,
)  # link share and characters of blocks that are surely boilerplate: one in four is enough
KEPT = 0.25


def fit_model(samples: Sequence[Sample]) -> dict[str, Any]:
    """The model as the JSON object of `model.json`; the same for the same samples.

    Each page counts by the root of its length. What class names say of a page was learned on other sites.
    """
    shares = [measure_shares(sample) for sample in samples]
    tables = [tally_names(samples, [pair[table] for pair in shares]) for table in (0, 1)]
    names = {
        group: Names(tables[0].weigh(group), tables[1].weigh(group))
        for group in sorted({sample.group for sample in samples})
    }
    rows: list[NDArray[np.float32]] = []
    labels: list[NDArray[np.bool_]] = []
    weights: list[NDArray[np.float64]] = []
    columns: tuple[str, ...] = ()
    for sample in samples:
        kept, weight = thin_out(sample)
        measured = measure_blocks(sample.view, names[sample.group])
        columns = tuple(measured)
        rows.append(np.stack([column[kept] for column in measured.values()], axis=1, dtype=np.float32))
        labels.append(sample.labels[kept] == STORY)
        weights.append(weight[kept])
    forest = fit_leafwise(
        np.concatenate(rows), np.concatenate(labels), np.concatenate(weights) * SCALE, columns, **FOREST
    )
    return {"columns": list(columns), "names": tables[0].weigh(), "beside": tables[1].weigh(), **forest}


def thin_out(sample: Sample) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Which blocks to learn from, and the weight of each."""
    random = np.random.RandomState(crc32(sample.key.encode()))
    sizes = count_characters(sample.view.texts).sizes
    known = sample.labels != UNKNOWN
    weight = np.sqrt(sizes + 5.0)
    weight /= max(1.0, float(np.sqrt((weight * known).sum())))
    surely = ((sample.view.links > LINKED) | (sizes < SHORT)) & (sample.labels != STORY)
    weight[surely] /= KEPT
    return known & (~surely | (random.rand(len(sizes)) < KEPT)), weight
