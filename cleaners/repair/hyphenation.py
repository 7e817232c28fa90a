"""Words that a narrow column cut in two."""

from __future__ import annotations

import re

from cleaners.repair.edits import Repaired, replace_matches

# A soft hyphen at a line end was shown there: it cut the word for certain.
SOFT = re.compile("\u00ad ?\n(?=\\w)")
HARD = re.compile("(?<![\\w-])(?<!-\n)(?<!- \n)([a-z]{2,30})- ?\n([a-z]{2,30})(?![\\w-])")
EITHER = re.compile(f"{SOFT.pattern}|{HARD.pattern}")
WORD = re.compile("[a-z]+(?:-[a-z]+)*")
ENDINGS = frozenset(
    """
    ation ations tion tions sion sions cation cations zation isation ization ment ments ness ity ities ably ibly ingly
    edly ously ing ings ning ding ted ded ned sed ized ised ated ating ative atives tive tives ence ency ances
    ancy ents ious eous tial cial tional sional ries ties nies gies ism isms ist ists ian ians
    """.split()
)
"""Ends of English words that are no words themselves."""


def join_hyphenated_words(text: str) -> Repaired:
    """Join a word that was cut at the end of a line with its rest on the next one.

    Goes: the hyphen and the break, where the text holds the whole word elsewhere (`refu-` and `gees` beside
    `refugees`) or the rest is an ending and no word (`coopera-` and `tion`); the break alone, where the text writes
    the word with its hyphen elsewhere; a soft hyphen with its break.
    Stays: everything else, such as `cross-` and `border`, or `pre-` and `and post-war`; capitals and digits.

    >>> join_hyphenated_words("the refu-\\ngees said; other refugees wait, pre-\\nand post-war").text
    'the refugees said; other refugees wait, pre-\\nand post-war'

    Source: texts copied out of newspaper columns and PDF files.
    """
    if "-\n" not in text and "- \n" not in text and "\u00ad" not in text:
        return Repaired(text)
    whole = SOFT.sub("", text)
    words = set(WORD.findall(whole.lower()))
    words.update(head + rest for head, rest in HARD.findall(whole) if rest in ENDINGS)

    def join(cut: re.Match[str]) -> str:
        head, rest = cut.groups(default="")
        if f"{head}-{rest}" in words:
            return f"{head}-{rest}"
        return head + rest if head + rest in words or not head else cut.group()

    return replace_matches(EITHER, join, text)
