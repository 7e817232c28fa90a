"""What a line of plain text shows by itself: its length, marks, words; nothing that only one language has."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

WORD = re.compile(r"[^\W_]+(?:[’'\u200c-][^\W_]+)*")
LIST_MARK = re.compile(r"(?:[-–—•*·▪●○►»◦‣]|\d{1,2}[.)])\s+(?=\S)")
END = re.compile(r"""[.!?…۔؟।][\"'”’»)\]]*$""")
CUT_OFF = re.compile(r"(?:\.\.\.|…)$")
INNER_END = re.compile(r"""[^\W\dA-Z_]{3}[.!?۔؟][\"'”’»)]*\s+[^\W\da-z_]""")  # not an initial or a short form
DIGIT = re.compile(r"\d")
COMMA = re.compile("[,،;؛]")
QUOTE = re.compile('[“”"«»„]')
SIGN = re.compile(r"[|>/<&+@#=©®™:→]")
TIME = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}:\d\d\b|[۰-۹]{4}")
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
    keys = tuple(word.lower() for word in words)
    letters = sum(map(len, words)) or 1
    large = sum(word[0].isupper() for word in words)
    cased = large + sum(word[0].islower() for word in words)
    ends, cut_off = END.search(tail) is not None, CUT_OFF.search(tail) is not None
    length = min(len(words), MAX_WORDS)
    return Line(
        keys=keys,
        words=length,
        prose=not cut_off and (length >= LONG_PROSE_WORDS or (ends and length >= MIN_PROSE_WORDS)),
        ends=ends,
        cut_off=cut_off,
        inner_ends=len(INNER_END.findall(start)),
        commas=len(COMMA.findall(start)) / count,
        digits=len(DIGIT.findall(start)) / letters,
        signs=len(SIGN.findall(start)) / count,
        stop_words=sum(key in STOP_WORDS for key in keys) / count,
        reader_words=sum(key in READER_WORDS for key in keys) / count,
        listed=mark is not None,
        quoted=QUOTE.search(start) is not None,
        asks=tail.endswith(("?", "؟")),
        announces=tail.endswith(":"),
        timed=TIME.search(start) is not None,
        word_length=letters / count,
        capitals=large / cased if cased else None,
        all_capitals=sum(len(word) > 1 and word.isupper() for word in words) / count if cased else None,
        starts_small=float(body[0].islower()) if cased else None,
    )
