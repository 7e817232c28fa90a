"""Letters that only look like others: ready-made shapes, stretched words, Arabic letters in Urdu and Persian."""

from __future__ import annotations

import re
import unicodedata

from cleaners.repair.edits import Repaired, replace_matches

BLOCKS = (range(0xFB00, 0xFB07), range(0xFB50, 0xFDF0), range(0xFE70, 0xFEFD))
"""Latin ligatures, Arabic presentation forms A and B without the signs that stand for whole words."""


def write_plainly(shape: str) -> str:
    """The letters of a ready-made shape; a mark without the space or stroke that carries it in the table.

    >>> write_plainly("\\ufefb"), write_plainly("\\ufe76") == "\\u064e"
    ('لا', True)
    """
    plain = unicodedata.normalize("NFKC", shape)
    return plain[1:] if plain[0] in " \u0640" and unicodedata.combining(plain[1]) else plain


PLAIN = {
    shape: plain for block in BLOCKS for shape in map(chr, block) if (plain := write_plainly(shape)) != shape
}
SHAPE = re.compile(f"[{''.join(PLAIN)}]")
SHAPES = re.compile(f"{SHAPE.pattern}+")

LETTER = "\u0620-\u063f\u0641-\u064a\u066e\u066f\u0671-\u06d3\u06d5\u06ee-\u06ef\u06fa-\u06ff\u0750-\u077f"
MARK = "\u064b-\u065f\u0670\u06d6-\u06dc"
STRETCH = re.compile(f"(?<=[{LETTER}{MARK}])\u0640++(?=[{LETTER}])")

URDU_OR_PERSIAN = re.compile("[پچژگکٹڈڑںے]")
PASHTO = re.compile("[ټځڅډړږښګڼېۍ]")
ARABIC_LETTER = re.compile("[\u0643\u0649\u064a]+")
LOCAL = str.maketrans("\u0643\u0649\u064a", "\u06a9\u06cc\u06cc")


def normalize_presentation_forms(text: str) -> Repaired:
    """Write ligatures and ready-made shapes of letters as the letters that they show.

    Goes: `ﬁ` and other Latin ligatures; U+FB50 to U+FDEF and U+FE70 to U+FEFC, which old programs and PDF files
    hold in place of Arabic letters.
    Stays: signs for whole words (`ﷺ`, `ﷲ`, `﷼`), ornate brackets, marks of the Quran, full-width letters.

    >>> normalize_presentation_forms("the ﬁrst ﭘﺎﮐﺴﺘﺎﻥ ﷺ").text
    'the first پاکستان ﷺ'

    Source: Unicode chapter 9.2, Arabic presentation forms; normalization form KC for these ranges only.
    """
    if text.isascii() or not SHAPE.search(text):
        return Repaired(text)
    return replace_matches(SHAPES, lambda run: "".join(map(PLAIN.__getitem__, run.group())), text)


def remove_tatweel(text: str) -> Repaired:
    """Take out the strokes that stretch a word.

    Goes: U+0640 between two letters, any number of them.
    Stays: the stroke at the end of a word or alone (`هـ` for the Hijri year, `الـ` before a name in other letters, a
    dash), and where it carries a mark.

    >>> remove_tatweel("کـــابل، ۱۴۰۵ هـ").text
    'کابل، ۱۴۰۵ هـ'

    Source: Unicode chapter 9.2, tatweel.
    """
    return replace_matches(STRETCH, "", text) if "\u0640" in text else Repaired(text)


def normalize_arabic_letters(text: str) -> Repaired:
    """Write Arabic kaf and yeh as the keheh and yeh of Urdu and Persian.

    Goes: U+0643 to U+06A9, U+064A and U+0649 to U+06CC, in a text with letters of Urdu or Persian.
    Stays: Arabic text; Pashto text, where the two letters for yeh are different ones. Sentences quoted in Arabic
    inside an Urdu or Persian text change: this repair runs only if `config/cleaning.toml` names it.

    >>> normalize_arabic_letters("يكي از پنج مرد").text
    'یکی از پنج مرد'
    >>> normalize_arabic_letters("في القاهرة كتاب").edits, normalize_arabic_letters("پوهنځي کې").edits
    ((), ())

    Source: Unicode chapter 9.2, Arabic letters in other languages.
    """
    if text.isascii() or not URDU_OR_PERSIAN.search(text) or PASHTO.search(text):
        return Repaired(text)
    return replace_matches(ARABIC_LETTER, lambda run: run.group().translate(LOCAL), text)
