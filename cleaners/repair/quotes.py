"""The space that is missing before an opening quotation mark."""

from __future__ import annotations

import re

from cleaners.repair.edits import Repaired, replace_matches

GLUED = re.compile(r"(?:(?<=[^\W\d_])|(?<=[,;:]))“(?=\w)")
OTHER_USE = re.compile("[„‚]")


def restore_quote_space(text: str) -> Repaired:
    """Put back the space that a site lost before `“`.

    Goes: `became a“proxy` becomes `became a “proxy`, if the mark opens: no other `“` of its line is open.
    Stays: lines with `„`, where `“` closes; marks after a bracket, dash or space; straight quotation marks,
    whose side nobody can tell.

    >>> restore_quote_space("He called it a“window of hope,” and left").text
    'He called it a “window of hope,” and left'
    >>> restore_quote_space("Er sagte „Guten Tag“und ging").edits
    ()

    Source: seen where a site joins inline elements without their white space.
    """
    if "“" not in text:
        return Repaired(text)

    def space(match: re.Match[str]) -> str:
        line_start = text.rfind("\n", 0, match.start()) + 1
        line_end = text.find("\n", match.end())
        line = text[line_start : line_end if line_end >= 0 else len(text)]
        before = text[line_start : match.start()]
        opened = before.count("“") > before.count("”")
        return match.group() if opened or OTHER_USE.search(line) else " “"

    return replace_matches(GLUED, space, text)
