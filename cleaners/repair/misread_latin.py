"""Latin text in wrong readings that ftfy leaves alone, each sure by what stands around it."""

from __future__ import annotations

import re

from cleaners.repair.readings import map_bytes

# The first byte (C3) of é, à, ü ... in encodings of other alphabets: a capital that no Latin word holds.
ENCODING_OF = {"Г": "cp1251", "Γ": "cp1253", "أ": "cp1256"}
_BYTES = {first: map_bytes(encoding) for first, encoding in ENCODING_OF.items()}
_PAIRS = "|".join(
    first
    + "["
    + "".join(re.escape(char) for char, code in _BYTES[first].items() if 0x80 <= code < 0xC0)
    + "]"
    for first in ENCODING_OF
)
FOREIGN_PAIR = re.compile(f"(?<=[A-Za-z])(?:{_PAIRS})|(?:{_PAIRS})(?=[a-z])")
FOREIGN_A = re.compile("(?<= )[ГΓأ](?= )")
"""The `à` that stands alone: its second byte (A0) became a space."""

# A dash (E2 80 93) whose third byte alone was read as windows-1252 and misread once more.
TWICE = re.compile("â[\x80€](?P<third>â[\x80€][\x90-\x9f‘’“”•–—˜™š›œžŸ])")

# ¿ and ¡ (C2 BF, C2 A1) in cp437, before a word and after no other piece of a drawn line.
CP437_MARK = re.compile("(?<![\u2500-\u259f])┬([┐í])(?=\\w)")

# Punctuation (E2 80 xx) in cp437: Greek and French capitals that no word holds side by side.
CP437_PUNCTUATION = re.compile("ΓÇ([ÉæÆôöòûùÿÖÜ¢£¥áíóªº])")

# Controls between letters that as windows-1252 would be no letter, apostrophe or dash there: MacRoman's á, à, â ...
MAC_LETTER = re.compile("(?<=[A-Za-z])[\x80\x82\x84\x86-\x8b\x8e\x98\x9b](?=[a-z])")
CONTROL = re.compile("[\x80-\x9f]")
# MacRoman's í, which as windows-1252 is an apostrophe: none stands between consonants of a Spanish word.
MAC_I = re.compile("(?<=[a-z][b-df-hj-np-tv-z])\x92(?=[b-df-gj-np-tv-z][a-z]{2})")
SPANISH = re.compile(r"\b(?:de|del|el|la|los|las|en|que|con|por|para|dos|una?)\b")
ENGLISH = re.compile(r"\b(?:the|of|and)\b")  # in English, names such as Jum’mah have one
MIN_SPANISH = 2  # words

# ù (C3 B9) in MacRoman, the last letter of an Italian word; digits, signs and a lone variable mean the root of pi.
SQUARE_PI = re.compile(r"(?<=[a-z])√π(?!\w)")
FORMULA = re.compile(r"[\d=+*/^()×·−]|√(?!π)|(?<![a-z])√|(?<![a-z])[a-hj-z]√")
BEGINS = re.compile("[\x80-\x9fâ┬ГΓأ√]")
"""One of these is in all of the patterns above."""
_WINDOWS_1252 = map_bytes("latin-1") | map_bytes("cp1252")


def decode_strays(line: str) -> str:
    """Decode what is left of a line: letters read as another alphabet, marks misread in parts.

    >>> decode_strays("mГ©dicament Г prendre, cafأ©"), decode_strays("┬┐que?"), decode_strays("friendly â€â€œ live")
    ('médicament à prendre, café', '¿que?', 'friendly – live')
    >>> decode_strays("Г. Иванов ┌┬┐ (أ) Γ")
    'Г. Иванов ┌┬┐ (أ) Γ'
    """
    if not BEGINS.search(line):
        return line
    if FOREIGN_PAIR.search(line):
        line = FOREIGN_A.sub("à", FOREIGN_PAIR.sub(decode_pair, line))
    line = TWICE.sub(decode_twice, line)
    if SQUARE_PI.search(line) and not FORMULA.search(line):
        line = SQUARE_PI.sub("ù", line)
    line = CP437_MARK.sub(lambda mark: "¿" if mark[1] == "┐" else "¡", line)
    if MAC_LETTER.search(line) or (MAC_I.search(line) and is_spanish(line)):
        line = CONTROL.sub(lambda control: control.group().encode("latin-1").decode("mac-roman"), line)
    return line


def is_spanish(line: str) -> bool:
    """Whether a line has words of Spanish and none of English."""
    return len(SPANISH.findall(line)) >= MIN_SPANISH and not ENGLISH.search(line)


def decode_pair(pair: re.Match[str]) -> str:
    """A letter from its two bytes in the encoding of its first character."""
    bytes_of = _BYTES[pair.group()[0]]
    return bytes(bytes_of[char] for char in pair.group()).decode("utf-8")


def decode_twice(mark: re.Match[str]) -> str:
    """The mark of general punctuation whose last byte was misread once more."""
    third = bytes(_WINDOWS_1252[char] for char in mark["third"]).decode("utf-8")
    last = _WINDOWS_1252.get(third, 0)
    return bytes([0xE2, 0x80, last]).decode("utf-8") if 0x90 <= last < 0xC0 else mark.group()


def decode_cp437_marks(line: str) -> str:
    """Decode quotation marks and dashes read as cp437, in a line of which nothing else was.

    >>> decode_cp437_marks("they didnΓÇÖt agree in 2019ΓÇô21")
    'they didn’t agree in 2019–21'
    """
    return CP437_PUNCTUATION.sub(lambda mark: mark.group().encode("cp437").decode("utf-8"), line)
