"""What a line of plain text shows by itself: its length, marks, words; nothing that only one language has."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

WORD = re.compile(r"[^\W_]+(?:[’'\u200c-][^\W_]+)*")
LIST_MARK = re.compile(r"(?:[-–—•*·▪●○►»◦‣]|\d{1,2}[.)])\s+(?=\S)")
END = re.compile(r"""[.!?…۔؟।][\"'”’»)\]]*$""")
CUT_OFF = re.compile(r"(?:\.\.\.|…)$")
# Behind three small letters: not an initial or a short form. What stands before is looked at last, so that a search
# goes from mark to mark.
INNER_END = re.compile(r"""[.!?۔؟](?<=[^\W\dA-Z_]{3}.)[\"'”’»)]*\s+[^\W\da-z_]""")
DIGIT = re.compile(r"\d")
DIGITS = "0123456789"
COMMAS = ",،;؛"
QUOTES = '“”"«»„'
SIGNS = "|>/<&+@#=©®™:→"
# A year, a time of day, four Persian digits: each from its first digit on, so that a search goes from digit to digit.
TIME = re.compile(r"\d(?:(?<=\b1)9\d\d\b|(?<=\b2)0\d\d\b|(?<=\b\d)\d?:\d\d\b|(?<=[۰-۹])[۰-۹]{3})")
STOP_WORDS = frozenset(
    """
    the of and to in a is that for on with was as it by he at from his an are were which be this had has have not but
    their its they who said been after will would she her when there about into than more also i we or if what can
    کے کی کا میں ہے سے اور کو نے پر یہ کہ بھی اس ہیں تھا ایک کر وہ تھی گیا لیے تھے ان
    و در به از که این را با است برای آن بر یک شده های می‌شود بود تا کرد او
    د په او چې کې ته له دي دی یې کړي شوي هم دا سره کړ ده وو کړه
    """.split()
)
"""The most frequent words of English, Urdu, Dari and Pashto: sentences have them, labels and menus do not."""
READER_WORDS = frozenset("you your our us we my me".split())
MAX_WORDS = 60  # a longer paragraph is no more of a paragraph
MAX_CHARACTERS = 600  # of a line that are looked at: more would cost time and tell nothing
MIN_PROSE_WORDS = 5
LONG_PROSE_WORDS = 25


class Line(NamedTuple):
    """Measures of one line. Shares (0 to 1) are of its words, `None` where the line has nothing to count.

    `keys` are its words in lower case; `prose` says whether it reads like a paragraph.
    """

    keys: tuple[str, ...]
    words: int
    prose: bool
    ends: bool
    cut_off: bool
    inner_ends: int
    commas: float
    digits: float
    signs: float
    stop_words: float
    reader_words: float
    listed: bool
    quoted: bool
    asks: bool
    announces: bool
    timed: bool
    word_length: float
    capitals: float | None
    all_capitals: float | None
    starts_small: float | None


@lru_cache(maxsize=8192)
def measure_line(text: str) -> Line:
    """Measure one line; a list mark at its start is noted and not counted otherwise.

    >>> line = measure_line("• Read our newsletter")
    >>> line.words, line.listed, line.prose, round(line.reader_words, 2)
    (3, True, False, 0.33)
    """
    mark = LIST_MARK.match(text)
    body = text[mark.end() :] if mark else text
    tail = body[-40:]
    start = body[:MAX_CHARACTERS]
    words = WORD.findall(start)
    count = len(words) or 1
    keys = tuple(map(str.lower, words))
    letters = sum(map(len, words)) or 1
    initials = [word[0] for word in words]
    large = sum(map(str.isupper, initials))
    cased = large + sum(map(str.islower, initials))
    digits = count_digits(start)
    ends, cut_off = END.search(tail) is not None, CUT_OFF.search(tail) is not None
    length = min(len(words), MAX_WORDS)
    return Line(
        keys=keys,
        words=length,
        prose=not cut_off and (length >= LONG_PROSE_WORDS or (ends and length >= MIN_PROSE_WORDS)),
        ends=ends,
        cut_off=cut_off,
        inner_ends=count_inner_ends(start),
        commas=sum(map(start.count, COMMAS)) / count,
        digits=digits / letters,
        signs=sum(map(start.count, SIGNS)) / count,
        stop_words=sum(map(STOP_WORDS.__contains__, keys)) / count,
        reader_words=sum(map(READER_WORDS.__contains__, keys)) / count,
        listed=mark is not None,
        quoted=any(map(start.__contains__, QUOTES)),
        asks=tail.endswith(("?", "؟")),
        announces=tail.endswith(":"),
        timed=digits > 0 and TIME.search(start) is not None,
        word_length=letters / count,
        capitals=large / cased if cased else None,
        all_capitals=sum(len(word) > 1 for word in filter(str.isupper, words)) / count if cased else None,
        starts_small=float(body[0].islower()) if cased else None,
    )


def count_digits(text: str) -> int:
    """Digits of any script.

    >>> count_digits("In 2026"), count_digits("۲۰۲۶ میں")
    (4, 4)
    """
    return sum(map(text.count, DIGITS)) if text.isascii() else len(DIGIT.findall(text))


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
