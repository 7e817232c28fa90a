"""Line breaks: one kind of them, and none in the middle of a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from cleaners.repair.edits import Repaired, replace_matches
from cleaners.repair.wrapping import (
    SENTENCE_INSIDE,
    WRAPPED_LIST_MARK,
    Line,
    group_lines,
    is_closed,
    is_hard_wrapped,
    may_be_broken,
    may_go_on,
)

ODD_SIGNS = "\r\x0b\x0c\u2028\u2029"
ODD_BREAK = re.compile("\r\n?|[\u2028\u2029\x0b\x0c]")
BREAK = re.compile(r"(?<=\S)[ ]*\n[ ]*(?=\S)")

# A line that ends in one of these goes on in the next one. Postpositions of Urdu end verses and headlines.
OPEN_ENDS = frozenset(
    """
    a an the of to and or in on at by for with from as that which who is are was were be been has have had not
    but if than into over under between after before about their its his her our my your this these those
    کہ اور که و در به از با برای چې د په له او
    """.split()
)
ADDRESS = re.compile(r"https?:|www\.")
LAST_WORD = re.compile(r"([^\s,،]+)([,،]?)$")
MIN_LINE = 30  # characters before the break: shorter lines are labels more often than prose
MIN_WORDS = 5
MIN_WORDS_CASELESS = 8  # where no capital shows that a new line begins
LOOK_BACK = 400  # characters of a line that are looked at
LONGEST_WORD = 60  # characters at the end of a line searched for its last word; the search takes their square
LONG_CHAIN = 3  # breaks in a row for which only small letters are evidence: verse, unless sentences end inside the lines


def normalize_newlines(text: str) -> Repaired:
    """Write every line break as a line feed.

    Goes: CR LF, CR, vertical tab, form feed, line and paragraph separator.
    Stays: U+0085, which is an ellipsis of windows-1252 more often than a line break.

    >>> normalize_newlines("one\\r\\ntwo\\rthree").text
    'one\\ntwo\\nthree'

    Source: Unicode Standard Annex 14, mandatory breaks.
    """
    if not any(sign in text for sign in ODD_SIGNS):
        return Repaired(text)
    return replace_matches(ODD_BREAK, "\n", text)


def join_broken_lines(text: str) -> Repaired:
    """Join a line with the next one where the break stands in the middle of a sentence.

    Goes: all breaks inside the paragraphs of a hard-wrapped text; in others, a break between a line that cannot
    end there (a comma or a word such as `the` at its end, or at least 30 characters and five words without a
    closing mark) and a line that begins with a small letter.
    Stays: breaks before a capital letter or a list mark; blank lines; labels, menus and verse. Scripts without
    capitals are joined, outside hard-wrapped texts, only after a word that cannot end a sentence.

    >>> join_broken_lines("any liability for the\\naccuracy of it, nor do we\\naccept complaints.").text
    'any liability for the accuracy of it, nor do we accept complaints.'
    >>> join_broken_lines("home\\nsign in\\nregister").edits
    ()

    Source: texts whose no-break spaces or hard wraps became line breaks.
    """
    breaks = set(find_broken(text)) if may_be_broken(text) else set()
    if not breaks:
        return Repaired(text)
    return replace_matches(BREAK, lambda match: " " if match.start() in breaks else match.group(), text)


def find_broken(text: str) -> Iterator[int]:
    """Offsets of the breaks (with the spaces before them) that stand in the middle of a sentence."""
    groups = group_lines(text)
    wrapped = is_hard_wrapped(groups)
    for lines in groups:
        if wrapped and is_wrapped_paragraph(lines):
            yield from (line.end for line, after in pairwise(lines) if may_follow(after.text))
        else:
            yield from find_broken_in(lines)


def find_broken_in(lines: list[Line]) -> Iterator[int]:
    """The breaks of one group of lines that must be joined, judged one by one."""
    chain: list[Line] = []
    before = ""
    for line, after in pairwise(lines):
        before = f"{before} {line.text}"[-LOOK_BACK:] if before else line.text
        if may_follow(after.text) and goes_on(before, after.text[0]):
            chain.append(line)
            continue
        yield from keep_chain(chain)
        chain, before = [], ""
    yield from keep_chain(chain)


def keep_chain(chain: list[Line]) -> Iterator[int]:
    """The breaks of a row of lines that run on, unless the row reads like verse."""
    sure = any(cannot_end(line.text) for line in chain) or any(
        SENTENCE_INSIDE.search(line.text) for line in chain
    )
    if len(chain) < LONG_CHAIN or sure:
        yield from (line.end for line in chain)


def is_wrapped_paragraph(lines: list[Line]) -> bool:
    """Whether a group of lines in a hard-wrapped text is a paragraph: sentences end in it, no list stands in it."""
    ends = any(is_closed(line.text) or SENTENCE_INSIDE.search(line.text) for line in lines)
    inside = any(SENTENCE_INSIDE.search(line.text) for line in lines[:-1])
    return (
        ends
        and (inside or is_closed(lines[-1].text))
        and not any(WRAPPED_LIST_MARK.match(line.text) for line in lines)
    )


def may_follow(line: str) -> bool:
    """Whether a line can be the rest of the one before: no list mark, no address."""
    return not WRAPPED_LIST_MARK.match(line) and not ADDRESS.match(line)


def cannot_end(line: str) -> bool:
    """Whether a line ends in a word or a comma that cannot end a sentence."""
    last = LAST_WORD.search(line[-LONGEST_WORD:])
    return last is not None and (last[1].lower() in OPEN_ENDS or bool(last[2]))


def goes_on(line: str, follows: str) -> bool:
    """Whether a line that ends here must go on, given the first sign of the next one.

    >>> goes_on("We do not accept complaints about the", "a"), goes_on("Sign in", "r")
    (True, False)
    """
    if not may_go_on(follows) or WRAPPED_LIST_MARK.match(line) or is_closed(line):
        return False
    last = LAST_WORD.search(line[-LONGEST_WORD:])
    if last is None:
        return False
    words = line.count(" ") + 1
    if last[1].lower() in OPEN_ENDS and not last[2]:
        cased = follows.islower() or follows.isdigit()
        return words > 2 if cased else words >= MIN_WORDS_CASELESS
    return follows.islower() and words >= MIN_WORDS and (bool(last[2]) or len(line) >= MIN_LINE)
