"""Scores the lines of a text by the model that this package carries."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp

from cleaners.blocks.line_model.measures import measure_line
from cleaners.blocks.line_model.places import SHAPE, Row, is_cased, place_lines
from cleaners.blocks.line_model.speech import SPEECH, weigh_lines
from cleaners.blocks.line_model.wording import Wording, weigh_line
from cleaners.trees import Forest, read_forest

FEATURES = (*SHAPE, *SPEECH)
"""Names of the features of a line in a script with capitals, in order; any other has those of `SHAPE` alone."""


@dataclass(frozen=True, slots=True, eq=False)
class LineModel:
    """Weights of words, and a forest for texts in scripts with capitals (`spoken`) and for all others (`shaped`)."""

    wording: Wording
    spoken: Forest
    shaped: Forest


@cache
def load_model() -> LineModel:
    """The model that this package carries; written by `make model`."""
    return read_model(files("cleaners.blocks.line_model").joinpath("model.json").read_text(encoding="utf-8"))


def read_model(text: str) -> LineModel:
    """A model from its JSON. Raises ValueError where it names a feature that does not exist."""
    plain = json.loads(text)
    wording = Wording(plain["wording"]["base"], plain["wording"]["weights"])
    return LineModel(wording, read_forest(plain["spoken"], FEATURES), read_forest(plain["shaped"], SHAPE))


def score_lines(texts: Sequence[str], model: LineModel | None = None) -> tuple[float, ...]:
    """Log-odds that each line belongs to the story: below 0 rather not, above 0 rather so.

    `texts` are the lines of one text in order, without empty ones. A pure function of its arguments.

    >>> menu, story = score_lines(["Contact us", "The bridge was closed on Monday, the ministry said in Kabul."])
    >>> menu < story
    True
    """
    model = model or load_model()
    rows = describe_lines(texts, model.wording)
    forest = model.spoken if rows and len(rows[0]) > len(SHAPE) else model.shaped
    return tuple(map(forest.score, rows))


def describe_lines(texts: Sequence[str], wording: Wording) -> list[Row]:
    """One row of features for each line: in the order of `FEATURES`, or of `SHAPE` in scripts without capitals."""
    lines = [measure_line(text) for text in texts]
    rows = place_lines(lines)
    if not is_cased(lines):
        return rows
    speech = weigh_lines(lines, [weigh_line(text, wording) for text in texts])
    return [(*row, *spoken) for row, spoken in zip(rows, speech, strict=True)]


def as_share(score: float) -> float:
    """Log-odds as a probability, 0 to 1.

    >>> as_share(0.0)
    0.5
    """
    return 1 / (1 + exp(-score))
