"""Trees add up, in the order of their features' names, and what is no forest is refused."""

from __future__ import annotations

import pytest

from cleaners.trees import Forest, read_forest


def test_trees_add_up_and_limits_belong_to_the_side_below() -> None:
    forest = read_forest({"base": 1, "trees": [["a", 2, -1, ["b", 0, 5, 7]], 0.5]}, ("a", "b"))
    assert forest.score((2.0, 9.0)) == 1 - 1 + 0.5
    assert forest.score((2.5, 0.0)) == 1 + 5 + 0.5
    assert forest.score((3.0, 0.1)) == 1 + 7 + 0.5


def test_features_are_found_by_name_in_whatever_order_a_row_has_them() -> None:
    stored = {"base": 0, "trees": [["a", 2, ["b", 1, -3, -1], 1]]}
    assert (
        read_forest(stored, ("a", "b")).score((1, 2)) == read_forest(stored, ("b", "a")).score((2, 1)) == -1
    )


def test_what_each_tree_adds_makes_up_the_score() -> None:
    forest = Forest(0.5, ((1, 2.0, -1.0, (0, 0.0, 1.0, 2.0)), 0.25))
    assert list(forest.weigh((3.0, 3.0))) == [(2.0, 1), (0.25, -1)]
    assert forest.score((3.0, 3.0)) == 0.5 + 2.0 + 0.25


@pytest.mark.parametrize("tree", [["c", 1, 0, 1], ["a", 1, 0], "leaf", None])
def test_a_node_that_is_none_is_refused(tree: object) -> None:
    with pytest.raises(ValueError, match="make model"):
        read_forest({"base": 0, "trees": [tree]}, ("a", "b"))
