"""Labels the lines of a dirty text by the annotated story: which of them stand in it, in order?"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

TOKEN = re.compile(r"\w+")
SHINGLE = 4  # words that must follow each other
LONG = 6  # words from which a line is looked up by its shingles
ANCHOR_SHARE = 0.6
SURELY_REPEATED = 20  # words; a line as long as this is the story's even out of order

Label = float | None
"""Share (0 to 1) of a line that stands in the story; None where that cannot be told."""


def label_lines(lines: Sequence[str], story: str) -> list[Label]:
    """Share of each line that stands in `story`, in order; None for lines that may have been moved or repeated.

    Long lines are found by runs of four words; short ones only where they fit between the long ones around.

    >>> label_lines(["Home", "The talks ended without any result.", "News"], "The talks ended without any result.")
    [0.0, 1.0, 0.0]
    """
    words = [tokens(line) for line in lines]
    told = tokens(story)
    labels: list[Label] = [None] * len(lines)
    places = find_anchors(words, told, labels)
    chain = longest_chain(places)
    for at in set(places) - set(chain):
        labels[at] = None if len(words[at]) < SURELY_REPEATED else labels[at]
    if chain:
        label_short(words, told, chain, places, labels)
    return labels


def tokens(text: str) -> list[str]:
    """Words in lower case."""
    return TOKEN.findall(text.lower())


def find_anchors(words: Sequence[Sequence[str]], told: Sequence[str], labels: list[Label]) -> dict[int, int]:
    """Label the long lines; of those that mostly stand in the story, where in it they begin."""
    index: dict[tuple[str, ...], int] = {}
    for at in range(len(told) - SHINGLE, -1, -1):
        index[tuple(told[at : at + SHINGLE])] = at
    places = {}
    for number, line in enumerate(words):
        if len(line) < LONG:
            continue
        shingles = [tuple(line[at : at + SHINGLE]) for at in range(len(line) - SHINGLE + 1)]
        hits = [index[shingle] for shingle in shingles if shingle in index]
        labels[number] = len(hits) / len(shingles)
        if len(hits) > ANCHOR_SHARE * len(shingles):
            places[number] = min(hits)
    return places


def longest_chain(places: dict[int, int]) -> list[int]:
    """The most lines whose places in the story follow each other.

    >>> longest_chain({0: 10, 1: 5, 2: 20})
    [1, 2]
    """
    ends: list[int] = []
    heights: list[int] = []
    before: dict[int, int | None] = {}
    for line in sorted(places):
        at = bisect_left(heights, places[line])
        heights[at : at + 1] = [places[line]]
        ends[at : at + 1] = [line]
        before[line] = ends[at - 1] if at else None
    chain = []
    line_: int | None = ends[-1] if ends else None
    while line_ is not None:
        chain.append(line_)
        line_ = before[line_]
    return chain[::-1]


def label_short(
    words: Sequence[Sequence[str]],
    told: Sequence[str],
    chain: Sequence[int],
    places: dict[int, int],
    labels: list[Label],
) -> None:
    """Label the short lines: those that the story has between its two long lines around them, in their order."""
    edges = [-1, *chain, len(words)]
    starts = [places[line] for line in chain] + [len(told)]
    ends = [0] + [places[line] + max(1, len(words[line]) - SHINGLE + 1) for line in chain]
    for number, (above, below) in enumerate(pairwise(edges)):
        between = told[ends[number] : starts[number]]
        short = [at for at in range(above + 1, below) if 0 < len(words[at]) < LONG]
        if number == 0:  # above the first long line the story begins as late as possible
            flipped = match_in_order([words[at][::-1] for at in reversed(short)], between[::-1])
            found = flipped[::-1]
        else:
            found = match_in_order([words[at] for at in short], between)
        for at, hit in zip(short, found, strict=True):
            labels[at] = float(hit)


def match_in_order(lines: Sequence[Sequence[str]], told: Sequence[str]) -> list[bool]:
    """Which of these lines stand in `told`, each one behind the one before.

    >>> match_in_order([["a", "b"], ["x"], ["c"]], ["a", "b", "c"])
    [True, False, True]
    """
    hits = []
    done = 0
    for line in lines:
        size = len(line)
        places = range(done, len(told) - size + 1)
        at = next((at for at in places if list(told[at : at + size]) == list(line)), None)
        hits.append(at is not None)
        done = done if at is None else at + size
    return hits
