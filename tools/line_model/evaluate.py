"""Measures a model by what it makes of whole texts: cleaned as every text is, compared with the annotated story."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import mean
from typing import Any, NamedTuple

from cleaners.article.verdict import judge
from cleaners.blocks import Context, segment
from cleaners.blocks.line_model.score import LineModel
from cleaners.model import STORY, Rules
from cleaners.process import clean_row
from cleaners.repair import repair_text
from tools.line_model.align import tokens

MAX_LOSS = 0.05  # share of the story's words in the dirty text: who loses more is harmed


class Scores(NamedTuple):
    """What one text keeps (`f1` of its words, `para` of its exact paragraphs), and whether it lost too much."""

    f1: float
    para: float
    harm: float


def score_text(row: dict[str, Any], rules: Rules, model: LineModel | None) -> Scores | None:
    """Clean an annotated text and compare; None where it has no story."""
    gold = row["paragraphs"] if row.get("text") is None else row["text"].split("\n")
    gold = [" ".join(line.split()) for line in gold or () if line.strip()]
    if not gold:
        return None
    kept = [" ".join(line.split()) for line in clean_text(row["dirty"], rules, model)]
    optional = [line[1:-1] for line in gold if is_optional(line)]
    wanted = Counter(line for line in gold if not is_optional(line))
    story = count_words([line[1:-1] if is_optional(line) else line for line in gold])
    found = count_words(kept)
    shared = (story & found).total()
    loss = ((story & count_words([row["dirty"]])).total() - shared) / max(story.total(), 1)
    wanted += Counter(optional) & (Counter(kept) - wanted)
    lines = max(wanted.total() + len(kept), 1)
    return Scores(
        2 * shared / max(story.total() + found.total(), 1),
        2 * (wanted & Counter(kept)).total() / lines,
        float(loss > MAX_LOSS),
    )


def clean_text(dirty: str, rules: Rules, model: LineModel | None) -> list[str]:
    """The paragraphs of all articles in a text, its lines judged by this model; None is the package's own."""
    row, _ = segment(repair_text(dirty, rules.repairs)[0])
    last = clean_row(row, Context(line_model=model), rules.cleaners)
    parts = [[b for b in last if b.part == part] for part in sorted({block.part for block in last})]
    articles = [part for part in parts if judge(tuple(part)) is None]
    return [b.text for part in articles for b in part if b.removal is None and b.kind in STORY]


def is_optional(line: str) -> bool:
    """Whether the annotators left it open if this line belongs to the story: they put it in brackets."""
    return line.startswith("[") and line.endswith("]")


def count_words(lines: Sequence[str]) -> Counter[str]:
    """How often each word stands in these lines."""
    return Counter(word for line in lines for word in tokens(line))


def render_scores(name: str, scores: Iterable[Scores | None]) -> str:
    """One line for people: the means over the texts that have a story."""
    known = [one for one in scores if one is not None]
    return f"{name}: {len(known)} texts, " + ", ".join(
        f"{field} {mean(values):.3f}"
        for field, values in zip(Scores._fields, zip(*known, strict=True), strict=True)
    )
