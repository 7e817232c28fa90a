"""The agency credited behind a story's last sentence: `./ REL`, `— Reuters`, `(AFP)`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from cleaners.fields.agencies import is_acronym, is_agency, is_printed_wire

LONGEST = 60  # characters from the end of a text within which a credit stands

_NAME = (
    r"(?i:with (?:additional )?(?:inputs?|reporting) (?:from|by) )?"
    r"(?P<name>[^\W\d_]+(?:(?:[ .'’/-]|, )[^\W\d_]+){0,5})"
)
_BEHIND_SENTENCE = re.compile(
    rf"(?:\A|[.!?؟۔…][”\"’'»)\]]?|[”\"»])(?P<credit>\s*(?P<mark>[/\\(\[]|[-–—]{{1,2}})?\s*{_NAME}\s*[/\\)\]]?\s*\.?\s*)\Z"
)
_BEHIND_WORD = re.compile(rf"(?P<credit>\s*(?:[/\\]|[-–—]{{1,2}})\s*{_NAME}\s*[/\\]?\s*)\Z")
_BETWEEN = re.compile(r"\s*/\s*|, | and ")


@dataclass(frozen=True, slots=True)
class AgencyCredit:
    """The agency as printed, and the offset from which on the text is only the credit and white space."""

    agency: str
    start: int


def find_agency(text: str, known: Iterable[str] = ()) -> AgencyCredit | None:
    """Find the agency credited at the very end of a text; None without one.

    Behind the end of a sentence and a mark: a wire, a desk, a name in `known`, or three to five capitals.
    Behind the end of a sentence alone, or behind a dash or slash alone: a wire or a name in `known`. An
    acronym that belongs to the sentence, as in `the party (TTP).`, is left alone.

    >>> find_agency("Kabul denies these allegations./ REL")
    AgencyCredit(agency='REL', start=31)
    >>> find_agency("The talks go on in Doha. — Reuters"), find_agency("The talks go on in Doha. (AFP)")
    (AgencyCredit(agency='Reuters', start=24), AgencyCredit(agency='AFP', start=24))
    >>> find_agency("They belong to the Pakistani Taliban (TTP).") is None
    True
    """
    names = tuple(known)
    from_ = max(0, len(text) - LONGEST)
    if match := _BEHIND_SENTENCE.search(text, from_):
        name = match["name"]
        if _is_wire(name, names) or (match["mark"] and _is_written_credit(name)):
            return AgencyCredit(name, match.start("credit"))
    if (match := _BEHIND_WORD.search(text, from_)) and _is_wire(match["name"], names):
        return AgencyCredit(match["name"], match.start("credit"))
    return None


def _is_wire(name: str, known: tuple[str, ...]) -> bool:
    """Whether a text is one wire or several."""
    return is_printed_wire(name, known) or all(is_printed_wire(part, known) for part in _BETWEEN.split(name))


def _is_written_credit(name: str) -> bool:
    """Whether a text behind a mark is a desk, or an acronym that is longer than a writer's initials."""
    return name[0].isupper() and (is_agency(name) or (is_acronym(name) and len(name) > 2))
