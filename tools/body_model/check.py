"""Cross-validates the body model by site."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from cleaners.extract.body_model.score import read_model
from cleaners.extract.choose import MIN_PROBABILITY
from tools.body_model.fit import fit_model
from tools.body_model.names import fill_names
from tools.body_model.samples import Sample

_WORD = re.compile(r"\w+")


def cross_validate(samples: Sequence[Sample], folds: int) -> float:
    """Mean word F1 (0 to 1) of the chosen blocks alone, each page judged by a model that saw no page of its site."""
    scores = []
    for fold in range(folds):
        model = fit_model([sample for sample in samples if sample.fold(folds) != fold])
        scores += [score_page(model, sample) for sample in samples if sample.fold(folds) == fold]
    return float(np.mean(scores))


def score_page(model: dict[str, Any], sample: Sample) -> float:
    """Word F1 (0 to 1) of the blocks that a model chooses on a page against the annotated story."""
    odds = read_model(model).forest.score(fill_names(sample, model["names"]))
    limit = np.log(MIN_PROBABILITY / (1 - MIN_PROBABILITY))
    chosen = "\n".join(text for text, one in zip(sample.texts, odds, strict=True) if one >= limit)
    found, wanted = Counter(_WORD.findall(chosen.lower())), Counter(_WORD.findall(sample.story.lower()))
    return 2 * (found & wanted).total() / max(1, found.total() + wanted.total())
