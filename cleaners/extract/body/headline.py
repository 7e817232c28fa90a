"""Finds among a page's headings the headline of its story."""

from __future__ import annotations

import re

import numpy as np

from cleaners.extract.body.view import KINDS, PageView
from cleaners.model import Kind

MAX_HEADLINE = 250  # characters
SAME_HEADLINE = 0.45  # share of words in common with a declared title
INSIDE = 0.7  # likeness of a heading whose letters the declared title holds, or the other way round
MIN_KEY = 8  # letters of such a heading
FIRST_LEVEL = 0.3  # likeness that a first-level heading has before others
_NO_LETTERS = re.compile(r"[\W_]+")


def find_headline(view: PageView) -> int | None:
    """Number of the heading that is most like a declared title, a first-level one before others; else the first
    first-level heading; None without one.

    Titles are compared by words, and by letters for languages that put no spaces between words.
    """
    titles = [title for title in view.titles[:3] if title]
    words = [set(title.lower().split()) for title in titles]
    keys = [make_key(title) for title in titles]
    best, found, first = SAME_HEADLINE, None, None
    leaves = view.elements.leaves
    for number in np.flatnonzero(view.kinds == KINDS[Kind.HEADING]).tolist():
        text, leaf = view.texts[number], leaves[number]
        if len(text) > MAX_HEADLINE or view.hidden[number]:
            continue
        main = view.tags[leaf] == "h1"
        if main and first is None:
            first = number
        own = set(text.lower().split())
        alike = max((len(own & other) / len(own | other) for other in words), default=0.0)
        if alike <= SAME_HEADLINE and _is_inside(make_key(text), keys):
            alike = INSIDE
        if alike > SAME_HEADLINE and alike + FIRST_LEVEL * main > best:
            best, found = alike + FIRST_LEVEL * main, number
    return first if found is None else found


def make_key(text: str) -> str:
    """Small letters and digits of a text."""
    return _NO_LETTERS.sub("", text).lower()


def _is_inside(key: str, titles: list[str]) -> bool:
    return len(key) >= MIN_KEY and any(
        key in title or (len(title) >= MIN_KEY and title in key) for title in titles
    )
