"""Wrong readings of Arabic script in UTF-8: how each sequence of bytes looks, and what lost bytes must have been."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# What may stand after a letter in good text, so that it is no sign of a wrong reading.
COMMON = frozenset("‘’“”–—…«»•؟،؛پٹچژڈگکڑںھ\xa0\u200c\u200d")


@dataclass(frozen=True, slots=True)
class Reading:
    """One wrong encoding: its name, the byte of each character, and how UTF-8 looks in it.

    `piece` is one character of UTF-8 (group `sequence`) or a first byte alone, `run` a row of them. `sure` is a
    sequence for an Arabic letter that no writer means, `signal` one for any letter, which some might, and begins with
    one of `first`; `certain` what none means beside sure sequences.
    """

    name: str
    bytes_of: Mapping[str, int]
    piece: re.Pattern[str]
    run: re.Pattern[str]
    sure: re.Pattern[str]
    first: str
    signal: re.Pattern[str]
    certain: re.Pattern[str]


def build_reading(name: str, bytes_of: Mapping[str, int], alone: str, common: frozenset[str]) -> Reading:
    """Write the patterns of a wrong encoding.

    `alone` matches a first byte whose second one is lost; `common` holds the characters that, as a second byte,
    need another sequence beside them.
    """

    def chars(codes: Iterable[int], but: Iterable[str] = ()) -> str:
        wanted, unwanted = set(codes), set(but)
        found = (char for char, code in bytes_of.items() if code in wanted and char not in unwanted)
        return f"[{''.join(map(re.escape, found))}]"

    second = range(0x80, 0xC0)
    arabic = chars(range(0xD8, 0xDC))  # U+0600 to U+06FF
    latin = chars([0xC2, 0xC3, 0xC5, 0xC6, 0xCB])  # «, é; also what a text that was misread twice holds
    marks = chars([0xE2]) + chars(range(0x80, 0x85)) + chars(second)  # U+2000 to U+213F
    forms = chars([0xEF]) + chars(range(0xAC, 0xBC)) + chars(second)  # presentation forms, byte order mark
    first = chars(range(0xC2, 0xE0))
    sequence = f"{arabic}{chars(second)}|{latin}{chars(second)}|{marks}|{forms}"
    certain = [
        arabic + chars(second, common),
        latin + chars(second, common - set("«»")),
        marks,
        forms,
        f"(?:{arabic}{chars(second, '،؛؟')}){{2}}",
        f"(?:{sequence}){{3}}",
    ]
    return Reading(
        name=name,
        bytes_of=bytes_of,
        piece=re.compile(f"(?P<sequence>{sequence})|{alone}"),
        run=re.compile(f"(?:{sequence}|{alone})++"),
        sure=re.compile(arabic + chars(second, COMMON)),
        first=first,
        signal=re.compile(first + chars(second, COMMON)),
        certain=re.compile("|".join(certain)),
    )


def map_bytes(encoding: str) -> dict[str, int]:
    """Bytes 80 to FF by the character that an encoding gives them.

    >>> map_bytes("cp1256")["ط"] == 0xD8
    True
    """
    read = {code: bytes([code]).decode(encoding, "ignore") for code in range(0x80, 0x100)}
    return {char: code for code, char in read.items() if char}


# Second bytes get lost that the encoding does not define (81, 8D, 8F, 90, 9D of windows-1252) or that show as
# nothing or as a space (A0, AD; 9D of windows-1256). Latin-1 is windows-1252 with controls at 80 to 9F.
WINDOWS_1252 = build_reading(
    "windows-1252", map_bytes("latin-1") | map_bytes("cp1252"), "[ØÙÚÛ]\ufffd?", frozenset()
)
WINDOWS_1251 = build_reading("windows-1251", map_bytes("cp1251"), "(?!)", frozenset())
WINDOWS_1256 = build_reading("windows-1256", map_bytes("cp1256"), "ط|â€|آ(?= )", COMMON)

LOST = {"Ø": "ح", "Ù": "ف", "Ú": "ځ", "Û": "Û", "ط": "ح", "â€": "”", "آ": ""}
"""What a first byte without its second one was: the only letter in use. `Û` was one of several and stays."""
