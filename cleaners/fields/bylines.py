"""Who wrote a story: persons to authors, wires and desks to the agency."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from cleaners.fields.agencies import is_acronym, is_desk, is_printed_wire, is_wire, may_name_agency
from cleaners.fields.letters import ARABIC_SCRIPT

LONGEST = 160  # characters of a byline
LONGEST_NAME = 60

_LABEL = re.compile(
    r"(?:(?:written|reported|edited|posted|published|compiled|story|text|words|report|analysis)\s+by\b|by\b(?!-)"
    r"|(?-i:By(?=[A-Z][a-z]+ [A-Z]))"  # glued to the name: two elements side by side
    r"|authors?\s*:|reporting\s+by\b|from\s*:|(?:von|nga|por)\b(?!-)|autor(?:in|es|a|as)?\s*:|auteure?s?\s*:|muhabir\s*:"
    r"|автор(?:ы|и)?\s*:)\s*:?\s*"
    r"|(?:نویسندگان|نویسنده|گزارشگر|گزارش\s?از|خبرنگار|خبریال|لیکوال|ليکوال|ژباړه|رپورٹ|رپورٹر|تحریر|مصنف|منجانب"
    r"|تهیه\s?کننده)\s*[:：؛]\s*",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"\s*(?:[,،;؛|&•·⋅∙●・]|\s/\s|\n|\s[-–—]\s|\band\b|\bund\b|\bwith\b(?=\s[A-Z])|\sو\s|\sاو\s|\sاور\s)\s*"
)
_BEHIND_NAMES = re.compile(
    r"\s+on\s+(?=[A-Z\d])|\s+(?=\d)|\s+(?=(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s\d)"
    r"|\.?\s+(?=(?i:last |first )?(?i:updated|published|posted)\b)"
)
_SLASH = re.compile(r"(?<=[a-z])/|/(?=[A-Z][a-z])")
_WHERE = re.compile(r"\s+in\s+[A-Z].*$|(?<=\S)\s*\([^()]*\)\s*$")
_IN_BRACKETS = re.compile(r"^\(\s*([^()]*[^()\s])\s*\)$")
_DEGREE = re.compile(r"(?:[A-Z]\.?){1,5}®?|[A-Z][A-Za-z]?[a-z]?\.?[A-Z]\.?|[JS]r\.?|Ph\.?\s?D\.?|Esq\.?")
_ROLE = re.compile(
    r"\b(?:editor|writer|director|expert|analyst|manager|officer|founder|professor|contributor|producer|"
    r"columnist|specialist|author|dietitian|therapist|attorney|president|chief|news|tv|radio|television|network|"
    r"magazine)\b",
    re.IGNORECASE,
)
_INVITATION = re.compile(
    r"(?:view|learn|read|see|all|more|articles?|about|follow|posts?|show|contact|meet|our|your|last|updated|published|"
    r"written|reviewed|edited|checked|by|photo|image|courtesy|share|subscribe|sign|log|click|join|get)\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"\S*(?:://|www\.|@)\S*", re.IGNORECASE)
_NO_NAME = re.compile(r"[\d<>{}\[\]()_=#/\\:]|\.(?:com|org|net)\b", re.IGNORECASE)
_PARTICLE = frozenset(
    "al ul ur bin ibn bint bibi de da di del der den van von la le el e i y du dos al- zu abu".split()
)


@dataclass(frozen=True, slots=True)
class Byline:
    """Persons and the wire or desk that a byline names, as printed; `()` and None where it names none."""

    authors: tuple[str, ...] = ()
    agency: str | None = None


def split_authors(text: str, agencies: Iterable[str] = ()) -> Byline:
    """Split a text that is known to name authors; `agencies` are further wires and desks of its source.

    Goes: the label (`By`, `نویسنده:`), the place, degrees, roles, addresses. Names stay as printed.

    >>> split_authors("By Ahmad Khan in Quetta and Sara Gul | AFP")
    Byline(authors=('Ahmad Khan', 'Sara Gul'), agency='AFP')
    >>> split_authors("Our Correspondent"), split_authors("رپورٹ: سارہ گل")
    (Byline(authors=(), agency='Our Correspondent'), Byline(authors=('سارہ گل',), agency=None))
    """
    known = tuple(agencies)
    text = _ADDRESS.sub(" ", text[:LONGEST]).strip()
    label = _LABEL.match(text)
    pieces = _split_names(text[label.end() :] if label else text)
    authors: list[str] = []
    agency = None
    for at, piece in enumerate(pieces):
        name = _WHERE.sub("", piece).strip()
        is_room = is_desk(piece) and (at == 0 or " " in piece)
        if is_room or is_wire(name, known) or (is_acronym(name) and (at == 0 or "/" in name)):
            agency = agency or name
        elif name not in authors and _may_be_name(name, after=authors[:1]):
            authors.append(name)
    return Byline(tuple(authors), agency)


def find_byline(line: str, agencies: Iterable[str] = ()) -> Byline | None:
    """Read a line that is a byline and nothing else; None for any other line.

    Taken: a label with names in capital initials behind it, a desk, a wire, names beside a wire. A name
    alone is none: it could be a heading.

    >>> find_byline("By Sara Gul and Ahmad Khan")
    Byline(authors=('Sara Gul', 'Ahmad Khan'), agency=None)
    >>> find_byline("Staff Reporter"), find_byline("Tahir Khan / AFP")
    (Byline(authors=(), agency='Staff Reporter'), Byline(authors=('Tahir Khan',), agency='AFP'))
    >>> find_byline("Von Sara Gul und Omar Wardak").authors
    ('Sara Gul', 'Omar Wardak')
    >>> find_byline("BySara Gul").authors
    ('Sara Gul',)
    >>> find_byline("By the time they came, it was over"), find_byline("Sara Gul")
    (None, None)
    """
    line = line.strip()
    if not 2 <= len(line) <= LONGEST or line[-1] in "?!؟":
        return None
    return _find_byline(line, tuple(agencies))


# The cleaners ask of each line several times, in several rounds.
@lru_cache(maxsize=4096)
def _find_byline(line: str, known: tuple[str, ...]) -> Byline | None:
    label = _LABEL.match(line)
    if not label and not known and not may_name_agency(line):
        return None
    names = line[label.end() :] if label else line
    pieces = [_WHERE.sub("", piece) for piece in _split_names(names)]
    desks = [piece for piece in pieces if _is_printed_agency(piece, known)]
    # Arabic script has no capitals: without a label, any two words would pass for a name.
    may_be_names = label or (desks and not ARABIC_SCRIPT.search(line))
    if not pieces or not all(piece in desks or (may_be_names and _is_full_name(piece)) for piece in pieces):
        return None
    return split_authors(names, known)


def find_signature(line: str, agencies: Iterable[str] = ()) -> Byline | None:
    """Read the names behind a label at the head of a line, whatever follows them: a role, a date; None without.

    >>> find_signature("By Sara Gul, Senior Editor of this paper")
    Byline(authors=('Sara Gul',), agency=None)
    >>> find_signature("Posted by Ahmad Khan on Monday at noon").authors
    ('Ahmad Khan',)
    >>> find_signature("By the time they came, it was over") is None
    True
    """
    line = line.strip()
    label = _LABEL.match(line)
    if label is None or len(line) > LONGEST:
        return None
    known = tuple(agencies)
    pieces = [_WHERE.sub("", piece) for piece in _split_names(_BEHIND_NAMES.split(line[label.end() :])[0])]
    names = list(takewhile(lambda piece: looks_like_name(piece) or _is_printed_agency(piece, known), pieces))
    return split_authors(", ".join(names), known) if names else None


def _split_names(text: str) -> list[str]:
    pieces = [part.strip(" .:|–—") for piece in _BETWEEN.split(text) for part in _SLASH.split(piece)]
    return [_IN_BRACKETS.sub(r"\1", piece) for piece in pieces if piece]


def _may_be_name(name: str, *, after: list[str]) -> bool:
    """Whether a piece can be a person; behind another, no degree, role, outlet or place can."""
    words = len(name.split())
    if not 2 <= len(name) <= LONGEST_NAME or words > 6 or _NO_NAME.search(name):
        return False
    lone = words == 1 and bool(after) and " " in after[0]
    return not after or not (lone or _DEGREE.fullmatch(name) or _ROLE.search(name))


def looks_like_name(name: str) -> bool:
    """Whether a text has the shape of a full name: two to five words in capital initials, none a role.

    >>> looks_like_name("Sara al Gul"), looks_like_name("Senior Editor"), looks_like_name("Read more")
    (True, False, False)
    """
    return _is_full_name(name) and not _ROLE.search(name) and not _INVITATION.match(name)


def _is_full_name(name: str) -> bool:
    """Whether a piece has the shape of a full name: two to five words in capital initials."""
    words = name.split()
    if not 2 <= len(words) <= 5 or _NO_NAME.search(name) or name.endswith("."):
        return False
    if ARABIC_SCRIPT.search(name):
        return True
    rest = [word for word in words if word.lower() not in _PARTICLE]
    return len(rest) >= 2 and all(word[0].isupper() for word in rest) and words[0] not in ("The", "A")


def _is_printed_agency(name: str, known: tuple[str, ...]) -> bool:
    """Whether a piece is a wire, or a desk written as a name; one word alone can be a section's label."""
    words = name.split()
    written = all(word[0].isupper() or ARABIC_SCRIPT.match(word) for word in words if word != "in")
    return is_printed_wire(name, known) or (written and 1 < len(words) <= 4 and is_desk(name))
