"""Words that a narrow column cut in two."""

from __future__ import annotations

import re

from cleaners.repair.edits import Repaired, replace_matches

# A soft hyphen at a line end was shown there: it cut the word for certain.
SOFT_HYPHEN = re.compile("\u00ad")
SOFT = re.compile("\u00ad ?\n(?=\\w)")
HARD = re.compile("(?<![\\w-])(?<!-\n)(?<!- \n)([A-Za-z]{2,30})- ?\n([a-z]{1,30})(?!\\w)(-?)")
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

APART = frozenset("and or nor to but und www http https".split())
"""What no word goes on with: behind a hyphen for a left-out part (`pre- and post-war`), the start of an address."""


def join_hyphenated_words(text: str) -> Repaired:
    """Join a word that was cut at the end of a line with its rest on the next one.

    Goes: the break; the hyphen too, where the text holds the whole word elsewhere (`refu-` and `gees` beside
    `refugees`) or the rest is an ending and no word (`coopera-` and `tion`); a soft hyphen with its break.
    Stays: the hyphen where nothing shows that it was none of the word's (`cross-` and `border`); the break before a
    capital or a digit, and where the hyphen stands for a part (`pre-` and `and post-war`).

    >>> join_hyphenated_words("the refu-\\ngees said; refugees from a cross-\\nborder raid, pre-\\nand post-war").text
    'the refugees said; refugees from a cross-border raid, pre-\\nand post-war'

    Source: texts copied out of newspaper columns and PDF files.
    """
    if "-\n" not in text and "- \n" not in text and "\u00ad" not in text:
        return Repaired(text)
    whole = SOFT.sub("", text)
    words = set(WORD.findall(whole.lower()))
    words.update((head + rest).lower() for head, rest, _ in HARD.findall(whole) if rest in ENDINGS)

    def join(cut: re.Match[str]) -> str:
        head, rest, more = cut.groups(default="")
        hyphenated = f"{head}-{rest}{more}"
        if not head or rest in APART:
            return cut.group() if head else ""
        known = (head + rest).lower() in words and hyphenated.lower() not in words
        return head + rest if known and not more else hyphenated

    return replace_matches(EITHER, join, text)
