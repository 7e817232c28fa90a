"""What stands before and behind each block of a page, in blocks and in characters."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaners.extract.body.elements import Flags

Column = NDArray[Any]

FAR = 60  # blocks; a larger distance says no more
NOTHING = -1.0  # stands for what a neighbour beyond the page's edge would have
_WINDOWS = {
    "next_3": ("writing", "links"),
    "past_3": ("writing", "links"),
    "next_8": ("density", "links"),
    "past_8": ("writing", "density", "links"),
    "next_20": ("writing", "density", "links"),
    "past_20": ("writing",),
}


def measure_windows(writing: Column, sizes: Column, linked: Column) -> dict[str, Column]:
    """Characters of writing, and the shares of writing and of links, in some blocks before and behind each."""
    count = len(sizes)
    written, letters, links = (
        np.concatenate([[0.0], np.cumsum(values)]) for values in (writing, sizes, linked)
    )
    here = np.arange(count)
    table: dict[str, Column] = {}
    for window, measures in _WINDOWS.items():
        side, _, width = window.partition("_")
        if side == "next":
            start, end = here + 1, np.minimum(count, here + 1 + int(width))
        else:
            start, end = np.maximum(0, here - int(width)), here
        size, held = np.maximum(1, letters[end] - letters[start]), written[end] - written[start]
        values = {
            "writing": np.log1p(held),
            "density": held / size,
            "links": (links[end] - links[start]) / size,
        }
        table |= {f"{window}_{measure}": values[measure] for measure in measures}
    return table


def find_next(flags: Flags) -> Column:
    """Number of the next flagged block behind each; the number of blocks where there is none."""
    count = len(flags)
    following = np.minimum.accumulate(np.where(flags, np.arange(count), count)[::-1])[::-1]
    return np.append(following[1:], count)


def find_past(flags: Flags) -> Column:
    """Number of the last flagged block before each; -1 where there is none."""
    return np.append(-1, np.maximum.accumulate(np.where(flags, np.arange(len(flags)), -1))[:-1])


def count_since(flags: Flags) -> Column:
    """Blocks since the last flagged one before each, at most `FAR`.

    >>> count_since(np.array([True, False, True])).tolist()
    [60, 1, 2]
    """
    past = find_past(flags)
    return np.where(past < 0, FAR, np.minimum(FAR, np.arange(len(flags)) - past))


def shift(column: Column, step: int) -> Column:
    """The column as the block so many steps on has it.

    >>> shift(np.array([1, 2, 3]), 1).tolist()
    [2.0, 3.0, -1.0]
    """
    shifted = np.full(len(column), NOTHING)
    if step > 0:
        shifted[:-step] = column[step:]
    else:
        shifted[-step:] = column[:step]
    return shifted
