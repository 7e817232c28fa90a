"""Scores lines: sums of what the model's tables say of each feature, in two passes."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate, repeat
from math import exp
from typing import NamedTuple

from cleaners.lines.measures import measure_line
from cleaners.lines.places import FIRST, Row, around, describe_lines

BESIDE = (-3, -2, -1, 0, 1, 2, 3)
REACH = (1, 2, 4, 8)
NEAR = 5
OUTSIDE = -6.0  # score that stands for lines before the first and after the last
SECOND = (
    *(f"score_{at:+d}" for at in BESIDE),
    *(f"scores_around_{reach}" for reach in REACH),
    "best_before", "best_after", "worse_side", "better_side", "story_before", "story_after", "less_story", "words",
    "ends", "listed",
)  # fmt: skip
"""Names of the features of the second pass, in order."""


class Table(NamedTuple):
    """What one feature adds to the score: `values[i]` between `limits[i - 1]` and `limits[i]`, `absent` for None."""

    feature: int
    limits: tuple[float, ...]
    values: tuple[float, ...]
    absent: float


@dataclass(frozen=True, slots=True)
class Pass:
    """A sum of tables: the score of a row is `base` and what each table adds for its feature."""

    base: float
    tables: tuple[Table, ...]

    def score(self, row: Row) -> float:
        """Log-odds for a row of features; limits belong to the values below them.

        >>> Pass(0.5, (Table(0, (2.0,), (-1.0, 1.0), 0.0),)).score((2.0,))
        -0.5
        """
        total = self.base
        for feature, limits, values, absent in self.tables:
            value = row[feature]
            total += absent if value is None else values[bisect_left(limits, value)]
        return total


@dataclass(frozen=True, slots=True)
class LineModel:
    """Weights of words, and the tables of both passes."""

    vocabulary: Mapping[str, float]
    first: Pass
    second: Pass


@cache
def load_model() -> LineModel:
    """The model that this package carries; written by `make model`."""
    return read_model(files("cleaners.lines").joinpath("model.json").read_text(encoding="utf-8"))


def read_model(text: str) -> LineModel:
    """A model from its JSON. Raises ValueError where it names a feature that does not exist."""
    plain = json.loads(text)
    return LineModel(
        plain["vocabulary"], read_pass(plain["first"], FIRST), read_pass(plain["second"], SECOND)
    )


def read_pass(plain: Mapping[str, object], names: Sequence[str]) -> Pass:
    """One pass from JSON: `base`, and `tables` by name of the feature."""
    tables = plain["tables"]
    base = plain["base"]
    if not isinstance(tables, dict) or not isinstance(base, int | float):
        raise ValueError("cleaners/lines/model.json: a pass needs a number `base` and an object `tables`")
    unknown = sorted(set(tables) - set(names))
    if unknown:
        raise ValueError(f"cleaners/lines/model.json: unknown features {unknown}: run `make model` again")
    return Pass(
        float(base),
        tuple(
            Table(names.index(name), tuple(one["limits"]), tuple(one["values"]), float(one["absent"]))
            for name, one in tables.items()
        ),
    )


def score_lines(texts: Sequence[str], model: LineModel | None = None) -> tuple[float, ...]:
    """Log-odds that each line belongs to the story: below 0 rather not, above 0 rather so.

    `texts` are the lines of one text in order, without empty ones. A pure function of its arguments.

    >>> menu, story = score_lines(["Contact us", "The bridge was closed on Monday, the ministry said in Kabul."])
    >>> menu < story
    True
    """
    model = model or load_model()
    rows = describe_lines(texts, model.vocabulary)
    first = [model.first.score(row) for row in rows]
    return tuple(model.second.score(row) for row in describe_scores(first, rows))


def heaviest_word(text: str) -> float:
    """The largest weight that a word of this line has for furniture; 0 when the model knows none of them.

    >>> heaviest_word("Gul Rahman") == 0.0 < heaviest_word("Subscribe to our newsletter")
    True
    """
    vocabulary = load_model().vocabulary
    return max(map(vocabulary.get, measure_line(text).keys, repeat(0.0)), default=0.0)


def describe_scores(scores: Sequence[float], rows: Sequence[Row]) -> list[Row]:
    """One row of features for each line from the first scores around it, in the order of `SECOND`."""
    count = len(scores)
    padded = [OUTSIDE] * NEAR + list(scores) + [OUTSIDE] * NEAR
    means = [around(padded, reach)[NEAR : NEAR + count] for reach in REACH]
    words = [row[0] or 0.0 for row in rows]
    story = [length / (1 + exp(-score)) for score, length in zip(scores, words, strict=True)]
    told = [0.0, *accumulate(story)]
    total = told[-1] or 1.0
    found: list[Row] = []
    for at in range(count):
        here = at + NEAR
        best_before = max(padded[here - NEAR : here])
        best_after = max(padded[here + 1 : here + NEAR + 1])
        share_before, share_after = told[at] / total, (told[-1] - told[at + 1]) / total
        found.append(
            (
                *padded[here - 3 : here + 4], *(mean[at] for mean in means),
                best_before, best_after, min(best_before, best_after), max(best_before, best_after),
                share_before, share_after, min(share_before, share_after), *(rows[at][i] for i in (0, 1, 9)),
            )
        )  # fmt: skip
    return found


def as_share(score: float) -> float:
    """Log-odds as a probability, 0 to 1.

    >>> as_share(0.0)
    0.5
    """
    return 1 / (1 + exp(-score))
