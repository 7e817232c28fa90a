"""Fits the page model to samples: tables that add up, and the score from which a page is no article."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from cleaners.extract.page_kinds.measures import NAMES
from cleaners.extract.page_kinds.score import PageModel, read_model
from tools.page_model.samples import Sample

SEED = 0
ROUNDS, RATE = 300, 0.1  # one-split trees that are added up
MIN_LEAF = 15  # pages on either side of a split
SHRINKAGE = 3.0
FOLDS, REPEATS = 8, 3  # of the cross-validation that finds the limit
DIGITS = 4  # behind the point, in the file
MAX_FALSE = 0.008  # share of articles refused in it
DIRECTIONS = {
    "linked_alike": 1, "one_place": -1, "pictures": 1, "prices": 1, "shop_labels": 1, "page_numbers": 1,
    "headline_words": -1, "headline_taken_up": -1, "story_share": -1, "longest_run": -1, "teasers": 1,
    "declares_article": -1, "declares_type": -1, "dated": -1, "address_words": -1, "address_lists": 1,
}  # fmt: skip
"""Whether more of a measure may only speak against an article (1) or only for one (-1); the others may do both."""


def fit_model(samples: Sequence[Sample]) -> dict[str, Any]:
    """The model as the JSON object of `cleaners/extract/page_kinds/model.json`; the same for the same samples."""
    limit = find_limit(cross_validate(samples))
    return {"limit": round(limit, DIGITS), **fit_tables(samples)}


def fit_tables(samples: Sequence[Sample]) -> dict[str, Any]:
    """Boost one-split trees, which only bend the way they may, and add those of one feature up to one table.

    A page counts once, however many choices of its story were looked at.
    """
    rows = [row for sample in samples for row in sample.rows]
    labels = [not sample.article for sample in samples for _ in sample.rows]
    weights = [1 / len(sample.rows) for sample in samples for _ in sample.rows]
    trees = HistGradientBoostingClassifier(
        max_leaf_nodes=2,
        max_iter=ROUNDS,
        learning_rate=RATE,
        min_samples_leaf=MIN_LEAF,
        l2_regularization=SHRINKAGE,
        monotonic_cst=[DIRECTIONS.get(name, 0) for name in NAMES],
        early_stopping=False,
        random_state=SEED,
    )
    trees.fit(np.array(rows, dtype=float), np.array(labels), sample_weight=np.array(weights))
    return add_up(trees)


def add_up(trees: HistGradientBoostingClassifier) -> dict[str, Any]:
    """The trees as tables: for each measure its limits, what each span between them adds, what None adds."""
    splits: defaultdict[int, list[tuple[float, float, float, bool]]] = defaultdict(list)
    base = float(trees._baseline_prediction.item())  # scikit-learn has no public way to its trees
    for (tree,) in trees._predictors:
        root, *_ = nodes = tree.nodes
        if root["is_leaf"]:
            base += float(root["value"])
            continue
        low, high = float(nodes[root["left"]]["value"]), float(nodes[root["right"]]["value"])
        limit, left = float(root["num_threshold"]), bool(root["missing_go_to_left"])
        splits[int(root["feature_idx"])].append((round(limit, DIGITS), low, high, left))
    return {"base": round(base, DIGITS), "tables": {NAMES[at]: as_table(splits[at]) for at in sorted(splits)}}


def as_table(splits: Sequence[tuple[float, float, float, bool]]) -> dict[str, Any]:
    """One-split trees of one measure as a table.

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


def cross_validate(samples: Sequence[Sample]) -> list[tuple[float, Sample]]:
    """The mean score of each page by models that never saw its site: its highest one counts."""
    sums = [0.0] * len(samples)
    for repeat in range(REPEATS):
        for fold in range(FOLDS):
            seen = [sample for sample in samples if sample.fold(FOLDS, repeat) != fold]
            model = load_tables(fit_tables(seen))
            for at, sample in enumerate(samples):
                if sample.fold(FOLDS, repeat) == fold:
                    sums[at] += max(model.score(row) for row in sample.rows)
    return [(total / REPEATS, sample) for total, sample in zip(sums, samples, strict=True)]


def load_tables(fitted: dict[str, Any]) -> PageModel:
    """Tables as the package reads them from its file."""
    return read_model(json.dumps({"limit": 0.0, **fitted}))


def find_limit(scored: Sequence[tuple[float, Sample]]) -> float:
    """The lowest score above which at most the share `MAX_FALSE` of the judged articles lies; none of a news site.

    Pages that only teach are whole news sites: not one of their stories may be refused.
    """
    judged = sorted((score for score, sample in scored if sample.judged and sample.article), reverse=True)
    taught = [score for score, sample in scored if not sample.judged and sample.article]
    return max(judged[int(MAX_FALSE * len(judged))], *taught)


def trace_curve(scored: Sequence[tuple[float, Sample]]) -> list[tuple[int, float, float, float]]:
    """Limit by limit: articles refused, their share, the share of non-articles refused, the limit."""
    articles = sorted((score for score, s in scored if s.judged and s.article), reverse=True)
    others = [score for score, s in scored if s.judged and not s.article]
    steps = (0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 15, 20, 30)
    return [
        (
            step,
            step / len(articles),
            sum(score > articles[step] for score in others) / len(others),
            articles[step],
        )
        for step in steps
    ]
