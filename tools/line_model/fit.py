"""Fits the line model to samples: weights of words, then forests that read them beside a line's place."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from cleaners.blocks.line_model.measures import measure_line
from cleaners.blocks.line_model.places import SHAPE, Row
from cleaners.blocks.line_model.score import FEATURES, describe_lines
from cleaners.blocks.line_model.wording import Wording, list_marks
from tools.line_model.samples import BOILERPLATE_BELOW, STORY_FROM, Sample
from tools.trees import fit_forest

INNER_FOLDS = 3  # the forest learns from weights of words of texts that these weights were not fitted to
FOREST = {
    "max_iter": 100, "max_leaf_nodes": 8, "learning_rate": 0.15, "min_samples_leaf": 60, "l2_regularization": 5.0,
}  # fmt: skip
MIN_SITES = 12  # on which a word or pair must occur to get a weight
MIN_WEIGHT = 0.3  # log-odds; smaller ones mean nothing
DOUBT = 1.0  # inverse strength of the regularization of the weights
STEPS = 200  # of their optimization, at most
LONG, FULL = 60, 200  # words from which a line counts no more: by its size, by its share of the text

Fitted = dict[str, Any]
"""A part of the model as JSON: what `cleaners.blocks.line_model` reads."""


def fit_model(samples: Sequence[Sample]) -> Fitted:
    """The whole model as the JSON object of `cleaners/blocks/line_model/model.json`; the same for the same samples."""
    table = count_marks(samples)
    rows: list[list[Row]] = [[] for _ in samples]
    for fold in range(INNER_FOLDS):
        fitted = fit_wording(table, [sample.fold(INNER_FOLDS) != fold for sample in samples])
        wording = Wording(fitted["base"], fitted["weights"])
        for at, sample in enumerate(samples):
            if sample.fold(INNER_FOLDS) == fold:
                rows[at] = describe_lines(sample.lines, wording)
    spoken = [at for at, lines in enumerate(rows) if len(lines[0]) == len(FEATURES)]
    return {
        "wording": fit_wording(table, [True] * len(samples)),
        "spoken": fit_lines([samples[at] for at in spoken], [rows[at] for at in spoken], FEATURES),
        "shaped": fit_lines(samples, [[row[: len(SHAPE)] for row in lines] for lines in rows], SHAPE),
    }


class MarkTable(NamedTuple):
    """The certain lines of all samples: which marks each has (`names` by column), its side, weight and sample."""

    names: Sequence[str]
    marks: Any
    labels: Any
    weights: Any
    owners: Any


def count_marks(samples: Sequence[Sample]) -> MarkTable:
    """List the words and pairs of all certain lines; those that too few sites use are left out."""
    from sklearn.feature_extraction import DictVectorizer  # it takes seconds to load

    sites: defaultdict[str, set[str]] = defaultdict(set)
    lines = []
    for owner, sample in enumerate(samples):
        for line, label, weight in zip(sample.lines, sample.labels, by_size(sample), strict=True):
            if label is not None and is_certain(label):
                marks = [sys.intern(mark) for mark in sorted(set(list_marks(measure_line(line).keys)))]
                lines.append((marks, label >= STORY_FROM, weight, owner))
                for mark in marks:
                    sites[mark].add(sample.group)
    often = {mark for mark, groups in sites.items() if len(groups) >= MIN_SITES}
    known = [[mark for mark in marks if mark in often] for marks, *_ in lines]
    counter = DictVectorizer()
    table = counter.fit_transform({mark: len(marks) ** -0.5 for mark in marks} for marks in known)
    _, labels, weights, owners = zip(*lines, strict=True)
    return MarkTable(
        list(counter.get_feature_names_out()), table, np.array(labels), np.array(weights), np.array(owners)
    )


def fit_wording(table: MarkTable, chosen: Sequence[bool]) -> Fitted:
    """Weights of words and pairs by logistic regression on the lines of the chosen samples, without the weak ones."""
    from sklearn.linear_model import LogisticRegression

    rows = np.flatnonzero(np.array(chosen)[table.owners])
    weights = table.weights[rows]
    fitted = LogisticRegression(C=DOUBT, max_iter=STEPS).fit(
        table.marks[rows], table.labels[rows], sample_weight=weights / weights.mean()
    )
    by_name = zip(table.names, fitted.coef_[0], strict=True)
    return {
        "base": round(float(fitted.intercept_[0]), 2),
        "weights": {name: round(float(one), 2) for name, one in by_name if abs(one) >= MIN_WEIGHT},
    }


def is_certain(label: float) -> bool:
    """Whether a line clearly belongs to one side."""
    return label < BOILERPLATE_BELOW or label >= STORY_FROM


def by_size(sample: Sample) -> list[float]:
    """What each line counts: by its length; each text by the root of its own, so that no list outweighs 20 stories."""
    sizes = np.log1p([min(measure_line(line).words, LONG) for line in sample.lines])
    return list(sizes / max(sizes.sum(), 1) ** 0.5)


def by_share(sample: Sample) -> list[float]:
    """What each line counts: half by its size, half by its share of the text's words, as a text's F1 counts it."""
    lengths = np.array([len(line.split()) for line in sample.lines], dtype=float)
    story = sum(n * label for n, label in zip(lengths, sample.labels, strict=True) if label is not None)
    return list(
        0.5 * np.array(by_size(sample))
        + 8 * np.minimum(lengths, FULL) / max(min(lengths.sum(), 3 * story), 50)
    )


def fit_lines(samples: Sequence[Sample], rows: Sequence[Sequence[Row]], names: Sequence[str]) -> Fitted:
    """Boost small trees on the certain lines."""
    lines = [
        (row, label >= STORY_FROM, weight)
        for sample, table in zip(samples, rows, strict=True)
        for row, label, weight in zip(table, sample.labels, by_share(sample), strict=True)
        if label is not None and is_certain(label)
    ]
    table, labels, weights = (np.array(column) for column in zip(*lines, strict=True))
    return fit_forest(table, labels, weights, names, **FOREST)
