"""Characters that nobody sees: zero-width ones, soft hyphens, controls, direction overrides."""

from __future__ import annotations

import re

from cleaners.repair.edits import Repaired, replace_matches

# Scripts in which U+200C and U+200D change the shape of a word: Arabic, Syriac, N'Ko, Mandaic, Mongolian and
# the Indic blocks. U+200D also glues emoji.
JOINING = "\u0600-\u085f\u0860-\u08ff\u0900-\u0dff\u1800-\u18af\ufb50-\ufdff\ufe70-\ufefc"
EMOJI = "\u2600-\u27bf\ufe0f\U0001f000-\U0001faff"
ZERO_WIDTH = re.compile(
    "[\u200b\u2060-\u2064\u180e\ufeff\u00ad]+"
    f"|(?<![{JOINING}\u200c])\u200c+|\u200c++(?![{JOINING}])|(?<=\u200c)\u200c+"
    f"|(?<![{JOINING}{EMOJI}\u200d])\u200d+|\u200d++(?![{JOINING}{EMOJI}])|(?<=\u200d)\u200d+"
)
CONTROLS = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u206f\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]+"
)


def remove_zero_width(text: str) -> Repaired:
    """Take out characters without width, except the joiners that a script needs.

    Goes: zero-width space, word joiner, byte order mark in the middle, soft hyphen; a ZWNJ or ZWJ that does
    not stand between letters of a joining script (or, for ZWJ, emoji), and a second one beside the first.
    Stays: ZWNJ and ZWJ inside Arabic-script and Indic words (`می‌شود`), left-to-right and right-to-left marks.

    >>> remove_zero_width("News\\u200bpaper, می\\u200cشود, Kabul\\u200c.").text
    'Newspaper, می\\u200cشود, Kabul.'

    Source: Unicode 23.2 (layout controls); docs/decisions/0006-row-of-blocks.md for why it is counted.
    """
    return replace_matches(ZERO_WIDTH, "", text)


def remove_controls(text: str) -> Repaired:
    """Take out control characters and direction overrides.

    Goes: C0 and C1 controls but tab, line breaks and U+0085; embeddings, overrides and isolates (U+202A to
    U+202E, U+2066 to U+206F), which can make a text read other than it is; noncharacters; tag characters.
    Stays: left-to-right and right-to-left marks (U+200E, U+200F).

    >>> remove_controls("Kab\\x00ul \\u202eesrever\\u202c").text
    'Kabul esrever'

    Source: Unicode Technical Report 36, section 2; Unicode Standard Annex 9.
    """
    return replace_matches(CONTROLS, "", text)
