"""Arabic script that was read in a wrong encoding: by sequence or word, so that a line may mix good text and bad.

ftfy does not know windows-1256, and in windows-1252 it takes a letter whose second byte was lost for another one.
"""

from __future__ import annotations

import re

from cleaners.repair.readings import LOST, Reading, map_bytes

ZEROS = re.compile("(?<!Ù )(?:Ù )++(?=Ù[¡-©])|(?<=Ù[¡-©])(?:Ù )++")
"""Arabic zeros (D9 A0) whose second byte became a space, beside other digits."""

LETTERS = frozenset(map(chr, [*range(0x620, 0x64B), *range(0x66E, 0x6D4)]))
PASHTO_LETTER = re.compile("[ټځڅډړږښګڼې]")

# What a letter, mark or joiner of windows-1256 looks like in windows-1252 or latin-1.
FROM_LATIN = {
    ord(latin): right
    for encoding in ("latin-1", "cp1252")
    for latin, code in map_bytes(encoding).items()
    if "\u0600" <= (right := bytes([code]).decode("cp1256")) <= "\u06ff" or latin in "\x9d\x9e"
}
WORD = re.compile(f"(?<![^\\W\\d_])[{''.join(map(chr, FROM_LATIN))}]++(?![^\\W\\d_])")
FOREIGN = re.compile("(?<![A-Za-z])[^\x00-\x7f\\s]++(?![A-Za-z])")
ACCENTED = re.compile("[À-ÖØ-öø-ÿ]")
TURN = re.compile("[à-öø-ÿ][À-ÖØ-ÞŠŽŸ]|[À-ÖØ-Þ]{3}[à-öø-ÿ]")
"""A small letter before a capital, or behind three: frequent in a wrong reading, unknown to writers."""

USUAL = frozenset("ÇáíãäæÑÊåÏÓÈÀÿ˜")
"""Two thirds of the letters of any Arabic, Persian or Urdu text: alef, lam, yeh, meem, noon, waw, reh ..."""

MIN_LETTERS = 4
MIN_USUAL = 0.5  # share of the letters
MIN_WORDS = 0.7  # share of the accented words that are Arabic as a whole


def decode_arabic(line: str, reading: Reading) -> str:
    """Decode what was UTF-8 and read as `reading` in a line; the line as it is where nothing is sure.

    >>> from cleaners.repair.readings import WINDOWS_1252, WINDOWS_1256
    >>> decode_arabic("کابل and ط§ظپط؛ط§ظ†ط³طھط§ظ†", WINDOWS_1256)
    'کابل and افغانستان'
    >>> decode_arabic("ÛŒÛ Ø¨ÛØª Ø§Ú†Ú¾Ø§ ÛÛ’", WINDOWS_1252)
    'یہ بہت اچھا ہے'
    >>> decode_arabic("شروع، عکس؛ Ø 5 mm", WINDOWS_1256)
    'شروع، عکس؛ Ø 5 mm'
    """
    if not reading.sure.search(line) or not any(
        len(reading.sure.findall(run.group())) > 1 for run in reading.run.finditer(line)
    ):
        return line
    line = ZEROS.sub(lambda zeros: zeros.group().replace(" ", "\xa0"), line)
    # Without any second byte of 80 to 9F these were dropped, a third of all letters: not to be guessed.
    pairs = (piece.group() for piece in reading.piece.finditer(line) if piece["sequence"])
    guess = any(reading.bytes_of[pair[1]] < 0xA0 for pair in pairs)

    def decode_piece(piece: re.Match[str]) -> str:
        found = piece.group()
        if piece["sequence"]:
            return bytes(reading.bytes_of[char] for char in found).decode("utf-8", "replace")
        return LOST[found.rstrip("\ufffd")] if guess else "\ufffd"

    mixed = not LETTERS.isdisjoint(reading.run.sub("", line))

    def decode_run(run: re.Match[str]) -> str:
        found = run.group()
        bad = not mixed or reading.certain.search(found)
        return reading.piece.sub(decode_piece, found) if bad else found

    return restore_heh(reading.run.sub(decode_run, line))


def restore_heh(line: str) -> str:
    """Put the letter that fits for each `Û` without its second byte: Urdu ہ; Pashto ې, or U+FFFD where ۍ fits too.

    >>> restore_heh("یÛ"), restore_heh("ډÛر نړÛ")
    ('یہ', 'ډېر نړ\ufffd')
    """
    if "Û" not in line:
        return line
    pashto = PASHTO_LETTER.search(line) is not None

    def restore(lone: re.Match[str]) -> str:
        if not pashto:
            return "ہ"
        ends = line[lone.end() : lone.end() + 1] not in LETTERS
        return "\ufffd" if ends and LETTERS.issuperset(line[max(0, lone.start() - 2) : lone.start()]) else "ې"

    return re.sub("Û", restore, line)


def decode_windows_1256(line: str) -> str:
    """Decode words that were windows-1256 and read as windows-1252 or latin-1; the line as it is if it may be Latin.

    >>> decode_windows_1256("ÓáÇã Úáíßã")
    'سلام عليكم'
    >>> decode_windows_1256("ÆØÅ, Àéè, ÇA VA")
    'ÆØÅ, Àéè, ÇA VA'
    """
    if "Ç" not in line or not TURN.search(line):
        return line
    words = WORD.findall(line)
    letters = "".join(words)
    accented = sum(ACCENTED.search(word) is not None for word in FOREIGN.findall(line))
    if (
        len(letters) < MIN_LETTERS
        or "Ç" not in letters
        or not TURN.search(letters)
        or sum(letter in USUAL for letter in letters) < MIN_USUAL * len(letters)
        or len(words) < MIN_WORDS * accented
    ):
        return line
    return WORD.sub(lambda word: word.group().translate(FROM_LATIN), line)
