"""Fits the two passes of the line model to samples, as tables that add up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from math import log
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from cleaners.lines.measures import measure_line
from cleaners.lines.places import FIRST, OF_LANGUAGE, Row, describe_lines
from cleaners.lines.score import SECOND, describe_scores, read_pass
from tools.line_model.samples import FURNITURE_BELOW, STORY_FROM, Sample

SEED = 0
INNER_FOLDS = 3  # the second pass learns from first scores of texts that the first pass did not see
ROUNDS = {"first": 120, "second": 100}  # one-split trees that are added up
RATE = 0.25
MIN_SITES = 24  # on which a word must occur to get a weight
MIN_WEIGHT, MAX_WEIGHT = 0.7, 2.5  # log-odds; smaller ones say nothing
SMOOTHING = 3  # sites, so that a rare word says little
VOCABULARY_WORDS = 30  # longer lines are paragraphs: their words are the topic's
DIGITS = 4  # behind the point, in the file

Fitted = dict[str, Any]
"""A pass as `cleaners.lines.score.read_pass` reads it."""


def fit_model(samples: Sequence[Sample]) -> dict[str, Any]:
    """The whole model as the JSON object of `cleaners/lines/model.json`; the same for the same samples."""
    vocabulary = weigh_vocabulary(samples)
    first_rows = [describe_lines(sample.lines, vocabulary) for sample in samples]
    second_rows: list[list[Row]] = [[] for _ in samples]
    for fold in range(INNER_FOLDS):
        seen = [at for at, sample in enumerate(samples) if sample.fold(INNER_FOLDS) != fold]
        words = weigh_vocabulary([samples[at] for at in seen])
        rows = {at: describe_lines(samples[at].lines, words) for at in range(len(samples))}
        fitted = read_pass(
            fit_pass([samples[at] for at in seen], [rows[at] for at in seen], FIRST, "first"), FIRST
        )
        for at, sample in enumerate(samples):
            if sample.fold(INNER_FOLDS) == fold:
                second_rows[at] = describe_scores([fitted.score(row) for row in rows[at]], rows[at])
    return {
        "vocabulary": vocabulary,
        "first": fit_pass(samples, first_rows, FIRST, "first"),
        "second": fit_pass(samples, second_rows, SECOND, "second"),
    }


def weigh_vocabulary(samples: Sequence[Sample]) -> dict[str, float]:
    """Weight of words that speak for furniture (above 0) or a story (below), by the sites that use them so."""
    sites: dict[bool, defaultdict[str, set[str]]] = {True: defaultdict(set), False: defaultdict(set)}
    for sample in samples:
        for line, label in zip(sample.lines, sample.labels, strict=True):
            keys = measure_line(line).keys
            if is_certain(label) and len(keys) <= VOCABULARY_WORDS:
                for key in keys:
                    sites[bool(label)][key].add(sample.group)
    weights = {}
    for word in sorted({*sites[True], *sites[False]}):
        story, furniture = len(sites[True][word]), len(sites[False][word])
        weight = log((furniture + SMOOTHING) / (story + SMOOTHING))
        if word.isalpha() and len(word) > 1 and story + furniture >= MIN_SITES and abs(weight) >= MIN_WEIGHT:
            weights[word] = round(max(-MAX_WEIGHT, min(MAX_WEIGHT, weight)), 2)
    return weights


def is_certain(label: float | None) -> bool:
    """Whether a line clearly belongs to one side."""
    return label is not None and (label < FURNITURE_BELOW or label >= STORY_FROM)


def fit_pass(
    samples: Sequence[Sample], rows: Sequence[Sequence[Row]], names: Sequence[str], which: str
) -> Fitted:
    """Boost one-split trees on the certain lines and add those of the same feature up to one table.

    Each text counts by the root of its length, so that one long list does not outweigh twenty stories. A part of
    the texts comes a second time without what only some languages have.
    """
    chosen: list[Row] = []
    labels: list[bool] = []
    weights: list[float] = []
    for sample, table in zip(samples, rows, strict=True):
        sizes = [log(1 + (row[names.index("words")] or 0)) for row in table]
        scale = 1 / (sum(sizes) or 1) ** 0.5
        for version in versions_of(sample, table, names):
            for row, label, size in zip(version, sample.labels, sizes, strict=True):
                if label is not None and is_certain(label):
                    chosen.append(row)
                    labels.append(label >= STORY_FROM)
                    weights.append(size * scale)
    trees = HistGradientBoostingClassifier(
        max_leaf_nodes=2, max_iter=ROUNDS[which], learning_rate=RATE, early_stopping=False, random_state=SEED
    )
    trees.fit(np.array(chosen, dtype=float), np.array(labels), sample_weight=np.array(weights))
    return add_up(trees, names)


def versions_of(sample: Sample, table: Sequence[Row], names: Sequence[str]) -> list[Sequence[Row]]:
    """The rows of a text, and for every third one those that a text in another script would have."""
    lacking = {at for at, name in enumerate(names) if name in OF_LANGUAGE}
    if not lacking or sample.fold(3):
        return [table]
    if sample.fold(2):  # half of them keep the stop words: Urdu, Dari and Pashto have them, and no capitals
        lacking.discard(names.index("stop_words"))
    return [table, [tuple(None if at in lacking else v for at, v in enumerate(row)) for row in table]]


def add_up(trees: HistGradientBoostingClassifier, names: Sequence[str]) -> Fitted:
    """The trees as tables: for each feature its limits, what each span between them adds, what None adds."""
    splits: defaultdict[int, list[tuple[float, float, float, bool]]] = defaultdict(list)
    base = float(trees._baseline_prediction.item())  # scikit-learn has no public way to its trees
    for (tree,) in trees._predictors:
        root, *_ = nodes = tree.nodes
        if root["is_leaf"]:
            base += float(root["value"])
            continue
        low, high = float(nodes[root["left"]]["value"]), float(nodes[root["right"]]["value"])
        splits[int(root["feature_idx"])].append(
            (round(float(root["num_threshold"]), DIGITS), low, high, bool(root["missing_go_to_left"]))
        )
    return {"base": round(base, DIGITS), "tables": {names[at]: as_table(splits[at]) for at in sorted(splits)}}


def as_table(splits: Sequence[tuple[float, float, float, bool]]) -> dict[str, Any]:
    """One-split trees of one feature as a table.

    >>> as_table([(1.0, -1.0, 1.0, True), (2.0, -0.5, 0.5, False)])
    {'limits': [1.0, 2.0], 'values': [-1.5, 0.5, 1.5], 'absent': -0.5}
    """
    limits = sorted({limit for limit, *_ in splits})
    inside = [*limits, limits[-1] + 1]  # one value of each span; a limit belongs to the span below it
    return {
        "limits": limits,
        "values": [
            round(sum(low if value <= limit else high for limit, low, high, _ in splits), DIGITS)
            for value in inside
        ],
        "absent": round(sum(low if left else high for _, low, high, left in splits), DIGITS),
    }
