"""Headlines without the name of the site that prints them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from cleaners.fields.letters import fold_letters

_SEPARATOR = re.compile(r"\s+(?P<mark>[|–—•·»«:/-]|::|-{2})\s+|(?P<colon>:)\s+|\s*(?P<bar>\|)\s*")
_LETTERS = re.compile(r"[^\W_]+")
_FILLING = frozenset("the com online www net org official site website".split())
LONGEST = 500  # characters; a longer text is no headline, and is left as it is
MOST_SECTION_WORDS = 3
FEWEST_TITLE_WORDS = 3


def clean_title(title: str, site_names: Iterable[str] = ()) -> str | None:
    """Cut the name of the site, and a section beside it, off a headline; None if nothing else is left.

    Goes: a tail or head behind a separator with spaces that is one of `site_names`, whatever its case, dots
    and `The`, and the piece between it and the headline if it is short, in capital initials and set off by
    the same separator. Stays: every other dash or colon of the headline.

    >>> clean_title("Talks end - no deal - Pakistan - HILL TIMES", ["The Hill Times"])
    'Talks end - no deal'
    >>> clean_title("Hill Times: Border – and trade – reopen", ["Hill Times"])
    'Border – and trade – reopen'
    >>> clean_title("Hill Times » Pakistan » Border reopens today", ["Hill Times"])
    'Border reopens today'
    >>> clean_title("Talks end - no deal"), clean_title("Hill Times", ["hilltimes"])
    ('Talks end - no deal', None)
    """
    title = " ".join(title.split())
    if len(title) > LONGEST:
        return title
    names = {_squash(name) for name in site_names} - {""}
    if not title or _squash(title) in names:
        return None
    marks = list(_SEPARATOR.finditer(title))
    for at, mark in enumerate(marks):
        if _squash(title[mark.end() :]) in names:
            return _cut_section(title[: mark.start()], mark, marks[:at])
    for at, mark in enumerate(marks):
        if _squash(title[: mark.start()]) in names:
            return _cut_opening_section(title, mark, marks[at + 1 :])
    return title


def _cut_section(headline: str, last: re.Match[str], before: list[re.Match[str]]) -> str:
    """Cut the section off the end of a headline whose site name stood behind the separator `last`."""
    if not before or before[-1].group().strip() != last.group().strip() or last["colon"]:
        return headline
    words = headline[before[-1].end() :].split()
    title = headline[: before[-1].start()]
    is_section = len(words) <= MOST_SECTION_WORDS and all(
        not word[0].islower() for word in words if word.isalpha()
    )
    return title if is_section and len(title.split()) >= FEWEST_TITLE_WORDS else headline


def _cut_opening_section(title: str, first: re.Match[str], behind: list[re.Match[str]]) -> str:
    """Cut the section off the beginning of a headline whose site name stood before the separator `first`."""
    headline = title[first.end() :]
    if not behind or behind[0].group().strip() != first.group().strip() or first["colon"]:
        return headline
    words, rest = title[first.end() : behind[0].start()].split(), title[behind[0].end() :]
    is_section = len(words) <= MOST_SECTION_WORDS and all(
        not word[0].islower() for word in words if word.isalpha()
    )
    return rest if is_section and len(rest.split()) >= FEWEST_TITLE_WORDS else headline


@lru_cache(maxsize=256)
def _squash(name: str) -> str:
    """Letters of a name, without case, dots, spaces and words that sites add or drop."""
    words = [word for word in _LETTERS.findall(fold_letters(name)) if word not in _FILLING]
    return "".join(words)
