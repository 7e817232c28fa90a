"""What a line shows beside its neighbours and by its place in the text: rows of features for the model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, chain, compress, repeat

from cleaners.lines.measures import Line, measure_line

Row = tuple[float | None, ...]

OWN = (
    "words", "ends", "cut_off", "inner_ends", "commas", "digits", "signs", "stop_words", "reader_words", "listed",
    "quoted", "asks", "announces", "timed", "word_length", "capitals", "all_capitals", "starts_small",
)  # fmt: skip
WORDY = ("vocabulary_mean", "vocabulary_most", "vocabulary_least", "vocabulary_around")
PLACED = (
    "words_1_before", "words_2_before", "words_1_after", "words_2_after", "lines_since_paragraph",
    "lines_to_paragraph", "prose_around_3", "prose_around_8", "words_around_3", "words_around_8", "short_run",
    "repeats", "lines_before", "lines_after", "prose_before", "prose_after", "words_before", "shared_words",
    "prose_words", "listed_around",
)  # fmt: skip
FIRST = (*OWN, *WORDY, *PLACED)
"""Names of the features of the first pass, in order."""
OF_LANGUAGE = frozenset(
    (*WORDY, "stop_words", "reader_words", "word_length", "capitals", "all_capitals", "starts_small")
)
"""Features that a script or language may lack; None there, and the model was trained to do without."""

PARAGRAPH_WORDS = 12
MIN_TOPIC_LETTERS = 4
FAR = 30  # lines; what lies further off is far
MIN_CASED_SHARE = 0.5  # of the lines: below, the script has no capitals
MIN_STOP_SHARE = 0.12  # of the words of paragraphs: below, their language is not one of those listed


def describe_lines(texts: Sequence[str], vocabulary: Mapping[str, float]) -> list[Row]:
    """One row of features for each line, in the order of `FIRST`.

    `vocabulary` gives words the weight with which they speak for furniture.

    >>> row = describe_lines(["Home", "The talks ended without a result on Monday."], {"home": 2.0})[0]
    >>> row[FIRST.index("vocabulary_mean")], row[FIRST.index("words_1_after")]
    (2.0, 8.0)
    """
    lines = [measure_line(text) for text in texts]
    cased = is_cased(lines)
    known = mean([line.stop_words for line in lines if line.prose]) >= MIN_STOP_SHARE
    wordy = weigh_words(lines, vocabulary) if cased else [(None,) * len(WORDY)] * len(lines)
    return [
        (*of_line(line, cased, known), *words, *place)
        for line, words, place in zip(lines, wordy, place_lines(lines), strict=True)
    ]


def is_cased(lines: Sequence[Line]) -> bool:
    """Whether most lines are in a script that has capitals.

    >>> is_cased([measure_line("a line")]), is_cased([measure_line("خبر")])
    (True, False)
    """
    return sum(line.capitals is not None for line in lines) >= MIN_CASED_SHARE * len(lines)


def of_line(line: Line, cased: bool, known: bool) -> Row:
    """The features of a line by itself; those of a language that it is not in are None."""
    return (
        float(line.words), float(line.ends), float(line.cut_off), float(line.inner_ends), line.commas, line.digits,
        line.signs, line.stop_words if known else None, line.reader_words if cased else None, float(line.listed),
        float(line.quoted), float(line.asks), float(line.announces), float(line.timed),
        line.word_length if cased else None, or_none(line.capitals, cased), or_none(line.all_capitals, cased),
        or_none(line.starts_small, cased),
    )  # fmt: skip


def or_none(value: float | None, cased: bool) -> float | None:
    """None in a script without capitals; -1 for a line without letters in one that has them."""
    return None if not cased else -1.0 if value is None else value


def weigh_words(lines: Sequence[Line], vocabulary: Mapping[str, float]) -> list[Row]:
    """Mean, largest and smallest weight of the words of each line, and the mean of the lines around."""
    means, most, least = [], [], []
    for line in lines:
        weights = list(map(vocabulary.get, line.keys[:40], repeat(0.0))) or [0.0]
        means.append(sum(weights) / len(weights))
        most.append(max(weights))
        least.append(min(weights))
    return list(zip(means, most, least, around(means, 2), strict=True))


def place_lines(lines: Sequence[Line]) -> list[Row]:
    """The features of each line's place, in the order of `PLACED`."""
    count = len(lines)
    words = [line.words for line in lines]
    padded = [-1, -1, *words, -1, -1]
    paragraphs = [line.prose and line.words >= PARAGRAPH_WORDS for line in lines]
    prose_words = [line.words if line.prose else 0 for line in lines]
    told = [0, *accumulate(prose_words)]
    total = told[-1] or 1
    copies = Counter(line.keys for line in lines)
    before = range(count)
    return list(
        zip(
            map(float, padded[1:]), map(float, padded), map(float, padded[3:]), map(float, padded[4:]),
            distances(paragraphs), distances(paragraphs[::-1])[::-1],
            around(paragraphs, 3), around(paragraphs, 8), around(words, 3), around(words, 8),
            runs_of_short(lines), (float(copies[line.keys]) for line in lines),
            (float(min(at, 60)) for at in before), (float(min(count - 1 - at, 60)) for at in before),
            (told[at] / total for at in before), ((told[-1] - told[at + 1]) / total for at in before),
            (float(min(told[at], 400)) for at in before), share_topics(lines, paragraphs),
            (float(min(told[-1], 1500)) for _ in before), around([line.listed for line in lines], 3),
            strict=False,
        )
    )  # fmt: skip


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


def runs_of_short(lines: Sequence[Line]) -> list[float]:
    """Length of the run of lines that are no prose in which each line stands; 0 for prose."""
    runs: list[float] = []
    for line in lines:
        runs.append(0.0 if line.prose else runs[-1] + 1 if runs else 1.0)
    for at in range(len(runs) - 2, -1, -1):
        if runs[at] and runs[at + 1]:
            runs[at] = runs[at + 1]
    return [min(run, 40.0) for run in runs]


def share_topics(lines: Sequence[Line], paragraphs: Sequence[bool]) -> list[float]:
    """Share of the longer words of each line that the paragraphs use, other than itself; -1 without such words."""
    topics = [{key for key in line.keys if len(key) >= MIN_TOPIC_LETTERS} for line in lines]
    used = Counter(chain.from_iterable(compress(topics, paragraphs)))
    all_used, used_twice = set(used), {word for word, times in used.items() if times > 1}
    return [
        len(words & (used_twice if paragraph else all_used)) / len(words) if words else -1.0
        for words, paragraph in zip(topics, paragraphs, strict=True)
    ]


def mean(values: Sequence[float]) -> float:
    """Mean; 0 of nothing."""
    return sum(values) / len(values) if values else 0.0
