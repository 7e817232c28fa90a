"""What a line shows beside its neighbours and by its place in the text: rows of features for the model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, chain, compress

from cleaners.blocks.line_model.measures import Line
from cleaners.blocks.shape import MIN_PARAGRAPH_WORDS

Row = tuple[float, ...]

SHAPE = (
    "words", "ends", "inner_ends", "commas", "listed", "announces", "repeats", "words_around_3", "words_around_8",
    "listed_around", "short_run", "prose_around_3", "prose_around_15", "prose_before", "prose_after", "prose_words",
    "words_before", "shared_words", "lines", "lines_before", "lines_after", "lines_since_paragraph",
    "lines_to_paragraph",
)  # fmt: skip
"""Names of the features that a line of any script has, in order."""

MIN_TOPIC_LETTERS = 4
FAR = 30  # lines; what lies further off is far
MANY = 60  # lines of a text at one of its ends
MIN_CASED_SHARE = 0.5  # of the lines: below, the script has no capitals


def place_lines(lines: Sequence[Line]) -> list[Row]:
    """One row of features for each line, in the order of `SHAPE`.

    >>> from cleaners.blocks.line_model.measures import measure_line
    >>> row = place_lines([measure_line("Home"), measure_line("The talks ended on Monday.")])[0]
    >>> row[SHAPE.index("words")], row[SHAPE.index("words_around_3")]
    (1.0, 3.0)
    """
    count = len(lines)
    words = [line.words for line in lines]
    prose = [line.prose for line in lines]
    paragraphs = [line.prose and line.words >= MIN_PARAGRAPH_WORDS for line in lines]
    prose_so_far = [0, *accumulate(line.words if line.prose else 0 for line in lines)]
    total = prose_so_far[-1] or 1
    copies = Counter(line.keys for line in lines)
    all_words, all_lines = float(min(prose_so_far[-1], 1500)), float(min(count, 400))
    return list(
        zip(
            map(float, words), (float(line.ends) for line in lines), (float(line.inner_ends) for line in lines),
            (line.commas for line in lines), (float(line.listed) for line in lines),
            (float(line.announces) for line in lines), (float(copies[line.keys]) for line in lines),
            around(words, 3), around(words, 8), around([line.listed for line in lines], 3), runs_of_short(prose),
            around(prose, 3), around(prose, 15), (prose_so_far[at] / total for at in range(count)),
            ((prose_so_far[-1] - prose_so_far[at + 1]) / total for at in range(count)), (all_words for _ in lines),
            (float(min(prose_so_far[at], 400)) for at in range(count)), share_topics(lines, paragraphs),
            (all_lines for _ in lines), (float(min(at, MANY)) for at in range(count)),
            (float(min(count - 1 - at, MANY)) for at in range(count)), distances(paragraphs),
            distances(paragraphs[::-1])[::-1],
            strict=True,
        )
    )  # fmt: skip


def is_cased(lines: Sequence[Line]) -> bool:
    """Whether most lines are in a script that has capitals.

    >>> from cleaners.blocks.line_model.measures import measure_line
    >>> is_cased([measure_line("a line")]), is_cased([measure_line("خبر")])
    (True, False)
    """
    return sum(line.capitals is not None for line in lines) >= MIN_CASED_SHARE * len(lines)


def around(values: Sequence[float], reach: int) -> list[float]:
    """Mean of each value and those up to `reach` places before and after it.

    >>> around([0, 3, 6], 1)
    [1.5, 3.0, 4.5]
    """
    sums = [0.0, *accumulate(values)]
    return [(sums[end] - sums[start]) / (end - start) for start, end in spans(len(values), reach)]


@lru_cache(maxsize=1024)
def spans(count: int, reach: int) -> tuple[tuple[int, int], ...]:
    """Start and end of the places up to `reach` before and after each of `count`.

    >>> spans(3, 1)
    ((0, 2), (0, 3), (1, 3))
    """
    return tuple((max(0, at - reach), min(count, at + reach + 1)) for at in range(count))


def distances(paragraphs: Sequence[bool]) -> list[float]:
    """How many lines each one stands behind the last paragraph before it.

    >>> distances([True, False, False])
    [30.0, 1.0, 2.0]
    """
    found, last = [], -FAR
    for at, paragraph in enumerate(paragraphs):
        found.append(float(min(at - last, FAR)))
        last = at if paragraph else last
    return found


def runs_of_short(prose: Sequence[bool]) -> list[float]:
    """Length of the run of lines that are no prose in which each line stands; 0 for prose.

    >>> runs_of_short([False, False, True])
    [2.0, 2.0, 0.0]
    """
    runs: list[float] = []
    for one in prose:
        runs.append(0.0 if one else runs[-1] + 1 if runs else 1.0)
    for at in range(len(runs) - 2, -1, -1):
        if runs[at] and runs[at + 1]:
            runs[at] = runs[at + 1]
    return [min(run, 40.0) for run in runs]


def share_topics(lines: Sequence[Line], paragraphs: Sequence[bool]) -> list[float]:
    """Share of the longer words of each line that the paragraphs use, other than itself; -1 without such words."""
    topics = [{key for key in line.keys if len(key) >= MIN_TOPIC_LETTERS} for line in lines]
    used = Counter(chain.from_iterable(compress(topics, paragraphs)))
    shared = {word for word, times in used.items() if times > 1}
    return [
        len(words & shared if paragraph else words & used.keys()) / len(words) if words else -1.0
        for words, paragraph in zip(topics, paragraphs, strict=True)
    ]
