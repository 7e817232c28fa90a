"""The `Â` that stays behind when the second byte of a mis-decoded no-break space is lost."""

from __future__ import annotations

import re
import unicodedata

from cleaners.repair.edits import Repaired, replace_matches

# After a lower-case letter, a digit, punctuation or white space no language writes a capital Â before a space
# or a line end; inside lower-case letters none writes it at all.
STRAY = re.compile(
    r"""(?:(?<=[^\W\dA-Z_À-ÖØ-Þ])|(?<=\d)|(?<=[^\w\s])|(?<=\s)|^)Â++(?P<space>[ \t]*\n?[ \t]*)"""
    r"""|(?<=[A-Z])Â++(?P<capital>[ \t]+\n?|\n)""",
    re.MULTILINE,
)
# Letters of the languages that end words in a capital Â (Turkish HALÂ) or are full of it.
USES_CIRCUMFLEX = re.compile("[âêîôûğışçŞĞİÇÊÎÔÛăĂãÃõÕơƠưƯđĐạ-ỹ]")
ENDING = ".,;:!?…)]%”"
TERMINAL = '.!?…:;"”’)»۔؟।'


def remove_stray_circumflex(text: str) -> Repaired:
    """Turn a stray `Â` into the space that it was, or into nothing where a space stands already.

    Goes: `Â` after a small letter, digit or mark and before a space, a capital or a line end; a line break that follows it
    in mid-sentence (in a script without capitals: between letters, if blank lines part the paragraphs); `Â` after a
    capital letter or alone only in a text without letters of a language that has it (Turkish, French, Romanian,
    Vietnamese, Portuguese).
    Stays: `Â` that begins a word (`Âge`) or stands in one (`HÂLÂ`).

    >>> remove_stray_circumflex("ISLAMABAD:Â The talks on theÂ\\nborder, sayÂ officials").text
    'ISLAMABAD: The talks on the border, say officials'
    >>> remove_stray_circumflex("L'ÂGE D'OR, Âge, RÂUL ÂINDE").edits
    ()

    Source: the second byte (A0) of U+00A0 in UTF-8 (C2 A0), read as latin-1 and then stripped as white space.
    """
    if "Â" not in text:
        return Repaired(text)
    spaced = "\n\n" in text  # blank lines part its paragraphs, so that one line break is no end of one
    foreign = USES_CIRCUMFLEX.search(text) is not None

    def space_for(match: re.Match[str]) -> str:
        if match["capital"] is not None:
            return match.group() if foreign else match["capital"]
        space, at = match["space"], match.start()
        before = text[at - 1] if at else "\n"
        follows = text[match.end() : match.end() + 1]
        if foreign and before.isspace():
            return match.group()
        if not space:
            if not follows:
                return ""
            # Without a space after it, only between a small letter or mark and a letter: Âge begins a word.
            ends = before.isalnum() or before in ENDING or (before in "–—" and follows.isupper())
            return " " if ends and follows.isalnum() else match.group()
        if "\n" in space:
            caseless = spaced and before.isalpha() and unicodedata.category(follows or "\n") == "Lo"
            goes_on = caseless or follows.islower() or follows.isdigit()
            return " " if goes_on and before not in TERMINAL and not before.isspace() else "\n"
        return "" if before.isspace() else " "

    return replace_matches(STRAY, space_for, text)
