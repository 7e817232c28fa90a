"""Text that was decoded with the wrong encoding: the rules of ftfy, and what ftfy does not know."""

from __future__ import annotations

import re
from collections.abc import Iterator
from heapq import merge

from ftfy import chardata, fixes
from ftfy.badness import BADNESS_RE, MOJIBAKE_CATEGORIES

from cleaners.repair.edits import Repaired, replace_lines
from cleaners.repair.misread_arabic import decode_arabic, decode_windows_1256
from cleaners.repair.misread_latin import decode_cp437_marks, decode_strays
from cleaners.repair.readings import WINDOWS_1251, WINDOWS_1252, WINDOWS_1256

# Each rule of ftfy's badness needs one of these, the repairs of our own too; curled quotes and dashes are none,
# so that ordinary text is passed by at a fiftieth of the price.
_NEEDED = "c1 bad law currency numeric upper_accented lower_accented box".split()
SIGNAL = re.compile(f"[{''.join(MOJIBAKE_CATEGORIES[name] for name in _NEEDED)}ŒœВГРСЂΒΓΞΟ√≈\ud800-\udfff]")

# The closing quotation mark (E2 80 9D) without its last byte, which windows-1252 does not define, or with what
# windows-1256 makes of it.
CLOSING = re.compile("â€\u200c|(?<=[!-~…’])â€(?=[\\s.,;:!)\\]]|$)")

# à (C3 A0) at the end of a word: its second byte became a space, and the word's own space follows.
LAST_A = re.compile(rb"\xc3 (?= )")
# à in a Vietnamese syllable whose second byte became a space: what follows is no syllable by itself.
SPLIT_SYLLABLE = re.compile(rb"(?<=[A-Za-z])\xc3 (?=(?:i|[mpt]|ch?|n[gh]?)(?![A-Za-z\x80-\xff]))")
VIETNAMESE = re.compile(rb"\xe1[\xba\xbb]|\xc6[\xa0\xa1\xaf\xb0]|\xc4[\x90\x91]")

QUOTED_LETTER = re.compile("[\"'“‘«][^\\W\\da-zA-Z_][\"'”’»]")

MAX_PIECE = 10_000  # characters of a line that are looked at together; ftfy takes the square of it in places
MAX_ROUNDS = 10  # a line that changes more often is no text; three layers of damage have been seen


def fix_mojibake(text: str) -> Repaired:
    """Decode again what was decoded with the wrong encoding, line by line.

    Goes: UTF-8 read as latin-1, windows-1250 to -1254 and -1257, ISO 8859-2, MacRoman or cp437 (ftfy), also twice; as
    windows-1256, also in a part of a line; Arabic script with lost second bytes; windows-1256 read as windows-1252;
    C1 controls that are windows-1252 characters; surrogates.
    Stays: whatever could have been meant, such as `Â` in words of languages that have it; a line that quotes a wrong
    reading, and quotes both; curled quotation marks;
    full-width letters; composed and decomposed marks.
    Result: the note names the steps, such as `windows-1252 was utf-8`.

    >>> fix_mojibake("the governorâ€™s cafÃ©")[::2]
    ('the governor’s café', 'windows-1252 was utf-8')
    >>> fix_mojibake("ظپط§ط±ط³غŒ and ÓáÇã").text
    'فارسی and سلام'
    >>> fix_mojibake("Ørsted, naïve, RÉSUMÉ").edits
    ()

    Source: ftfy (https://ftfy.readthedocs.io); for Arabic script the tables of windows-1252 and windows-1256, whose gaps
    show which bytes get lost.
    """
    if text.isascii():
        return Repaired(text)
    notes: dict[str, None] = {}
    signals = merge(
        *((found.start() for found in sign.finditer(text)) for sign in (SIGNAL, WINDOWS_1256.signal))
    )
    repaired = replace_lines(lambda line: settle(line, notes), signals, text)
    return repaired._replace(note=", ".join(notes)) if repaired.edits else repaired


def settle(line: str, notes: dict[str, None]) -> str:
    """Improve a line until nothing changes; one that does not settle is no text, and stays as it was."""
    settled, made = line, dict[str, None]()
    for _ in range(MAX_ROUNDS):
        before = settled
        improved = [improve(piece) for piece in cut(settled)]
        settled = "".join(text for text, _ in improved)
        if settled == before:
            if quotes_damage(line, settled):
                return line
            notes.update(made)
            return settled
        made.update((note, None) for _, note in improved if note)
    return line


def quotes_damage(line: str, settled: str) -> bool:
    """Whether a line quotes a letter beside its wrong reading, so that both would become the same.

    >>> quotes_damage("I saw “Ã¤” in place of “ä”", "I saw “ä” in place of “ä”")
    True
    """
    return any(settled.count(letter) > line.count(letter) for letter in QUOTED_LETTER.findall(line))


def cut(line: str) -> Iterator[str]:
    """Pieces of a very long line, cut at spaces where there are any."""
    start = 0
    while len(line) - start > MAX_PIECE:
        end = line.rfind(" ", start, start + MAX_PIECE) + 1 or start + MAX_PIECE
        yield line[start:end]
        start = end
    yield line[start:]


def improve(line: str) -> tuple[str, str]:
    """Take the first step that changes a line: the line after it, and what the step found; the same and "" if none."""
    for reading in (WINDOWS_1256, WINDOWS_1252, WINDOWS_1251):
        if (better := decode_arabic(line, reading)) != line:
            return better, f"{reading.name} was utf-8"
    if (better := fixes.fix_surrogates(decode_strays(line))) != line:
        return better, "parts of letters"
    bad = BADNESS_RE.search(line) is not None
    if bad and (better := CLOSING.sub("”", line)) != line:
        return better, "windows-1252 was utf-8"
    for encoding in chardata.CHARMAP_ENCODINGS if bad else ():
        decoded = decode_line(line, encoding)
        if decoded is not None and decoded != line:
            return decoded, f"{encoding.removeprefix('sloppy-')} was utf-8"
    if (better := decode_windows_1256(line)) != line:
        return better, "windows-1252 was windows-1256"
    if bad and (better := fixes.decode_inconsistent_utf8(line)) != line:
        return better, "parts were utf-8"
    if bad and (better := fixes.fix_c1_controls(line)) != line:
        return better, "latin-1 was windows-1252"
    if (better := decode_cp437_marks(line)) != line:
        return better, "cp437 was utf-8"
    return line, ""


def decode_line(line: str, encoding: str) -> str | None:
    """A whole line as UTF-8 that was read as `encoding`; None if it was not.

    The second byte A0 is put back where it became a space, and a sequence that lost a byte becomes U+FFFD.
    """
    if not chardata.possible_encoding(line, encoding):
        return None
    raw = line.encode(encoding)
    # In MacRoman that space would follow every en dash.
    if encoding != "macroman" and chardata.ALTERED_UTF8_RE.search(raw):
        raw = LAST_A.sub(b"\xc3\xa0", raw)
        if VIETNAMESE.search(raw):
            raw = SPLIT_SYLLABLE.sub(b"\xc3\xa0", raw)
        raw = fixes.restore_byte_a0(raw)
    if encoding.startswith("sloppy"):
        raw = fixes.replace_lossy_sequences(raw)
    try:
        return raw.decode("utf-8-variants" if 0xED in raw or 0xC0 in raw else "utf-8")
    except UnicodeDecodeError:
        return None
