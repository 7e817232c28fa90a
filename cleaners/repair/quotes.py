"""The space that is missing before an opening quotation mark."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaners.repair.edits import Repaired, replace_matches

MARK = re.compile("[“”]")
# A letter or a mark before, but no letter of a script that is written without spaces (Thai to Khmer, Han, kana).
UNSPACED = "\u0e00-\u109f\u1780-\u17ff\u2e80-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff"
GLUED = re.compile(f"(?:(?<=[^\\W\\d_{UNSPACED}])|(?<=[,;:]))“(?=\\w)")
OTHER_USE = re.compile("[„‚]")


def restore_quote_space(text: str) -> Repaired:
    """Put back the space that a site lost before `“`.

    Goes: `became a“proxy` becomes `became a “proxy`, if the mark opens: no other `“` of its line is open.
    Stays: lines with `„`, where `“` closes; marks after a bracket, dash or space; straight quotation marks,
    whose side is unknown; scripts that are written without spaces.

    >>> restore_quote_space("He called it a“window of hope,” and left").text
    'He called it a “window of hope,” and left'
    >>> restore_quote_space("Er sagte „Guten Tag“und ging").edits
    ()

    Source: seen where a site joins inline elements without their white space.
    """
    if "“" not in text:
        return Repaired(text)
    places = set(find_glued(text))
    if not places:
        return Repaired(text)
    return replace_matches(MARK, lambda mark: " “" if mark.start() in places else mark.group(), text)


def find_glued(text: str) -> Iterator[int]:
    """Offsets of the opening marks that stand right behind a word, ascending."""
    start = text.find("“")
    while start >= 0:
        line_start, line_end = text.rfind("\n", 0, start) + 1, text.find("\n", start)
        line_end = len(text) if line_end < 0 else line_end
        if not OTHER_USE.search(text, line_start, line_end):
            yield from find_glued_between(text, line_start, line_end)
        start = text.find("“", line_end)


def find_glued_between(text: str, start: int, end: int) -> Iterator[int]:
    """The same within one line."""
    opened = 0
    for mark in MARK.finditer(text, start, end):
        if mark.group() == "”":
            opened -= 1
            continue
        if opened <= 0 and GLUED.match(text, mark.start()):
            yield mark.start()
        opened += 1
