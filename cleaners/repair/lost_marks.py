"""The `â` that stays of a curled apostrophe, quotation mark or dash whose other two bytes were dropped as controls."""

from __future__ import annotations

import re

from cleaners.repair.edits import Repaired, replace_lines

NEGATED = "don didn doesn isn wasn aren weren won wouldn couldn shouldn can hasn haven hadn mustn needn ain"
PRONOUNS = "I you he she it we they who that there what"
MODALS = "could would should might must"
ON = frozenset(
    "the and but or which who with from including as in at to a an not such where when while that".split()
)
"""Words with which a sentence goes on behind a dash."""

START, END = r"(?<![^\Wâ])", r"(?![^\Wâ])"  # word borders beside which another `â` may stand


def after(words: str) -> str:
    """A pattern for the place right behind one of these words, in small letters or with a capital."""
    forms = sorted({form for word in words.split() for form in (word, word.capitalize())})
    return "(?:" + "|".join(f"(?<={START}{form})" for form in forms) + ")"


# All of these begin with the byte E2. Where the last one is above 9F it is left behind the `â` as a second sign.
# Dashes: news puts the long one before a credit and between words without spaces, the short one with spaces.
SURE = {
    "’": "|".join(
        (
            rf"(?<=[^\W\d_]{{2}})â(?=s{END})",
            rf"{after(NEGATED)}â(?=t{END})",
            rf"{after(PRONOUNS)}â(?=(?:re|ve|ll|d|m){END})",
            rf"{after(MODALS)}â(?=ve{END})",
            rf"{after('o')}â(?=clock{END})",
            rf"(?<= )â(?=\d0s{END})",
        )
    ),
    "—": r"(?<=[.!?] )â(?= [^\s]|\.\.)",
    "–": r"^â(?= \w)|(?<=[\d%])â(?=[$£]?\d\d)|(?<=\b\d)â(?=\d\b)|(?<=[KMB])â(?=[$£]\d)",
    "…": "â¦",
    "€": r"â¬(?=\d)",
    "₹": r"â¹(?=\d)",
    "™": r"(?<=\w)â¢(?!\w)",
    r"\g<indent>•": r"^(?P<indent> *)â¢(?= )",
}
# The dash with its spaces: in Welsh this is a word, so that a text or its line must show more.
LONE = re.compile(r"(?<=[^\s] )â(?= [^\s])")
PATTERNS = tuple((mark, re.compile(pattern)) for mark, pattern in SURE.items())
QUOTE = re.compile(
    r"(?:^|(?<=[\s(\[–—]))(?P<open>â)(?=\w)|(?<=[a-z]s)(?P<plural>â)(?= [a-z])|(?<=[\w.,!?…])(?P<close>â)(?=[\s.,;:!?)\]–—]|$)"
)
GLUED = re.compile(r"(?<!\w)([A-Za-z]{2,30})â([A-Za-z]{1,30})(?!\w)")

OTHER_LETTER = re.compile("[ÀÁÃ-ÖØ-áã-öø-ɏạ-ỹ]")
COMMON = frozenset("the and of to in that was were for is are on with by said has have from at it be".split())
WORD = re.compile(r"(?<!\w)[A-Za-z]+(?!\w)")
MIN_COMMON = 0.1  # share of the words; English news has a third, other languages next to none


def restore_lost_marks(text: str) -> Repaired:
    """Put back the apostrophe, dash or quotation mark of which only `â` is left, in English text.

    Goes: `Kabulâs`, `donât`, ` â `, `2019â21`, `yearsâand`, `âyesâ`, `â¦`, `â¬5`. Which quotation mark it was cannot be
    known: double ones are put.
    Stays: `â` inside words (`château`, `pâine`) and in texts that are not English or have only one side of a quotation.

    >>> restore_lost_marks("Kabulâs traders donât agree â âwe waited,â said one").text
    'Kabul’s traders don’t agree – “we waited,” said one'
    >>> restore_lost_marks("Râul, pâine, hâlâ, âge d'or").edits
    ()

    Source: U+2010 to U+2122 in UTF-8 (E2 xx xx), read as latin-1 and stripped of its controls.
    """
    if "â" not in text:
        return Repaired(text)
    words = WORD.findall(text)
    english = is_english(words)
    if not english and OTHER_LETTER.search(text):
        return Repaired(text)

    damaged = any(pattern.search(text) for _, pattern in PATTERNS)

    def restore(line: str) -> str:
        line = restore_sure(line)
        if damaged or is_english(WORD.findall(line)):
            line = LONE.sub("–", line)
        return restore_quotes(line) if english else line

    known = set(WORD.findall("\n".join(map(restore, text.split("\n")))))

    def dash(pair: re.Match[str]) -> str:
        before, behind = pair.groups()
        parts = (behind in ON and len(before) > 2) or (before in known and behind in known)
        return f"{before}—{behind}" if parts else pair.group()

    places = (place.start() for place in re.finditer("â", text))
    return replace_lines(lambda line: GLUED.sub(dash, restore(line)), places, text)


def is_english(words: list[str]) -> bool:
    """Whether enough of these words are the most frequent ones of English."""
    return sum(word in COMMON for word in words) >= MIN_COMMON * len(words) > 0


def restore_sure(line: str) -> str:
    """Restore the marks of a line that follow from their neighbours."""
    for mark, pattern in PATTERNS:
        line = pattern.sub(mark, line)
    return line


def restore_quotes(line: str) -> str:
    """Restore pairs of quotation marks, and the apostrophe of a plural where it is none.

    >>> restore_quotes("âThe tradersâ union,â he said, and the driversâ union")
    '“The traders’ union,” he said, and the drivers’ union'
    >>> restore_quotes("âone side only, and no more")
    'âone side only, and no more'
    """
    marks: dict[int, str] = {}
    quotation: list[re.Match[str]] = []
    for quote in QUOTE.finditer(line):
        if quote["open"]:
            marks |= name_marks(quotation)
            quotation = []
        quotation.append(quote)
    marks |= name_marks(quotation)
    return re.sub("â", lambda lost: marks.get(lost.start(), "â"), line)


def name_marks(quotation: list[re.Match[str]]) -> dict[int, str]:
    """The mark at each offset, for one opening mark and all up to the next; none where it may be this or that."""
    closing = [quote for quote in quotation if quote["close"]]
    plurals = [quote for quote in quotation if quote["plural"]]
    marks = {plural.start(): "’" for plural in plurals}
    if not quotation or not quotation[0]["open"]:
        return marks
    if not closing and len(plurals) == 1:
        closing, marks = plurals, {}
    return {**marks, quotation[0].start(): "“", closing[0].start(): "”"} if len(closing) == 1 else {}
