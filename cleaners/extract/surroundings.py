"""What stands around a headline: times, bylines and date lines."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from cleaners.extract.images import ELSEWHERE
from cleaners.extract.marks import LIKELY, LINKED, TimeMark, find_marks, list_bylines, read_time
from cleaners.extract.page import FlatPage, PageBlock
from cleaners.extract.scope import is_solid

LINES_BEFORE, LINES_AFTER = 5, 3  # blocks above the headline, below first and last paragraph
MARKS_AFTER = 12  # blocks below the last paragraph that are searched for marked authors and dates
MAX_TIMES, MAX_NAMES = 40, 40  # marks that are read
MIN_LINE, MAX_LINE = 3, 200  # characters; a button may be called `AA`

_BUTTONS = ELSEWHERE | {"form", "breadcrumb", "tags", "consent", "newsletter", "dialog"}
_BESIDE = frozenset({"aside", "sidebar"})
"""Regions that are of something else where they stand below the story."""
_LABEL = re.compile(
    r"(?:written|posted|published|words|story|text|report)?\s*\bby\b|authors?|(?:first )?(?:published|posted)(?: on| at)?"
    r"|(?:last |page )?(?:updated|modified)(?: on| at)?|نویسنده|گزارشگر|لیکوال|تحریر|تاریخ(?: انتشار| نشر| اشاعت)?",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What gives dates (nearest to the story's start first), texts marked as bylines (surest first; their
    elements parted by bars), lines between a little above the headline and the story, lines below the story, and
    those of the first that stand between the headline and the story."""

    times: tuple[TimeMark, ...] = ()
    bylines: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    under: tuple[str, ...] = ()


def look_around(
    page: FlatPage, blocks: Sequence[PageBlock], chosen: Sequence[int], title: int | None
) -> Surroundings:
    """Find what stands between a little above the headline and the end of the story.

    `chosen` are the numbers of the story's blocks in order, `title` the number of the headline's block.
    """
    if not chosen:
        return Surroundings()
    opening = next((number for number in chosen if is_solid(blocks[number])), chosen[0])
    above = opening if title is None else min(title, opening)
    near = range(max(0, above - LINES_BEFORE), min(len(blocks), opening + LINES_AFTER))
    below = range(chosen[-1] + 1, min(len(blocks), chosen[-1] + 1 + LINES_AFTER))
    story, last = blocks[opening].element, blocks[chosen[-1]].element
    start = min(story, blocks[near[0]].element)
    end = max(last, *(block.element for block in blocks[chosen[-1] : chosen[-1] + MARKS_AFTER]))
    # A region around the whole story says nothing of what stands beside it.
    around = set(page.list_around(story)[1:])
    elsewhere = {b.opener for b in blocks if b.region in ELSEWHERE and b.opener not in around} - {None}
    elsewhere |= {
        b.opener for b in blocks[chosen[-1] + 1 :] if b.region in _BESIDE and b.opener not in around
    }
    tags = page.tags

    def is_here(element: int) -> bool:
        return all(one not in elsewhere and tags[one] != "figure" for one in page.list_around(element))

    names, dates = find_marks(page, start, end + 1)
    times = sorted(filter(is_here, dates), key=lambda element: abs(element - story))
    # Inside the story a link leads to somebody whom it mentions, and a weak mark often credits a picture.
    marks = sorted(
        ((element, rank) for element, rank in names if rank != LINKED or not story < element <= last),
        key=lambda mark: (
            mark[1] == LIKELY and story < mark[0] <= last,
            mark[0] > last,
            mark[1],
            mark[0],
        ),
    )
    return Surroundings(
        tuple(read_time(page, element) for element in times[:MAX_TIMES]),
        list_bylines(page, [(element, rank) for element, rank in marks if is_here(element)][:MAX_NAMES]),
        _list_lines(blocks, [number for number in near if number != title], around),
        _list_lines(blocks, below, around),
        () if title is None else _list_lines(blocks, range(title + 1, opening), around),
    )


def _list_lines(
    blocks: Sequence[PageBlock], numbers: Sequence[int], around: Collection[int]
) -> tuple[str, ...]:
    """Short texts of the numbered blocks; one that is only a label leads on to the next."""
    lines: list[str] = []
    label = ""
    for block in (blocks[number] for number in numbers):
        if len(block.text) > MAX_LINE or (block.region in _BUTTONS and block.opener not in around):
            label = ""
            continue
        text = f"{label} {block.text}" if label else block.text
        label = block.text if _LABEL.fullmatch(block.text.strip(" :")) else ""
        if not label and len(text) >= MIN_LINE:
            lines.append(text)
    return tuple(lines)
