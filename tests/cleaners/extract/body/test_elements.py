"""Sums over elements, steps between them: the running sums give what going from element to element gives."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cleaners.extract.body.elements import Elements, keep_holding


@st.composite
def pages(draw: st.DrawFn) -> Elements:
    """A page of some elements in document order, and of blocks in some of them."""
    count = draw(st.integers(1, 12))
    parents, open_ = [0], [0]
    for number in range(1, count):
        depth = draw(st.integers(1, len(open_)))
        open_ = open_[:depth]
        parents.append(open_[-1])
        open_.append(number)
    depths, ends = [0] * count, list(range(1, count + 1))
    for number in range(1, count):
        depths[number] = depths[parents[number]] + 1
    for number in range(count - 1, 0, -1):
        ends[parents[number]] = max(ends[parents[number]], ends[number])
    leaves = sorted(draw(st.lists(st.integers(0, count - 1), min_size=1, max_size=8)))
    return Elements(*(np.array(column) for column in (parents, depths, ends, leaves)))


def list_around(elements: Elements, number: int) -> list[int]:
    around = [number]
    while number:
        number = int(elements.parents[number])
        around.append(number)
    return around


@given(pages())
def test_each_element_holds_the_sum_of_its_blocks(elements: Elements) -> None:
    sizes = np.arange(1.0, len(elements.leaves) + 1)
    wanted = [0.0] * len(elements.parents)
    for leaf, size in zip(elements.leaves.tolist(), sizes.tolist(), strict=True):
        for number in list_around(elements, leaf):
            wanted[number] += size
    assert elements.add_up(sizes[None])[:, 0].tolist() == wanted


@given(pages(), st.data())
def test_count_of_chosen_elements_around(elements: Elements, data: st.DataObject) -> None:
    count = len(elements.parents)
    chosen = np.array(data.draw(st.lists(st.booleans(), min_size=count, max_size=count)))
    wanted = [sum(bool(chosen[one]) for one in list_around(elements, number)) for number in range(count)]
    assert elements.count_around(chosen).tolist() == wanted


@given(pages())
def test_steps_up_to_the_element_that_holds_both(elements: Elements) -> None:
    starts, targets = elements.leaves, elements.leaves[::-1].copy()
    wanted = []
    for start, target in zip(starts.tolist(), targets.tolist(), strict=True):
        both = set(list_around(elements, target))
        wanted.append(next(step for step, one in enumerate(list_around(elements, start)) if one in both))
    assert elements.count_up(starts, targets, np.ones(len(starts), bool)).tolist() == wanted


@given(pages())
def test_only_elements_that_hold_blocks_are_kept(elements: Elements) -> None:
    kept, numbers = keep_holding(elements.parents, elements.depths, elements.ends, elements.leaves)
    holding = {one for leaf in elements.leaves.tolist() for one in list_around(elements, leaf)}
    assert numbers.tolist() == sorted(holding)
    assert numbers[kept.leaves].tolist() == elements.leaves.tolist()
    assert numbers[kept.parents].tolist() == elements.parents[numbers].tolist()
    sizes = np.ones((1, len(elements.leaves)))
    assert kept.add_up(sizes).tolist() == elements.add_up(sizes)[numbers].tolist()
