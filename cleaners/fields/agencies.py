"""Which names are no persons: news agencies (wires) and the desks of a paper."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cleaners.fields.letters import ARABIC_SCRIPT, fold_letters, fold_name, fold_names

# Wires only, whose copy stands in papers everywhere; a paper's own desk names are rules of its source.
_WIRES = frozenset(
    fold_name(name)
    for name in (
        "AFP", "Agence France-Presse", "AP", "Associated Press", "The Associated Press", "Reuters",
        "Thomson Reuters", "UPI", "dpa", "EFE", "ANSA", "TASS", "Interfax", "RIA Novosti", "Xinhua", "Kyodo",
        "Yonhap", "Anadolu", "Anadolu Agency", "AA", "IRNA", "ISNA", "QNA", "SPA", "WAM", "PTI", "ANI", "IANS",
        "APP", "Associated Press of Pakistan", "INP", "NNI", "PPI", "BNA", "Bakhtar", "Bakhtar News Agency",
        "Pajhwok", "REL", "RFE/RL", "Agencies", "News Agencies", "Monitoring Report", "Inter Press Service",
        "رویترز", "روئٹرز", "رائٹرز", "رائټرز", "فرانس پرس", "خبرگزاری فرانسه", "اے ایف پی", "ای اف پی",
        "آسوشیتدپرس", "اسوشیتدپرس", "ایسوسی ایٹڈ پریس", "اے پی", "اے پی پی", "این این آئی", "آئی این پی",
        "پی پی آئی", "آن لائن", "شینهوا", "شنہوا", "ایرنا", "ایسنا", "آناتولی", "اناطولیہ", "پژواک", "باختر",
        "د باختر اژانس", "باختر آژانس", "آژانس باختر", "آژانس خبری باختر", "خبر ایجنسیاں", "ایجنسیاں",
        "خبرگزاری‌ها",
    )
)  # fmt: skip

# Words of a paper's own rooms; none of them is part of a name.
_DESK = re.compile(
    fold_letters(
        r"\b(?:our|staff|special|web|news|city|national|sports?|business|foreign|diplomatic|own|digital|monitoring)\s+"
        r"(?:correspondents?|reporters?|desk|team|bureau|service|monitoring|writers?|staff|report|editors?)\b"
        r"|^(?:an?\s+)?(?:correspondents?|(?:news|web)\s?(?:desk|room)|agencies|admin|press release"
        r"|editorials?|editors?|staff|team|guest)$"
        r"|\b(?:desk|bureau|newsroom|news room|news agency|news agencies|editorial (?:board|team|staff)|(?:web|bureau) report)$"
        r"|^(?!war\b)[a-z]{2,4} correspondents?$|^(?:[a-z]\.){2,4} ?report$"  # with a paper's initials
        r"|نمائندہ|نامہ نگار|ڈیسک|(?:نیوز|اسٹاف|سٹاف|کرائم|سٹی|خصوصی) رپورٹر|مانیٹرنگ|بیورو|وقائع نگار|نیوز روم"
        r"|خبرگزاری|آژانس|ایجنسی|اژانس|بخش خبر|دفتر خبر|تحریریه|هیات تحریر|خبرنگار ما|خبریال مو"
    )
)
# A word of each form above in Latin letters: a line without any of them names no room.
_DESK_WORDS = frozenset(
    "correspondent correspondents reporter reporters desk newsdesk webdesk team bureau service monitoring writer writers "
    "staff report editor editors room newsroom webroom agency agencies admin release editorial editorials guest "
    "board".split()
)
_NOT_A_LETTER = bytes(code if chr(code).isalpha() and code < 0x80 else ord(" ") for code in range(256))


def _split_latin(lower: str) -> list[bytes]:
    """The runs of ASCII letters in a text in small letters."""
    return lower.encode("ascii", "replace").translate(_NOT_A_LETTER).split()


_TYPICAL = frozenset(
    {word.encode() for word in _DESK_WORDS}
    | {words[0] for name in _WIRES if name.isascii() and (words := _split_latin(name.removeprefix("the ")))}
)
_ACRONYM = re.compile(r"[A-Z]{2,5}(?:/[A-Z]{2,5})?")
MOST_WORDS = 6  # of a desk's name; more make a sentence about one


def is_agency(name: str, known: Iterable[str] = ()) -> bool:
    """Whether a name is a wire, a desk, or one of the `known` names of its source, in any case.

    >>> is_agency("Our Correspondent"), is_agency("afp"), is_agency("Hill Desk Weekly", ["hill desk weekly"])
    (True, True, True)
    >>> is_agency("Ahmad Khan")
    False
    """
    return is_wire(name, known) or is_desk(name)


def may_name_agency(line: str) -> bool:
    """Whether any part of a line can be a wire or a desk; true of all lines in Arabic script.

    >>> may_name_agency("Tahir Khan / AFP"), may_name_agency("Rain hits the valley")
    (True, False)
    """
    return not _TYPICAL.isdisjoint(_split_latin(line.lower())) or ARABIC_SCRIPT.search(line) is not None


def is_wire(name: str, known: Iterable[str] = ()) -> bool:
    """Whether a name is a wire, or one of the `known` names of its source.

    >>> is_wire("رویترز"), is_wire("Web Desk")
    (True, False)
    """
    folded = fold_name(name)
    return folded in _WIRES or (bool(known) and folded in fold_names(tuple(known)))


def is_printed_wire(name: str, known: Iterable[str] = ()) -> bool:
    """Whether a text is a wire written as a name: short ones in capitals, others with a capital initial.

    >>> is_printed_wire("APP"), is_printed_wire("App"), is_printed_wire("Reuters"), is_printed_wire("رویترز")
    (True, False, True, True)
    """
    written = name.isupper() or (name[:1].isupper() and len(name) > 4) or ARABIC_SCRIPT.match(name)
    return bool(written) and is_wire(name, known)


def is_desk(name: str) -> bool:
    """Whether a short text names a paper's own room or its unnamed reporter.

    >>> is_desk("نمائندہ خصوصی"), is_desk("Our Staff Reporter in Quetta"), is_desk("Reporter Khan")
    (True, True, False)
    >>> is_desk("V.H. Report"), is_desk("VH Correspondent"), is_desk("War correspondent")
    (True, True, False)
    """
    return len(name.split()) <= MOST_WORDS and _DESK.search(fold_name(name)) is not None


def is_acronym(name: str) -> bool:
    """Whether a text has the shape of an agency's short name: two to five capitals, or two such.

    >>> is_acronym("REL"), is_acronym("RFE/RL"), is_acronym("Reuters")
    (True, True, False)
    """
    return _ACRONYM.fullmatch(name) is not None
