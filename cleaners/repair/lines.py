"""Line breaks: one kind of them, and none in the middle of a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaners.repair.edits import Repaired, replace_matches

ODD_BREAK = re.compile("\r\n?|[\u2028\u2029\x0b\x0c]")

# A line that ends in one of these goes on in the next one.
OPEN_ENDS = frozenset(
    """
    a an the of to and or in on at by for with from as that which who is are was were be been has have had not
    but if than into over under between after before about their its his her our my your this these those
    کہ کے کی کا کو میں سے نے اور پر تک که و در به از با را برای این آن یک چې د په له او ته کې
    """.split()
)
BREAK = re.compile("\r\n?|[\u2028\u2029\x0b\x0c]")

# A line that ends in one of these goes on in the next one.
OPEN_ENDS = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "to",
        "and",
        "or",
        "in",
        "on",
        "at",
        "by",
        "for",
        "with",
        "from",
        "as",
        "that",
        "which",
        "who",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "has",
        "have",
        "had",
        "not",
        "but",
        "if",
        "than",
        "into",
        "over",
        "under",
        "between",
        "after",
        "before",
        "about",
        "their",
        "its",
        "his",
        "her",
        "our",
        "my",
        "your",
        "this",
        "these",
        "those",
        "کہ",
        "کے",
        "کی",
        "کا",
        "کو",
        "میں",
        "سے",
        "نے",
        "اور",
        "پر",
        "تک",
        "که",
        "و",
        "در",
        "به",
        "از",
        "با",
        "را",
        "برای",
        "این",
        "آن",
        "یک",
        "چې",
        "د",
        "په",
        "له",
        "او",
        "ته",
        "کې",
    ]
)
BREAK = re.compile(r"(?<=\S)[ ]*\n[ ]*(?=[^\W\d_])")
CLOSED = re.compile(r"""[.!?…:;۔؟।|>*/\\][\"'”’»)\]]*$""")
LIST_MARK = re.compile(r"\s*(?:[-–—•*·▪●○►»>|+#]|\d{1,3}[.)]|[a-z][.)])\s")
ADDRESS = re.compile(r"https?:|www\.")
LAST_WORD = re.compile(r"([^\s,،]+)([,،]?)$")
MIN_LINE = 30  # characters before the break: shorter lines are labels more often than prose
MIN_WORDS = 5
LOOK_BACK = 400  # characters of the line before that are looked at


def normalize_newlines(text: str) -> Repaired:
    """Write every line break as a line feed.

    Goes: CR LF, CR, vertical tab, form feed, line and paragraph separator.
    Stays: U+0085, which is an ellipsis of windows-1252 more often than a line break.

    >>> normalize_newlines("one\\r\\ntwo\\rthree").text
    'one\\ntwo\\nthree'

    Source: Unicode Standard Annex 14, mandatory breaks.
    """
    return replace_matches(ODD_BREAK, "\n", text)


def join_broken_lines(text: str) -> Repaired:
    """Join a line with the next one where the break stands in the middle of a sentence.

    Goes: a break between a line that cannot end there (a comma or a word such as `the` at its end, or at
    least 30 characters and five words without a closing mark) and a line that begins with a small letter.
    Stays: breaks before a capital letter, a digit or a list mark; blank lines; labels and menus. Scripts
    without capitals are joined only after a word that cannot end a sentence.

    >>> join_broken_lines("any liability for the\\naccuracy of it, nor do we\\naccept complaints.").text
    'any liability for the accuracy of it, nor do we accept complaints.'
    >>> join_broken_lines("home\\nsign in\\nregister").edits
    ()

    Source: texts whose no-break spaces or hard wraps became line breaks.
    """
    breaks = set(find_broken(text))
    if not breaks:
        return Repaired(text)
    return replace_matches(BREAK, lambda match: " " if match.start() in breaks else match.group(), text)


def find_broken(text: str) -> Iterator[int]:
    """Offsets of the breaks (with the spaces before them) that stand in the middle of a sentence."""
    line_start, joined_to = 0, -1
    for match in BREAK.finditer(text):
        start = text.rfind("\n", 0, match.start()) + 1
        if start != joined_to:
            line_start = start
        before = text[max(line_start, match.start() - LOOK_BACK) : match.start()]
        follows = text[match.end()]
        if (
            goes_on(before, follows)
            and not LIST_MARK.match(text, match.end())
            and not ADDRESS.match(text, match.end())
        ):
            joined_to = match.end()
            yield match.start()


def goes_on(line: str, follows: str) -> bool:
    """Whether a line that ends here must go on, given the first letter of the next one.

    >>> goes_on("We do not accept complaints about the", "a"), goes_on("Sign in", "r")
    (True, False)
    """
    if follows.isupper() or LIST_MARK.match(line) or CLOSED.search(line):
        return False
    last = LAST_WORD.search(line)
    if last is None:
        return False
    words = line.count(" ") + 1
    if last[1].lower() in OPEN_ENDS and not last[2]:
        return words > 2
    return follows.islower() and words >= MIN_WORDS and (bool(last[2]) or len(line) >= MIN_LINE)
