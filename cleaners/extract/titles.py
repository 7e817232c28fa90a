"""Chooses the headline: as the page prints it, where that agrees with what it declares."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from cleaners.extract.align import make_key
from cleaners.fields import clean_title, parse_date

MAX_MAIN = 2  # headings, first-level ones, that may differ in wording from what is declared
MIN_WORDS = 3  # of a headline
MIN_LONE_WORDS, MAX_LONE_WORDS = 4, 25  # of a lone first-level heading: site names and sections are shorter
MAX_LABEL = 4  # words
MIN_SHARED = 1 / 3  # of the words of a printed and a declared headline that tell of the same story

_WORD = re.compile(r"\w+")


def choose_title(
    headings: Sequence[str], declared: Sequence[str], site_names: Iterable[str], main: Sequence[str] = ()
) -> str | None:
    """The headline without the site's name; None if there is neither heading nor declaration.

    `headings` are the page's headings, first-level ones first, `declared` the headlines of JSON-LD, meta elements
    and `<title>`, best first, `main` the first-level headings that are no links. A heading that is most of a
    declared headline wins: it has no site name and no cut end. Then one that shares words with it, or is the only
    first-level one: papers word a headline anew for search engines.

    >>> choose_title(["Hill Times", "Kabul opens ten schools"], ["Kabul opens ten schools | Hill Times"], [])
    'Kabul opens ten schools'
    >>> choose_title(["Hill Times"], ["Kabul opens ten schools - Hill Times"], ["Hill Times"])
    'Kabul opens ten schools'
    """
    names = tuple(site_names)
    printed = [title for heading in headings if (title := clean_title(heading, names))]
    stated = [title for headline in declared if (title := clean_title(headline, names))]
    for agrees, titles in ((_is_most_of, printed), (_shares_words, printed[:MAX_MAIN])):
        for title in titles:
            if any(agrees(title, other) for other in stated):
                return _cut_bar(_cut_label(title, stated))
    lone = {title for heading in main if (title := clean_title(heading, names))}
    if len(lone) == 1 and MIN_LONE_WORDS <= len(next(iter(lone)).split()) <= MAX_LONE_WORDS:
        stated = [*lone, *stated]
    return next(map(_cut_bar, stated), next(iter(printed), None))


def _cut_label(title: str, stated: Sequence[str]) -> str:
    """Without the few words (a day, a section) that a heading has before the declared headline."""
    for other in stated:
        label = title.removesuffix(other).strip()
        is_label = label.endswith(":") or parse_date(label) is not None
        if len(label) < len(title) and is_label and len(label.split()) <= MAX_LABEL:
            return other
    return title


def _cut_bar(title: str) -> str:
    """Without what stands behind a bar: headlines hold dashes and colons, but hardly ever a bar."""
    head = title.split(" | ", 1)[0]
    return head if len(head.split()) >= MIN_WORDS else title


def _is_most_of(title: str, other: str) -> bool:
    ours, theirs = _fold(title), _fold(other)
    if not ours or not (ours in theirs or theirs in ours):
        return False
    return min(len(ours), len(theirs)) * 2 >= max(len(ours), len(theirs)) or other.startswith(f"{title} | ")


@lru_cache(maxsize=256)
def _fold(title: str) -> str:
    """Letters and digits of a headline in small letters: each of a page is compared with several others."""
    return make_key(title).casefold()


def _shares_words(title: str, other: str) -> bool:
    ours, theirs = set(_WORD.findall(title.lower())), set(_WORD.findall(other.lower()))
    return len(ours) >= 3 and len(ours & theirs) >= MIN_SHARED * len(ours | theirs)
