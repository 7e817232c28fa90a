"""Fits the body model to samples, as trees that `cleaners.extract.body_model.score.read_model` reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from cleaners.extract.body_model.measures import FEATURES, OF_LANGUAGE, OF_NAMES, Table
from tools.body_model.names import fill_names, measure_shares, tally_names
from tools.body_model.samples import Sample
from tools.trees import fit_forest

FOREST = {
    "max_iter": 60, "max_leaf_nodes": 16, "learning_rate": 0.12, "min_samples_leaf": 40, "l2_regularization": 1.0,
    "max_bins": 63,
}  # fmt: skip
SCALE = 8.0  # of the weights, so that the usual regularization fits them
LINKED, SHORT = (
    0.5,
    25,
)  # link share and characters of blocks that are surely boilerplate: one in five is enough
KEPT = 0.2
BLIND = 0.5  # weight of the copy of a page without what only some pages have

_LANGUAGE = [FEATURES.index(name) for name in FEATURES if name in OF_LANGUAGE]
_NAMES = [FEATURES.index(name) for name in FEATURES if name in OF_NAMES and not name.startswith("region")]
_REGIONS = [FEATURES.index(name) for name in FEATURES if name.startswith("region")]


def fit_model(samples: Sequence[Sample]) -> dict[str, Any]:
    """The model as the JSON object of `model.json`; the same for the same samples.

    Each page counts by the root of its length. A copy of each page lacks at random what only English pages or
    pages with typical names have, so that others are not judged by its absence.
    """
    shares = [measure_shares(sample) for sample in samples]
    tally = tally_names(shares)
    tables: list[Table] = []
    labels: list[NDArray[np.bool_]] = []
    weights: list[NDArray[np.float64]] = []
    for sample, own in zip(samples, shares, strict=True):
        random = np.random.RandomState(crc32(sample.name.encode()))
        kept, weight = _thin_out(sample, random)
        rows = fill_names(sample, tally.weigh(without=own))[kept]
        for version, share in ((rows, 1.0), (_blind(rows, random), BLIND)):
            tables.append(version)
            labels.append(sample.labels[kept])
            weights.append(weight[kept] * share * SCALE)
    fitted = fit_forest(
        np.concatenate(tables), np.concatenate(labels), np.concatenate(weights), FEATURES, **FOREST
    )
    return {"names": tally.weigh(), **fitted}


def _thin_out(sample: Sample, random: np.random.RandomState) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Which blocks to learn from, and the weight of each."""
    lengths = np.array([len(text) for text in sample.texts])
    weight = np.sqrt(lengths)
    weight /= max(1.0, float(np.sqrt(weight.sum())))
    linked = sample.rows[:, FEATURES.index("link_share")] > LINKED
    surely = (linked | (lengths < SHORT)) & ~sample.labels
    weight[surely] /= KEPT
    return ~surely | (random.rand(len(lengths)) < KEPT), weight


def _blind(rows: Table, random: np.random.RandomState) -> Table:
    rows = rows.copy()
    if random.rand() < 0.6:
        rows[:, _LANGUAGE] = 0
    if random.rand() < 0.5:
        rows[:, _NAMES] = 0
        if random.rand() < 0.6:
            rows[:, _REGIONS] = np.minimum(rows[:, _REGIONS], 0)
    if random.rand() < 0.4:
        rows[:, FEATURES.index("tag")] = 2  # pages of nothing but div elements
    return rows
