"""What the words of a line and of those around it show, in scripts with capitals: rows of features for the model."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from math import log1p

from cleaners.blocks.line_model.measures import Line
from cleaners.blocks.line_model.places import Row, around

SPEECH = (
    "capitals", "starts_small", "wording", "wording_around_2", "wording_around_5", "wording_around_10",
    "label_above_8", "label_above_20", "label_above", "label_below_8", "wording_before", "wording_after",
    "best_up_to", "best_from", "replies_before", "replies_around_10", "own_words_around_3", "own_words_around_8",
)  # fmt: skip
"""Names of the features that only a script with capitals has, in order."""

MAX_LABEL_WORDS = 9
NO_LABEL = -9.0
STEADY = 10.0  # keeps the shares of a short text near 0


def weigh_lines(lines: Sequence[Line], weights: Sequence[float]) -> list[Row]:
    """One row of features for each line, in the order of `SPEECH`.

    `weights` are the log-odds of each line by its words alone (`weigh_line`).

    >>> from cleaners.blocks.line_model.measures import measure_line
    >>> rows = weigh_lines([measure_line("About us"), measure_line("The talks ended on Monday.")], [-2.0, 3.0])
    >>> rows[1][SPEECH.index("label_above")]
    2.0
    """
    count = len(lines)
    labels = [
        NO_LABEL if line.prose or line.words > MAX_LABEL_WORDS else -weight
        for line, weight in zip(lines, weights, strict=True)
    ]
    sums = [0.0, *accumulate(weight * log1p(line.words) for line, weight in zip(lines, weights, strict=True))]
    scale = abs(sums[-1]) + STEADY
    lowest = list(accumulate(sums, min))
    highest = list(accumulate(reversed(sums), max))[::-1]
    replies = [line.parts for line in lines]
    own = [line.own_words for line in lines]
    return list(
        zip(
            (-1.0 if line.capitals is None else line.capitals for line in lines),
            (-1.0 if line.starts_small is None else line.starts_small for line in lines), weights,
            around(weights, 2), around(weights, 5), around(weights, 10),
            (max(labels[max(0, at - 8) : at], default=NO_LABEL) for at in range(count)),
            (max(labels[max(0, at - 20) : at], default=NO_LABEL) for at in range(count)),
            list(accumulate(labels, max, initial=NO_LABEL))[:count],
            (max(labels[at + 1 : at + 9], default=NO_LABEL) for at in range(count)),
            (sums[at + 1] / scale for at in range(count)), ((sums[-1] - sums[at + 1]) / scale for at in range(count)),
            (sums[at + 1] - lowest[at] for at in range(count)), (highest[at + 1] - sums[at] for at in range(count)),
            map(float, accumulate(replies)), around(replies, 10), around(own, 3), around(own, 8),
            strict=False,
        )
    )  # fmt: skip
