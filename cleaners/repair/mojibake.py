"""Text that was decoded with the wrong encoding, by ftfy and for what ftfy does not know."""

from __future__ import annotations

import re

import ftfy
from ftfy.badness import BADNESS_RE

from cleaners.repair.edits import Repaired, replace_lines

# Every switch of ftfy is chosen here. On: what only a wrong decoding produces. Off: what an author may have
# meant (curled quotes, full-width letters, composed or decomposed marks) and what has a repair of its own
# here (entities, line breaks, controls), so that each kind is counted under its own name.
FTFY = ftfy.TextFixerConfig(
    unescape_html=False,
    remove_terminal_escapes=True,
    fix_encoding=True,
    restore_byte_a0=True,
    replace_lossy_sequences=True,
    decode_inconsistent_utf8=True,
    fix_c1_controls=True,
    fix_latin_ligatures=True,
    fix_character_width=False,
    uncurl_quotes=False,
    fix_line_breaks=False,
    fix_surrogates=True,
    remove_control_chars=False,
    normalization=None,
    explain=True,
)

# UTF-8 bytes of Arabic letters (D8 xx, D9 xx, DA xx, DB xx) read as windows-1256: ط ظ ع غ, each followed by
# what 80 to BF are there. ftfy does not know windows-1256.
CP1256_PAIR = (
    "[طظعغ]["
    + "".join(ch for code in range(0x80, 0xC0) if (ch := bytes([code]).decode("cp1256", "ignore")))
    + "]"
)
WRONG_CP1256 = re.compile(f"(?:{CP1256_PAIR}){{2,}}")
ARABIC = re.compile("[ء-ۿ]")

WANTED = re.compile(
    f"(?:{BADNESS_RE.pattern})|[\x80-\x9f\ud800-\udfffﬀ-ﬆ]|\x1b\\[|{WRONG_CP1256.pattern}",
    BADNESS_RE.flags,
)


def fix_mojibake(text: str) -> Repaired:
    """Decode again what was decoded with the wrong encoding, line by line.

    Goes: UTF-8 read as latin-1, windows-1252, MacRoman or cp437 (ftfy), also twice, or as windows-1256;
    C1 controls that are windows-1252 characters; Latin ligatures; terminal escapes.
    Stays: whatever could have been meant, such as `Â` in words of languages that have it; curled quotation
    marks; full-width letters; composed and decomposed marks.
    Result: the note names the steps, such as `decode latin-1 as utf-8`.

    >>> fix_mojibake("the governorâ€™s cafÃ©")[::2]
    ('the governor’s café', 'windows-1252 was utf-8')
    >>> fix_mojibake("Ørsted, naïve, RÉSUMÉ").edits
    ()

    Source: ftfy (https://ftfy.readthedocs.io).
    """
    notes: dict[str, None] = {}

    def fix(line: str) -> str:
        fixed, steps = ftfy.fix_and_explain(line, FTFY)
        for step in steps or ():
            if step.action == "encode":
                notes[f"{step.parameter} was utf-8".replace("sloppy-", "")] = None
            elif step.action == "apply":
                notes[step.parameter] = None
        return decode_cp1256(fixed, notes)

    repaired = replace_lines(fix, WANTED, text)
    return repaired._replace(note=", ".join(notes) or None) if repaired.edits else repaired


def decode_cp1256(line: str, notes: dict[str, None]) -> str:
    """UTF-8 read as windows-1256, when decoding it again succeeds and raises the share of Arabic letters."""
    if not WRONG_CP1256.search(line):
        return line
    try:
        decoded = line.encode("cp1256").decode("utf-8")
    except UnicodeError:
        return line
    if len(ARABIC.findall(decoded)) * len(line) <= len(ARABIC.findall(line)) * len(decoded):
        return line
    notes["windows-1256 was utf-8"] = None
    return decoded
