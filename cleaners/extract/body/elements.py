"""The elements around a page's blocks, as columns: what each holds, and how two of them stand to each other.

Elements are numbered in document order, so that what is inside one follows it without a gap, up to its `ends`: sums
over everything inside are differences of running sums, and no step here goes from element to element.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.intp]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Elements:
    """The elements that hold blocks, a parent before what is in it, 0 the root.

    `parents` and `depths` as they say (the root is its own parent), `ends` the number behind the last element inside
    each, `leaves` the element of each block.
    """

    parents: Ints
    depths: Ints
    ends: Ints
    leaves: Ints

    def add_up(self, columns: NDArray[np.float64]) -> NDArray[np.float64]:
        """What each element holds: sums of `columns` (one row a measure, one entry a block), one row an element."""
        count = len(self.parents)
        sums = np.zeros((count + 1, len(columns)))
        for number, column in enumerate(columns):
            sums[1:, number] = np.bincount(self.leaves, column, count)
        np.cumsum(sums, axis=0, out=sums)
        return sums[self.ends] - sums[:-1]

    def count_around(self, chosen: Flags) -> Ints:
        """How many of the chosen elements are or hold each element."""
        steps = np.zeros(len(chosen) + 1, np.intp)
        numbers = np.flatnonzero(chosen)
        steps[numbers] = 1
        np.subtract.at(steps, self.ends[numbers], 1)
        return np.cumsum(steps[:-1])

    def list_chain(self, element: int) -> Ints:
        """The element and all around it, the root first."""
        chain = [element]
        while element:
            element = int(self.parents[element])
            chain.append(element)
        return np.array(chain[::-1])

    def list_levels(self) -> Iterator[Ints]:
        """The elements of each depth but the root's, the outermost first."""
        order = np.argsort(self.depths, kind="stable")
        ends = np.cumsum(np.bincount(self.depths))
        for start, end in itertools.pairwise(ends.tolist()):
            if end > start:
                yield order[start:end]

    def find_innermost(self, held: NDArray[np.float64], share: float) -> int:
        """The deepest element that holds a share (0 to 1) of what the root holds; 0 where that is nothing."""
        enough = np.flatnonzero(held >= max(1.0, share * float(held[0])))
        return int(enough[np.argmax(self.depths[enough])]) if len(enough) else 0

    def count_up(self, starts: Ints, targets: Ints, usable: Flags, most: int = 30) -> Ints:
        """Steps up from each start to the innermost element that also holds its target; `most` where not usable."""
        here = starts.copy()
        steps = np.where(usable, 0, most)
        for _ in range(most):
            apart = usable & ((targets < here) | (targets >= self.ends[here]))
            if not apart.any():
                break
            here = np.where(apart, self.parents[here], here)
            steps = steps + apart
        return steps


def keep_holding(parents: Ints, depths: Ints, ends: Ints, leaves: Ints) -> tuple[Elements, Ints]:
    """The elements that hold blocks, numbered anew, and the number that each had.

    >>> elements, kept = keep_holding(np.array([0, 0, 0, 2]), np.array([0, 1, 1, 2]), np.array([4, 2, 4, 4]), np.array([3]))
    >>> kept.tolist(), elements.parents.tolist(), elements.ends.tolist(), elements.leaves.tolist()
    ([0, 2, 3], [0, 0, 1], [3, 3, 3], [2])
    """
    held = np.concatenate([[0], np.cumsum(np.bincount(leaves, minlength=len(parents)))])
    holds = held[ends] > held[:-1]
    holds[0] = True
    before = np.concatenate([[0], np.cumsum(holds)])
    kept = np.flatnonzero(holds)
    return Elements(before[parents[kept]], depths[kept], before[ends[kept]], before[leaves]), kept
