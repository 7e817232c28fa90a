"""A term that somebody looks for, as a pattern of RE2 that finds it as whole words and as nothing else."""

from __future__ import annotations

import re
from functools import cache

from cleaners.fields.letters import ARABIC_SCRIPT, fold_letters

# RE2's \b and \s know ASCII only.
_INSIDE = r"\pL\pN\pM_"
_BETWEEN = r"[\s\x{00a0}\x{200c}\x{202f}]+"
_MARKS = r"[\x{0640}\x{064b}-\x{065f}\x{0670}\x{200d}]*"
"""Vowel signs and the stretching stroke, which most writers leave out."""


def match_words(term: str) -> str:
    r"""Pattern of RE2 for the words of a term, in their order, whatever their case.

    Every sign is taken literally. Letters that keyboards of Arabic script write differently, vowel signs and digits
    of other scripts count as the same (`fold_letters`). Raises ValueError for a term without a sign.

    >>> match_words("C++ is")
    '(?i)(?:^|[^\\pL\\pN\\pM_])C\\+\\+[\\s\\x{00a0}\\x{200c}\\x{202f}]+is(?:[^\\pL\\pN\\pM_]|$)'

    Source: RE2, "Syntax" (github, google/re2, doc/syntax.txt).
    """
    words = [word for word in term.replace("\u200c", " ").split() if fold_letters(word).strip()]
    if not words:
        raise ValueError("--match needs a word to look for")
    before = rf"(?:^|[^{_INSIDE}])" if _is_inside(words[0][0]) else ""
    after = rf"(?:[^{_INSIDE}]|$)" if _is_inside(words[-1][-1]) else ""
    return f"(?i){before}{_BETWEEN.join(map(_match_word, words))}{after}"


def _match_word(word: str) -> str:
    if not ARABIC_SCRIPT.search(word):
        return "".join(_match_sign(sign) for sign in word)
    return "".join(_match_sign(sign) + _MARKS for sign in word if fold_letters(sign))


def _match_sign(sign: str) -> str:
    same = _variants().get(fold_letters(sign), "")
    return f"[{same}]" if same else re.escape(sign)


@cache
def _variants() -> dict[str, str]:
    """Signs of Arabic script by their common spelling, where more than one sign has it."""
    same: dict[str, str] = {}
    for sign in map(chr, range(0x620, 0x700)):
        if folded := fold_letters(sign):
            same[folded] = same.get(folded, folded) + ("" if sign == folded else sign)
    return {folded: signs for folded, signs in same.items() if len(signs) > 1}


def _is_inside(sign: str) -> bool:
    return sign.isalnum() or sign == "_" or bool(ARABIC_SCRIPT.match(sign))
