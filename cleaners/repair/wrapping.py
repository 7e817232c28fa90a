"""Hard-wrapped texts, whose paragraphs are cut into lines of about one width, and others with broken lines."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

LINE = re.compile(r"\S(?:[^\n]*\S)?")
CLOSED = re.compile(r"""[.!?…:;۔؟।|>*/\\][\"'”’»)\]]*$""")
SENTENCE_INSIDE = re.compile(r"""[^\W\d_]{3}[.!?۔؟][\"'”’»)]*\s+\S""")
WRAPPED_LIST_MARK = re.compile(r"\s*(?:[-–—•*·▪●○►»>|+#]|\d{1,3}[.)]|[a-z][.)])\s")
MIN_WIDTH, MAX_WIDTH = 40, 120  # characters: narrower are lists, wider are paragraphs
MIN_BREAKS = 4  # breaks inside paragraphs: fewer may be chance
MIN_FULL = 0.6  # share of the lines before a break that fill most of the width
FULL = 0.7  # of the width
MIN_SMALL = 0.3  # share of cased lines behind a break that begin with a small letter


class Line(NamedTuple):
    """A line without the white space around it, and the offset of its end in the text."""

    text: str
    end: int


def group_lines(text: str) -> list[list[Line]]:
    """The lines of a text in groups, parted by blank lines.

    >>> [[line.text for line in group] for group in group_lines("a\\nb\\n\\n c")]
    [['a', 'b'], ['c']]
    """
    groups: list[list[Line]] = []
    end = -2
    for match in LINE.finditer(text):
        if end >= 0 and text.count("\n", end, match.start()) == 1:
            groups[-1].append(Line(match.group(), match.end()))
        else:
            groups.append([Line(match.group(), match.end())])
        end = match.end()
    return groups


def is_hard_wrapped(groups: list[list[Line]]) -> bool:
    """Whether the lines of a text are its paragraphs, cut at a width.

    All of these must hold: two groups of several lines; no line wider than 120 characters; at least four breaks
    in the middle of a sentence, most of them behind a line that fills the width; sentences that end inside
    lines; where letters have cases, small letters behind breaks.
    """
    several = [group for group in groups if len(group) > 1]
    width = max((len(line.text) for group in groups for line in group), default=0)
    if len(several) < 2 or not MIN_WIDTH <= width <= MAX_WIDTH:
        return False
    breaks = [pair for group in several for pair in pairwise(group) if not is_closed(pair[0].text)]
    full = [line for line, _ in breaks if len(line.text) >= FULL * width]
    if len(breaks) < MIN_BREAKS or len(full) < MIN_FULL * len(breaks):
        return False
    starts = [after.text[0] for _, after in breaks]
    cased = [start for start in starts if start.isupper() or start.islower()]
    small = sum(start.islower() for start in cased)
    inside = any(SENTENCE_INSIDE.search(line.text) for group in several for line in group)
    return inside and small >= MIN_SMALL * len(cased)


def is_closed(line: str) -> bool:
    """Whether a line ends with a mark behind which a new one may begin."""
    return CLOSED.search(line[-8:]) is not None


def may_be_broken(text: str) -> bool:
    """Whether a line begins as the rest of another one may, or all lines are as narrow as those of a hard-wrapped text.

    >>> may_be_broken("The talks ended.\\nThey resume in May."), may_be_broken("the governor of the\\nprovince")
    (True, True)
    >>> may_be_broken("The talks ended." * 9 + "\\nThey resume in May.")
    False
    """
    lines = [line for line in map(str.strip, text.split("\n")) if line]
    if len(lines) < 2:
        return False
    return max(map(len, lines)) <= MAX_WIDTH or any(may_go_on(line[0]) for line in lines)


def may_go_on(sign: str) -> bool:
    """Whether the rest of a sentence may begin with this character."""
    return sign.isalnum() and not sign.isupper()
