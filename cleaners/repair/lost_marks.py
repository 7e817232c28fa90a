"""The `â` that stays of a curled apostrophe, quotation mark or dash whose other two bytes were dropped as controls."""

from __future__ import annotations

import re

from cleaners.repair.edits import Repaired, replace_lines


def after_words(words: str) -> str:
    """A pattern for the place right behind one of these words."""
    return "(?:" + "|".join(f"(?<=\\b{word})" for word in words.split()) + ")"


NEGATED = "don didn doesn isn wasn aren weren won wouldn couldn shouldn can hasn haven hadn mustn needn ain"
PRONOUNS = "I you he she it we they who that there You He She It We They Who That There"
GOES_ON = (
    "the and but or which who with from including as in at to a an not such where when while because that"
)

# All three bytes begin with E2: U+2019, U+2013, U+2014; with a third byte above 9F there are two signs left.
SURE = {
    "’": rf"(?<=[^\W\d_]{{2}})â(?=s\b)|{after_words(NEGATED)}â(?=t\b)|{after_words(PRONOUNS)}â(?=(?:re|ve|ll|d|m)\b)"
    r"|(?<=\b[Oo])â(?=clock\b)|(?<= )â(?=\d0s\b)",
    "–": r"(?<=[^\s] )â(?= [^\s])|^â(?= \w)|(?<=\d)â(?=\d)",
    "—": rf"(?<=[a-z]{{3}})â(?=(?:{GOES_ON.replace(' ', '|')})\b)",
    "…": "â¦",
    "€": r"â¬(?=\d)",
    "₹": r"â¹(?=\d)",
    "™": r"(?<=\w)â¢",
    "•": r"^â¢(?= )",
}
PATTERNS = tuple((mark, re.compile(pattern)) for mark, pattern in SURE.items())
LEFT = re.compile("â")
OPENING = re.compile(r"(?:^|(?<=[\s(\[–—]))â(?=\w)")
CLOSING = re.compile(r"(?<=[\w.,!?…])â(?=[\s.,;:!?)\]–—]|$)")
PLURAL = re.compile(r"(?<=[a-z]s)â(?= [a-z])")

OTHER_LETTER = re.compile("[ÀÁÃ-ÖØ-áã-öø-ɏạ-ỹ]")
COMMON_WORD = re.compile(
    r"\b(?:the|and|of|to|in|that|was|were|for|is|are|on|with|by|said|has|have|from|at|it|be)\b"
)
WORD = re.compile("[A-Za-z]+")
MIN_COMMON = 0.1  # share of the words; English news has a third, other languages next to none


def restore_lost_marks(text: str) -> Repaired:
    """Put back the apostrophe, dash or quotation mark of which only `â` is left, in English text.

    Goes: `Kabulâs`, `donât`, ` â `, `2019â2021`, `yearsâand`, `âyesâ`, `â¦`, `â¬5`. Which quotation mark it was cannot
    be told: double ones are put.
    Stays: `â` inside words (`château`, `pâine`) and in texts that are not English or have only one side of a quotation.

    >>> restore_lost_marks("Kabulâs traders donât agree â âwe waited,â said one").text
    'Kabul’s traders don’t agree – “we waited,” said one'
    >>> restore_lost_marks("Râul, pâine, hâlâ, âge d'or").edits
    ()

    Source: U+2010 to U+2026 in UTF-8 (E2 80 xx), read as latin-1 and stripped of its controls.
    """
    if "â" not in text or not is_english(text):
        return Repaired(text)
    return replace_lines(restore_line, (place.start() for place in LEFT.finditer(text)), text)


def is_english(text: str) -> bool:
    """Whether a text has English words, or no letter with an accent besides `â` that would speak against it."""
    if not OTHER_LETTER.search(text):
        return True
    return len(COMMON_WORD.findall(text)) >= MIN_COMMON * len(WORD.findall(text))


def restore_line(line: str) -> str:
    """Restore the marks of one line: first those that their neighbours tell, then quotation marks by pairs."""
    for mark, pattern in PATTERNS:
        line = pattern.sub(mark, line)
    kinds = [
        "open" if OPENING.match(line, a.start()) else "close" if CLOSING.match(line, a.start()) else "?"
        for a in LEFT.finditer(line)
    ]
    if kinds and kinds == ["open", "close"] * (len(kinds) // 2):
        marks = iter("“”" * (len(kinds) // 2))
        return LEFT.sub(lambda _: next(marks), line)
    return line if "open" in kinds else PLURAL.sub("’", line)
