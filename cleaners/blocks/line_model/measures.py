"""What a line of plain text shows by itself: its length, marks, words."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from cleaners.blocks.shape import INNER_END, LIST_MARK, LONG_PROSE_WORDS, MIN_PROSE_WORDS, WORD

# Narrower than those of `shape`, which also pass by credits and direction marks: the model was trained on these.
END = re.compile(r"""[.!?…۔؟।][\"'”’»)\]]*$""")
CUT_OFF = re.compile(r"(?:\.\.\.|…)$")
COMMAS = ",،;؛"
REPLY_WORDS = frozenset(
    """
    reply replies says said wrote permalink comment comments ago posted report like likes upvote vote votes joined member
    anonymous guest
    """.split()
)
"""Words of the lines that part the comments of readers."""
OWN_WORDS = frozenset("i i'm i’m i've i’ve i'd i’d my me thanks thank".split())
"""Words of people who write of themselves: readers in their comments, authors in the notes on them."""
MAX_WORDS = 60  # a longer paragraph is no more of a paragraph
MAX_LABEL_WORDS = 12  # of a line that parts comments
MAX_CHARACTERS = 600  # of a line that are looked at: more would cost time and add nothing


class Line(NamedTuple):
    """Measures of one line. Shares (0 to 1) are of its words, `None` where the line has nothing to count.

    `keys` are its words in lower case; `prose` is whether it reads like a paragraph, `parts` whether it may
    part two comments.
    """

    keys: tuple[str, ...]
    words: int
    prose: bool
    ends: bool
    inner_ends: int
    commas: float
    listed: bool
    announces: bool
    capitals: float | None
    starts_small: float | None
    own_words: float
    parts: bool


@lru_cache(maxsize=8192)
def measure_line(text: str) -> Line:
    """Measure one line; a list mark at its start is noted and not counted otherwise.

    >>> line = measure_line("• Read our newsletter")
    >>> line.words, line.listed, line.prose, line.capitals
    (3, True, False, 0.3333333333333333)
    """
    mark = LIST_MARK.match(text)
    body = text[mark.end() :] if mark else text
    tail = body[-40:]
    start = body[:MAX_CHARACTERS]
    words = WORD.findall(start)
    count = len(words) or 1
    keys = tuple(map(str.lower, words))
    initials = [word[0] for word in words]
    large = sum(map(str.isupper, initials))
    cased = large + sum(map(str.islower, initials))
    ends = END.search(tail) is not None
    length = min(len(words), MAX_WORDS)
    long = length >= LONG_PROSE_WORDS or (ends and length >= MIN_PROSE_WORDS)
    return Line(
        keys=keys,
        words=length,
        prose=long and CUT_OFF.search(tail) is None,
        ends=ends,
        inner_ends=count_inner_ends(start),
        commas=sum(map(start.count, COMMAS)) / count,
        listed=mark is not None,
        announces=tail.endswith(":"),
        capitals=large / cased if cased else None,
        starts_small=float(body[0].islower()) if cased else None,
        own_words=sum(map(OWN_WORDS.__contains__, keys)) / count,
        parts=length <= MAX_LABEL_WORDS and not REPLY_WORDS.isdisjoint(keys),
    )


def count_inner_ends(text: str) -> int:
    """Ends of sentences with another one behind them; none counts that the three letters before share with the last.

    >>> count_inner_ends("He left at 5 p.m. on foot. She stayed. ‘No.’ And then?")
    1
    """
    count = done = 0
    for end in INNER_END.finditer(text):
        if end.start() - 3 >= done:
            count, done = count + 1, end.end()
    return count
