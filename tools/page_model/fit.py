"""Fits the page model to samples: trees that add up, and the score from which a page is no article."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from cleaners.extract.page_kinds.measures import NAMES
from cleaners.extract.page_kinds.score import PageModel, read_model
from tools.page_model.samples import Sample
from tools.trees import DIGITS, fit_additive

FOREST = {"max_iter": 300, "learning_rate": 0.1, "min_samples_leaf": 15, "l2_regularization": 3.0}
FOLDS, REPEATS = 8, 3  # of the cross-validation that finds the limit
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
    return {"limit": round(limit, DIGITS), **fit_trees(samples)}


def fit_trees(samples: Sequence[Sample]) -> dict[str, Any]:
    """Boost one-split trees, which only bend the way they may, and add those of one feature up to one tree.

    A page counts once, however many choices of its story were looked at.
    """
    rows = [row for sample in samples for row in sample.rows]
    labels = [not sample.article for sample in samples for _ in sample.rows]
    weights = [1 / len(sample.rows) for sample in samples for _ in sample.rows]
    settings = {**FOREST, "monotonic_cst": [DIRECTIONS.get(name, 0) for name in NAMES]}
    return fit_additive(np.array(rows, dtype=float), np.array(labels), np.array(weights), NAMES, **settings)


def cross_validate(samples: Sequence[Sample]) -> list[tuple[float, Sample]]:
    """The mean score of each page by models that never saw its site: its highest one counts."""
    sums = [0.0] * len(samples)
    for repeat in range(REPEATS):
        for fold in range(FOLDS):
            seen = [sample for sample in samples if sample.fold(FOLDS, repeat) != fold]
            model = load_model(fit_trees(seen))
            for at, sample in enumerate(samples):
                if sample.fold(FOLDS, repeat) == fold:
                    sums[at] += max(model.score(row) for row in sample.rows)
    return [(total / REPEATS, sample) for total, sample in zip(sums, samples, strict=True)]


def load_model(fitted: dict[str, Any]) -> PageModel:
    """Trees as the package reads them from its file."""
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
