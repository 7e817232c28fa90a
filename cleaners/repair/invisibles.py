"""Characters that nobody sees: zero-width ones, soft hyphens, controls, direction overrides and marks."""

from __future__ import annotations

import re

from cleaners.repair.edits import Repaired, replace_matches

ZERO_WIDTH_SIGNS = "\u00ad\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\ufeff"
ZERO_WIDTH = re.compile(f"[{ZERO_WIDTH_SIGNS}]+")
ZWNJ, ZWJ = "\u200c", "\u200d"

# Letters and marks of scripts in which joiners change the shape of a word: Arabic, Syriac, N'Ko, Mandaic, Mongolian
# and the Indic blocks.
JOINING = re.compile(
    "[\u0610-\u061a\u0620-\u085f\u0860-\u08ff\u0900-\u0dff\u1800-\u18af\ufb50-\ufdff\ufe70-\ufefc]"
)
NOT_A_JOINER = re.compile(f"[^{ZWNJ}{ZWJ}]")
EMOJI = re.compile("[\u2600-\u27bf\ufe0f\U0001f000-\U0001faff]")

MARKS = "\u061c\u200e\u200f"
# Controls but tab, line breaks and U+0085; overrides and isolates; annotations; noncharacters; tags.
CONTROLS = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u206f\ufff9-\ufffc\ufffe\uffff\U000e0000-\U000e007f"
CONTROL = re.compile(f"[{CONTROLS}]")
CONTROL_RUN = re.compile(f"\U0001f3f4[\U000e0020-\U000e007f]+|(?:\x1b\\[[0-9;]*+[A-Za-z]|[{CONTROLS}])++")
MARK = re.compile(f"[{MARKS}]++")


def remove_zero_width(text: str) -> Repaired:
    """Take out characters without width, except the joiners that a script needs.

    Goes: zero-width space, word joiner, byte order mark in the middle, soft hyphen; ZWNJ and ZWJ in lines without a letter
    of a joining script (for ZWJ, if they do not stand between emoji).
    Stays: every ZWNJ and ZWJ of a line in Arabic or an Indic script, as it was written, also at the edge of a word or
    behind a comma (`می‌شود`): inside words they decide the spelling, and elsewhere nobody gains by taking them.

    >>> remove_zero_width("News\\u200bpaper, Kabul\\u200c.").text
    'Newspaper, Kabul.'
    >>> remove_zero_width("می\\u200cشود،\\u200c کابل").edits
    ()

    Source: Unicode 23.2 (layout controls).
    """
    if not any(sign in text for sign in ZERO_WIDTH_SIGNS):
        return Repaired(text)
    line_end, joining = -1, False

    def keep_joiners(run: re.Match[str]) -> str:
        nonlocal line_end, joining
        signs = run.group()
        if ZWNJ not in signs and ZWJ not in signs:
            return ""
        if run.start() >= line_end:
            start, line_end = text.rfind("\n", 0, run.start()) + 1, text.find("\n", run.start())
            line_end = len(text) if line_end < 0 else line_end
            joining = JOINING.search(text, start, line_end) is not None
        if joining:
            return NOT_A_JOINER.sub("", signs)
        before, after = find_neighbours(run)
        return ZWJ if ZWJ in signs and EMOJI.match(before) and EMOJI.match(after) else ""

    return replace_matches(ZERO_WIDTH, keep_joiners, text)


def remove_controls(text: str) -> Repaired:
    """Take out control characters and direction overrides.

    Goes: C0 and C1 controls but tab, line breaks and U+0085, with the rest of a terminal escape; embeddings, overrides
    and isolates (U+202A to U+202E, U+2066 to U+206F), which can make a text read other than it is; noncharacters; the
    mark of a lost picture (U+FFFC); tag characters.
    Stays: direction marks (`remove_direction_marks`); the tags of flags.

    >>> remove_controls("Kab\\x00ul \\u202eesrever\\u202c \\x1b[1mbold\\x1b[0m").text
    'Kabul esrever bold'

    Source: Unicode Technical Report 36, section 2; Unicode Standard Annex 9.
    """
    if not CONTROL.search(text):
        return Repaired(text)
    flag = "\U0001f3f4"
    return replace_matches(CONTROL_RUN, lambda run: run.group() if run.group().startswith(flag) else "", text)


def remove_direction_marks(text: str) -> Repaired:
    """Take out direction marks where they do nothing.

    Goes: left-to-right, right-to-left and Arabic letter marks (U+200E, U+200F, U+061C) beside white space or at an end.
    Stays: such marks between signs, where they decide on which side a sign stands; all of them on pages, whose text
    arrives as it was written.

    >>> remove_direction_marks("C\\u200e++, one.\\u200f two").text == "C\\u200e++, one. two"
    True

    Source: Unicode Standard Annex 9, 2.6 (implicit directional marks).
    """

    def keep_between(run: re.Match[str]) -> str:
        before, after = find_neighbours(run)
        return "" if not before or not after or before.isspace() or after.isspace() else run.group()

    return replace_matches(MARK, keep_between, text) if MARK.search(text) else Repaired(text)


def find_neighbours(run: re.Match[str]) -> tuple[str, str]:
    """The character before a match and the one after it; "" at an end of the text."""
    start, end = run.span()
    return run.string[max(0, start - 1) : start], run.string[end : end + 1]
