"""Trains sums of small trees, in the one form in which the models of `cleaners` are stored (`cleaners.trees`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sklearn.ensemble import HistGradientBoostingClassifier

SEED = 0
DIGITS = 4  # behind the point, of numbers in the file
BELOW_ALL = -1e300  # limit of the split that parts rows without a value from all others

Stored = dict[str, Any]
"""`base`, and `trees` of nested `[name, limit, below, above]`, as JSON has them."""


def fit_forest(
    rows: NDArray[Any], labels: Any, weights: Any, names: Sequence[str], **settings: Any
) -> Stored:
    """Boost trees on rows of the features `names`; the same for the same rows. `settings` are scikit-learn's.

    Limits are those of the rows' own precision.
    """
    trees = _boost(rows, labels, weights, settings)
    precision = rows.dtype.type
    listed = [_list_node(tree.nodes, 0, names, precision) for (tree,) in trees._predictors]
    return {"base": round(_base_of(trees), DIGITS), "trees": listed}


def fit_leafwise(
    rows: NDArray[np.float32], labels: Any, weights: Any, names: Sequence[str], **settings: Any
) -> Stored:
    """Boost trees of which each looks at some of the rows and columns, the best leaf of all split first; the same for the
    same rows. `settings` are LightGBM's. Rows lack no values.
    """
    import lightgbm  # takes a second to load, and is needed by one model

    data = lightgbm.Dataset(
        rows, labels, weight=weights, params={"max_bin": settings.get("max_bin", 255)} | _SAME
    )
    trees = lightgbm.train({"objective": "binary", **settings, **_SAME}, data)
    listed = [_list_leafwise(tree["tree_structure"], names) for tree in trees.dump_model()["tree_info"]]
    return {"base": 0, "trees": listed}


_SAME = {
    "num_threads": 1,
    "seed": SEED,
    "deterministic": True,
    "force_row_wise": True,
    "use_missing": False,
    "verbose": -1,
}


def _list_leafwise(node: Any, names: Sequence[str]) -> Any:
    """A node of a tree as LightGBM dumps it, with all below it."""
    if "split_feature" not in node:
        return round(float(node["leaf_value"]), DIGITS)
    limit = round(float(np.float32(node["threshold"])), DIGITS)
    below, above = (_list_leafwise(node[side], names) for side in ("left_child", "right_child"))
    return [names[node["split_feature"]], limit, below, above]


def fit_additive(
    rows: NDArray[Any], labels: Any, weights: Any, names: Sequence[str], **settings: Any
) -> Stored:
    """Boost trees of one split, and add those of one feature up to one tree: what each measure adds by itself.

    Rows may lack values (NaN): the first split of each tree parts these (-inf to the package) from all others.
    """
    trees = _boost(rows, labels, weights, {**settings, "max_leaf_nodes": 2})
    splits: defaultdict[int, list[Split]] = defaultdict(list)
    base = _base_of(trees)
    for (tree,) in trees._predictors:
        root, *_ = nodes = tree.nodes
        if root["is_leaf"]:
            base += float(root["value"])
            continue
        low, high = float(nodes[root["left"]]["value"]), float(nodes[root["right"]]["value"])
        limit, left = float(root["num_threshold"]), bool(root["missing_go_to_left"])
        splits[int(root["feature_idx"])].append((round(limit, DIGITS), low, high, left))
    return {"base": round(base, DIGITS), "trees": [add_up(names[at], splits[at]) for at in sorted(splits)]}


Split = tuple[float, float, float, bool]
"""Limit, what is added below it and above it, and whether rows without a value count as below."""


def add_up(name: str, splits: Sequence[Split]) -> list[Any]:
    """Trees of one split, all of one feature, as one tree of the least depth.

    >>> add_up("prices", [(1.0, -1.0, 1.0, True), (2.0, -0.5, 0.5, False)])
    ['prices', -1e+300, -0.5, ['prices', 1.0, -1.5, ['prices', 2.0, 0.5, 1.5]]]
    """
    limits = sorted({limit for limit, *_ in splits})
    inside = [*limits, limits[-1] + 1]  # one value of each span; a limit belongs to the span below it
    sums = [
        round(sum(low if value <= limit else high for limit, low, high, _ in splits), DIGITS)
        for value in inside
    ]
    absent = round(sum(low if left else high for _, low, high, left in splits), DIGITS)
    return [name, BELOW_ALL, absent, _halve(name, limits, sums)]


def _halve(name: str, limits: Sequence[float], values: Sequence[float]) -> Any:
    """A tree with one leaf for each span between limits."""
    if not limits:
        return values[0]
    at = (len(limits) - 1) // 2
    below, above = (
        _halve(name, limits[:at], values[: at + 1]),
        _halve(name, limits[at + 1 :], values[at + 1 :]),
    )
    return [name, limits[at], below, above]


def _boost(
    rows: NDArray[Any], labels: Any, weights: Any, settings: dict[str, Any]
) -> HistGradientBoostingClassifier:
    from sklearn.ensemble import HistGradientBoostingClassifier  # it takes seconds to load

    trees = HistGradientBoostingClassifier(**settings, early_stopping=False, random_state=SEED)
    return trees.fit(rows, labels, sample_weight=weights)


def _base_of(trees: HistGradientBoostingClassifier) -> float:
    return float(trees._baseline_prediction.item())  # scikit-learn has no public way to its trees


def _list_node(nodes: Any, at: int, names: Sequence[str], precision: Any) -> Any:
    """A node of a tree, with all below it."""
    node = nodes[at]
    if node["is_leaf"]:
        return round(float(node["value"]), DIGITS)
    below, above = (_list_node(nodes, int(node[side]), names, precision) for side in ("left", "right"))
    limit = float(precision(node["num_threshold"]))
    return [names[int(node["feature_idx"])], round(limit, DIGITS), below, above]
