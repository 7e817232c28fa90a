"""Characters that nobody sees: zero-width ones, soft hyphens, controls, direction overrides."""

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
VIRAMA = re.compile("[\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca]")
HEH = re.compile("[\u0647\u06be\u06c1]")
EMOJI = re.compile("[\u2600-\u27bf\ufe0f\U0001f000-\U0001faff]")

MARKS = "\u061c\u200e\u200f"
# Controls but tab, line breaks and U+0085; overrides and isolates; annotations; noncharacters; tags.
CONTROLS = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u206f\ufff9-\ufffc\ufffe\uffff\U000e0000-\U000e007f"
INVISIBLE = re.compile(f"[{CONTROLS}{MARKS}]")
INVISIBLES = re.compile(
    f"\U0001f3f4[\U000e0020-\U000e007f]+|(?:\x1b\\[[0-9;]*+[A-Za-z]|[{CONTROLS}{MARKS}])++"
)
NOT_A_MARK = re.compile(f"[^{MARKS}]")


def remove_zero_width(text: str) -> Repaired:
    """Take out characters without width, except the joiners that a script needs.

    Goes: zero-width space, word joiner, byte order mark in the middle, soft hyphen; a ZWNJ or ZWJ that does
    not stand between letters of a joining script (or, for ZWJ, emoji), and a second one beside the first.
    Stays: ZWNJ and ZWJ inside Arabic-script and Indic words (`می‌شود`) and behind a virama; ZWJ behind the heh of an
    abbreviation and between emoji.

    >>> remove_zero_width("News\\u200bpaper, می\\u200cشود, Kabul\\u200c.").text
    'Newspaper, می\\u200cشود, Kabul.'

    Source: Unicode 23.2 (layout controls).
    """
    if not any(sign in text for sign in ZERO_WIDTH_SIGNS):
        return Repaired(text)

    def keep_joiner(run: re.Match[str]) -> str:
        signs, (before, after) = run.group(), find_neighbours(run)
        if VIRAMA.match(before) or (JOINING.match(before) and JOINING.match(after)):
            return next((sign for sign in signs if sign in (ZWNJ, ZWJ)), "")
        emoji = EMOJI.match(before) and EMOJI.match(after)
        return ZWJ if ZWJ in signs and (emoji or HEH.match(before)) else ""

    return replace_matches(ZERO_WIDTH, keep_joiner, text)


def remove_controls(text: str) -> Repaired:
    """Take out control characters, direction overrides, and direction marks where they do nothing.

    Goes: C0 and C1 controls but tab, line breaks and U+0085, with the rest of a terminal escape; embeddings, overrides
    and isolates (U+202A to U+202E, U+2066 to U+206F), which can make a text read other than it is; noncharacters; the
    mark of a lost picture (U+FFFC); tag characters; left-to-right, right-to-left and Arabic letter marks (U+200E,
    U+200F, U+061C) beside white space or at an end.
    Stays: such marks between signs, where they decide on which side a sign stands; the tags of flags.

    >>> remove_controls("Kab\\x00ul \\u202eesrever\\u202c \\x1b[1mbold\\x1b[0m\\u200f").text
    'Kabul esrever bold'
    >>> remove_controls("C\\u200e++").edits
    ()

    Source: Unicode Technical Report 36, section 2; Unicode Standard Annex 9.
    """
    if not INVISIBLE.search(text):
        return Repaired(text)

    def keep_marks(run: re.Match[str]) -> str:
        if run.group().startswith("\U0001f3f4"):
            return run.group()
        before, after = find_neighbours(run)
        beside_space = not before or not after or before.isspace() or after.isspace()
        return "" if beside_space else NOT_A_MARK.sub("", run.group())

    return replace_matches(INVISIBLES, keep_marks, text)


def find_neighbours(run: re.Match[str]) -> tuple[str, str]:
    """The character before a match and the one after it; "" at an end of the text."""
    start, end = run.span()
    return run.string[max(0, start - 1) : start], run.string[end : end + 1]
