"""Spaces and hyphens that only look like others."""

from __future__ import annotations

import re

from cleaners.repair.edits import Repaired, replace_matches

ODD = "\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
ODD_CHAR = re.compile(f"[{ODD}]")
# A run between words, or one odd sign; what stands before is looked at last, so that a search goes from space to space.
ODD_SPACE = re.compile(f"[ {ODD}](?:(?<=\\S.)[ {ODD}]+(?=\\S)|(?<=[{ODD}]))")
ODD_HYPHEN = re.compile("[\u2010\u2011]")


def normalize_spaces(text: str) -> Repaired:
    """Make every white space inside a line one plain space.

    Goes: no-break, thin, ideographic and other spaces, tabs, runs of spaces between words.
    Stays: line breaks; spaces at the start of a line (their number may mark a list).

    >>> normalize_spaces("10\\u00a0000 rupees,  paid\\tlate").text
    '10 000 rupees, paid late'

    Source: Unicode category Zs, White_Space.
    """
    if "  " not in text and not ("\t" in text if text.isascii() else ODD_CHAR.search(text)):
        return Repaired(text)
    return replace_matches(ODD_SPACE, " ", text)


def normalize_hyphens(text: str) -> Repaired:
    """Write the hyphen and the no-break hyphen as `-`.

    Goes: U+2010, U+2011, which look like `-` and make `Cross‑Border` unfindable.
    Stays: dashes (`–`, `—`, `―`) and the minus sign, as the author wrote them.

    >>> normalize_hyphens("Cross\\u2011Border – a dash").text
    'Cross-Border – a dash'

    Source: Unicode chapter 6.2, hyphens.
    """
    if "\u2010" not in text and "\u2011" not in text:
        return Repaired(text)
    return replace_matches(ODD_HYPHEN, "-", text)
