"""Labels the lines of a dirty text by the annotated story: which of them stand in it, in order?"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

TOKEN = re.compile(r"\w+")
SHINGLE = 4  # words that must follow each other
LONG = 6  # words from which a line may be taken for the story's in another place than its own
MOVED_SHARE = 0.6  # of the runs of four words of a line: from here on it may have been moved or repeated
STANDS = 0.75  # share of a line that must stand in its place to count as the story's

Label = float | None
"""Share (0 to 1) of a line that stands in the story; None where that cannot be known."""


class Span(NamedTuple):
    """A stretch of the dirty text's words, `start` to `end`, and the stretch of the story's words it may hold."""

    start: int
    end: int
    from_: int
    to: int


def label_lines(lines: Sequence[str], story: str) -> list[Label]:
    """Share of each line that stands in `story`, in order; None for lines that may have been moved or repeated.

    Runs of four words that each side has once between two known places are places, too; this is asked again
    between them until none is left. What lies between belongs to the story where it has a whole line there.

    >>> label_lines(["Home", "The talks ended without any result.", "News"], "The talks ended without any result.")
    [0.0, 1.0, 0.0]
    """
    words = [tokens(line) for line in lines]
    story_words = tokens(story)
    starts = [0, *accumulate(map(len, words))]
    found, between = match_words([word for line in words for word in line], story_words)
    hits = [sum(found[starts[at] : starts[at + 1]]) for at in range(len(lines))]
    if not any(hits):
        return [None] * len(lines)
    for span in between:
        first = bisect_left(starts, span.start)
        inside = [
            at for at in range(first, len(lines)) if words[at] and starts[at + 1] <= span.end and not hits[at]
        ]
        for at in match_short(
            [words[at] for at in inside], story_words[span.from_ : span.to], at_head=not span.start
        ):
            hits[inside[at]] = len(words[inside[at]])
    known = set(shingles(story_words))
    return [label_of(line, hit, known) for line, hit in zip(words, hits, strict=True)]


def tokens(text: str) -> list[str]:
    """Words in lower case."""
    return TOKEN.findall(text.lower())


def shingles(words: Sequence[str]) -> list[tuple[str, ...]]:
    """All runs of four words."""
    return [tuple(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1)]


def label_of(line: Sequence[str], hits: int, known: set[tuple[str, ...]]) -> Label:
    """The label of a line of which so many words stand in their place, in a story with these runs of words."""
    if not line:
        return None
    share = hits / len(line)
    if share >= STANDS or len(line) < LONG:
        return share
    runs = shingles(line)
    return None if sum(run in known for run in runs) > MOVED_SHARE * len(runs) else share


def match_words(words: Sequence[str], story_words: Sequence[str]) -> tuple[list[bool], list[Span]]:
    """Which words stand in the story, by runs of four, and the stretches between, in which nothing was found."""
    found = [False] * len(words)
    between: list[Span] = []
    open_ = [Span(0, len(words), 0, len(story_words))]
    while open_:
        span = open_.pop()
        done, story_done = span.start, span.from_
        for start, end, place in join_runs(words, story_words, span):
            found[start:end] = [True] * (end - start)
            open_.append(Span(done, start, story_done, place))
            done, story_done = end, place + end - start
        if done == span.start:
            between.append(span)
        else:
            open_.append(Span(done, span.end, story_done, span.to))
    return found, between


def join_runs(words: Sequence[str], story_words: Sequence[str], span: Span) -> Iterator[tuple[int, int, int]]:
    """Start, end and place in the story of the stretches of a span that stand in the story, in their order."""
    here, there = find_unique(words, span.start, span.end), find_unique(story_words, span.from_, span.to)
    pairs = sorted((at, there[run]) for run, at in here.items() if at >= 0 and there.get(run, -1) >= 0)
    done, story_done = span.start, span.from_
    for at, place in longest_chain(pairs):
        if at < done or place < story_done:
            continue  # the stretch before reaches over it
        start, end = at, at + SHINGLE
        while start > done and place > story_done and words[start - 1] == story_words[place - 1]:
            start, place = start - 1, place - 1
        limit = min(span.end, start + span.to - place)
        while end < limit and words[end] == story_words[place + end - start]:
            end += 1
        yield start, end, place
        done, story_done = end, place + end - start


def find_unique(words: Sequence[str], start: int, end: int) -> dict[tuple[str, ...], int]:
    """Where each run of four words begins between two places; -1 for those that come more than once."""
    seen: dict[tuple[str, ...], int] = {}
    for at in range(start, end - SHINGLE + 1):
        run = tuple(words[at : at + SHINGLE])
        seen[run] = -1 if run in seen else at
    return seen


def longest_chain(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The most pairs, sorted by their first number, whose second numbers grow, too.

    >>> longest_chain([(0, 10), (1, 5), (2, 20)])
    [(1, 5), (2, 20)]
    """
    ends: list[int] = []
    heights: list[int] = []
    before: list[int | None] = []
    for at, (_, height) in enumerate(pairs):
        place = bisect_left(heights, height)
        heights[place : place + 1] = [height]
        ends[place : place + 1] = [at]
        before.append(ends[place - 1] if place else None)
    chain = []
    at_: int | None = ends[-1] if ends else None
    while at_ is not None:
        chain.append(pairs[at_])
        at_ = before[at_]
    return chain[::-1]


def match_short(lines: Sequence[Sequence[str]], story_words: Sequence[str], at_head: bool) -> list[int]:
    """Which of these lines stand whole in `story_words`, each one behind the one before; at the head as late as possible.

    >>> match_short([["a", "b"], ["x"], ["c"], ["a"]], ["a", "b", "c"], at_head=False)
    [0, 2]
    """
    if at_head:
        flipped = match_short([line[::-1] for line in reversed(lines)], story_words[::-1], at_head=False)
        return [len(lines) - 1 - at for at in reversed(flipped)]
    hits = []
    done = 0
    for number, line in enumerate(lines):
        size = len(line)
        places = (at for at in range(done, len(story_words) - size + 1) if story_words[at] == line[0])
        at = next((at for at in places if list(story_words[at : at + size]) == list(line)), None)
        if at is not None:
            hits.append(number)
            done = at + size
    return hits
