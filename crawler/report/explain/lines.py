"""Every line of a text, or block of a page, with what became of it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import count

from cleaners.model import STORY, Block, Rules
from cleaners.process import Trace, page_repairs
from cleaners.repair import repair_text
from crawler.report.explain.regions import Region, compose_repairs, find_origins
from crawler.report.explain.scores import find_scores, place_blocks

LINE_END = re.compile("\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class ExplainedLine:
    """One line: its number in the input (on a page the number of its block), its block, the model's score (0 to 1; None
    where the model was not asked), and the places in the block's text that were repaired.
    """

    number: int
    block: Block
    score: float | None
    repairs: tuple[Region, ...]

    @property
    def mark(self) -> str:
        """`+` for the story, `=` for a field of the article, `-` for what was taken out."""
        return "-" if self.block.removal else "+" if self.block.kind in STORY else "="

    @property
    def verdict(self) -> str:
        """What the line is kept as, or which cleaner took it out."""
        return self.block.removal.cleaner if self.block.removal else str(self.block.kind)


def explain_lines(trace: Trace, rules: Rules) -> Iterator[ExplainedLine]:
    """All lines of a trace in order; none where the input never became a row of blocks.

    Blank lines have no verdict and are left out; the number shows where they were. A line that a repair joined to the
    one before is part of that one.
    """
    if not trace.steps or trace.cleaned is None:
        return
    text = trace.decoded.text if trace.decoded and trace.extracted is None else None
    regions = repair_page(trace, rules) if text is None else compose_repairs(trace.cleaned.repairs)
    scores = find_scores(trace, rules.cleaners)
    placed = list(place_blocks(trace.steps[-1][1]))
    numbers = count_lines(text, find_origins((start for start, _ in placed), regions)) if text else count(1)
    starts = [region.start for region in regions]
    for number, (start, block) in zip(numbers, placed, strict=False):
        end = start + len(block.text)
        inside = regions[bisect_left(starts, start) : bisect_right(starts, end)]
        made = (
            replace(one, start=one.start - start, end=one.end - start) for one in inside if one.end <= end
        )
        yield ExplainedLine(number, block, scores.get(start), tuple(made))


def count_lines(text: str, places: Iterable[int]) -> Iterator[int]:
    """The number of the line, from 1 on, in which each place of a text lies.

    >>> list(count_lines("a\\r\\nb\\n\\nc", [0, 3, 6]))
    [1, 2, 4]
    """
    ends = [found.end() for found in LINE_END.finditer(text)]
    return (bisect_right(ends, place) + 1 for place in places)


def repair_page(trace: Trace, rules: Rules) -> tuple[Region, ...]:
    """Where the blocks of a page were repaired, at offsets of the joined row: each block is repaired by itself."""
    regions: list[Region] = []
    placed = place_blocks(trace.steps[0][1])
    for found in trace.extracted.blocks if trace.extracted else ():
        text, made = repair_text(found.text, page_repairs(rules))
        if text.strip():
            start = next(placed)[0] - (len(text) - len(text.lstrip()))
            moved = compose_repairs(made)
            regions += (replace(one, start=one.start + start, end=one.end + start) for one in moved)
    return tuple(regions)


def render_plain(trace: Trace, rules: Rules) -> Iterator[dict[str, object]]:
    """The lines as JSON objects, for programs."""
    for line in explain_lines(trace, rules):
        block, removal = line.block, line.block.removal
        yield {
            "line": line.number,
            "part": block.part,
            "kept": removal is None and block.kind in STORY,
            "kind": str(block.kind),
            "cleaner": removal.cleaner if removal else None,
            "reason": removal.reason if removal else None,
            "score": None if line.score is None else round(line.score, 4),
            "repairs": [
                {
                    "start": r.start,
                    "before": r.before,
                    "after": block.text[r.start : r.end],
                    "by": list(r.cleaners),
                }
                for r in line.repairs
            ],
            "text": block.text,
        }
