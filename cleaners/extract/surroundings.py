"""What stands around a headline: times, bylines and date lines."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from cleaners.extract.images import ELSEWHERE
from cleaners.extract.marks import LIKELY, LINKED, find_marks, list_bylines
from cleaners.extract.scope import is_solid
from cleaners.extract.visible import PageBlock

LINES_BEFORE, LINES_AFTER = 5, 3  # blocks above the headline, below first and last paragraph
MARKS_AFTER = 12  # blocks below the last paragraph that are searched for marked authors and dates
MIN_LINE, MAX_LINE = 3, 200  # characters; a button may be called `AA`

_BUTTONS = ELSEWHERE | {"form", "breadcrumb", "tags", "consent", "newsletter", "dialog"}
_LABEL = re.compile(
    r"(?:written|posted|published|words|story|text|report)?\s*\bby\b|authors?|(?:first )?(?:published|posted)(?: on| at)?"
    r"|(?:last |page )?(?:updated|modified)(?: on| at)?|نویسنده|گزارشگر|لیکوال|تحریر|تاریخ(?: انتشار| نشر| اشاعت)?",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Elements that tell dates (nearest to the story's start first), texts marked as bylines (surest first; their
    elements parted by bars), lines between a little above the headline and the story, lines below the story, and
    those of the first that stand between the headline and the story."""

    times: tuple[HtmlElement, ...] = ()
    bylines: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    under: tuple[str, ...] = ()


def look_around(
    everything: Sequence[HtmlElement], blocks: Sequence[PageBlock], chosen: Sequence[int], title: int | None
) -> Surroundings:
    """Find what stands between a little above the headline and the end of the story.

    `everything` are all elements in document order, `chosen` the numbers of the story's blocks in order,
    `title` the number of the headline's block.
    """
    if not chosen:
        return Surroundings()
    opening = next((number for number in chosen if is_solid(blocks[number])), chosen[0])
    above = opening if title is None else min(title, opening)
    near = range(max(0, above - LINES_BEFORE), min(len(blocks), opening + LINES_AFTER))
    below = range(chosen[-1] + 1, min(len(blocks), chosen[-1] + 1 + LINES_AFTER))
    order = {element: number for number, element in enumerate(everything)}
    story, last = order[blocks[opening].element], order[blocks[chosen[-1]].element]
    start = min(story, order[blocks[near[0]].element])
    end = max(last, *(order[block.element] for block in blocks[chosen[-1] : chosen[-1] + MARKS_AFTER]))
    # A region around the whole story says nothing of what stands beside it.
    around = set(blocks[opening].element.iterancestors())
    elsewhere = {b.opener for b in blocks if b.region in ELSEWHERE and b.opener not in around}

    def is_here(element: HtmlElement) -> bool:
        return all(e not in elsewhere and e.tag != "figure" for e in (element, *element.iterancestors()))

    names, dates = find_marks(everything[start : end + 1])
    times = sorted(filter(is_here, dates), key=lambda element: abs(order[element] - story))
    # Inside the story a link leads to somebody whom it mentions, and a weak mark often credits a picture.
    inside = {element for element, _ in names if story < order[element] <= last}
    marks = sorted(
        ((element, rank) for element, rank in names if rank != LINKED or element not in inside),
        key=lambda mark: (
            mark[1] == LIKELY and mark[0] in inside,
            order[mark[0]] > last,
            mark[1],
            order[mark[0]],
        ),
    )
    return Surroundings(
        tuple(times),
        list_bylines((element, rank) for element, rank in marks if is_here(element)),
        _list_lines(blocks, [number for number in near if number != title], around),
        _list_lines(blocks, below, around),
        () if title is None else _list_lines(blocks, range(title + 1, opening), around),
    )


def _list_lines(
    blocks: Sequence[PageBlock], numbers: Sequence[int], around: Collection[HtmlElement]
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
