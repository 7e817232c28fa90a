"""What a text must hold for a repair to change anything, so that clean text costs one look for all repairs."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from cleaners.repair.hyphenation import SOFT_HYPHEN
from cleaners.repair.invisibles import CONTROL, MARK, ZERO_WIDTH
from cleaners.repair.letters import SHAPE, URDU_OR_PERSIAN
from cleaners.repair.lines import ODD_BREAK
from cleaners.repair.mojibake import SIGNAL
from cleaners.repair.readings import WINDOWS_1256
from cleaners.repair.spaces import ODD_CHAR, ODD_HYPHEN

# ASCII but its controls and the ampersand: no repair begins with one of these alone.
PLAIN = bytes(code for code in (0x0A, *range(0x20, 0x7F)) if code != ord("&"))


class Need(NamedTuple):
    """One of the characters of `sign` (a class), or one of `strings`."""

    sign: re.Pattern[str]
    strings: tuple[str, ...] = ()


NEVER = re.compile("(?!)")
NEEDS: Mapping[str, Need] = {
    "normalize_newlines": Need(ODD_BREAK),
    "decode_entities": Need(re.compile("&")),
    "fix_mojibake": Need(re.compile(f"{SIGNAL.pattern}|{WINDOWS_1256.first}")),
    "restore_lost_marks": Need(re.compile("â")),
    "remove_stray_circumflex": Need(re.compile("Â")),
    "normalize_presentation_forms": Need(SHAPE),
    "normalize_arabic_letters": Need(URDU_OR_PERSIAN),
    "remove_tatweel": Need(re.compile("\u0640")),
    "normalize_spaces": Need(ODD_CHAR, ("  ",)),
    "normalize_hyphens": Need(ODD_HYPHEN),
    "join_hyphenated_words": Need(SOFT_HYPHEN, ("-\n", "- \n")),
    "remove_zero_width": Need(ZERO_WIDTH),
    "remove_controls": Need(CONTROL),
    "remove_direction_marks": Need(MARK),
    "restore_quote_space": Need(re.compile("“")),
    "join_broken_lines": Need(NEVER, ("\n",)),
}
"""By name of the repair."""


def find_signs(text: str) -> str:
    """Each character of a text once that is neither plain ASCII nor a line feed.

    >>> find_signs("Kabul – the “border” – reopens\\n") == "".join(set("–“”"))
    True
    """
    raw = text.encode("utf-8", "surrogatepass").translate(None, PLAIN)
    return "".join(set(raw.decode("utf-8", "surrogatepass"))) if raw else ""


def is_needed(name: str, text: str, signs: str) -> bool:
    """Whether a repair may change a text with these signs (`find_signs`).

    >>> is_needed("normalize_spaces", "a b", ""), is_needed("normalize_spaces", "a  b", "")
    (False, True)
    """
    need = NEEDS[name]
    return need.sign.search(signs) is not None or any(map(text.__contains__, need.strings))


def find_needing(texts: Sequence[str], names: Iterable[str]) -> set[int]:
    """Numbers of the texts that one of the named repairs may change, found in one look at all of them.

    >>> find_needing(["Kabul", "Herat &amp; Kandahar", "Khost"], ["decode_entities", "remove_tatweel"])
    {1}
    """
    whole, ends = "".join(texts), list(accumulate(map(len, texts)))
    signs = find_signs(whole)
    possible = [NEEDS[name] for name in names if is_needed(name, whole, signs)]
    found = [sign for sign in signs if any(need.sign.match(sign) for need in possible)]
    found += (string for need in possible for string in need.strings)
    needing: set[int] = set()
    for string in found:
        at = whole.find(string)
        while at >= 0:
            number = bisect_right(ends, at)
            needing.add(number)
            at = whole.find(string, ends[number])
    return needing
