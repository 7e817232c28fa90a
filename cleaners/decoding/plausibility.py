"""How much a decoded text looks like writing: parts the right 8-bit encoding from wrong ones.

Bytes of an 8-bit encoding decode under many others without an error; only the letters betray the wrong one.
Arabic script read as Cyrillic changes case inside words, read as Latin it piles up accents, Cyrillic read as
Arabic puts Latin letters between Arabic ones.
"""

from __future__ import annotations

import re

SAMPLE_CHARS = 50_000
"""Characters looked at: enough to be sure, few enough to cost a millisecond."""

_FOREIGN = re.compile(r"[^\x00-\x7f]")
_ARABIC = re.compile(r"[\u0620-\u064a\u066e-\u06d3]")
_LATIN = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f"
_NONSENSE = re.compile(
    "[\x80-\x9f\ufffd\ue000-\uf8ff]+"  # C1 controls, lost characters, private use
    "|[\u0430-\u045f][\u0410-\u042f]+|[\u03ac-\u03ce][\u0391-\u03ab]+"  # small letter, then capital
    f"|(?<=[\u0620-\u06d3])[{_LATIN}]+|[{_LATIN}]{{1,20}}(?=[\u0620-\u06d3])"  # two scripts in one word
    f"|(?<=[\u0400-\u04ff\u0370-\u03ff])[{_LATIN}]+|[{_LATIN}]{{1,20}}(?=[\u0400-\u04ff\u0370-\u03ff])"
    "|[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]{3,}"  # accent after accent
    "|[^\\W\\d_][\u00a1-\u00a9\u00ab-\u00b6\u00b8\u00b9\u00bc-\u00be\u00d7\u00f7]+(?=[^\\W\\d_])"
)


def rate_plausibility(text: str) -> float:
    """Share (0 to 1) of the non-ASCII characters that stand where a writer would put them; 1.0 without any.

    >>> right = "افغانستان او پاکستان"
    >>> rate_plausibility(right)
    1.0
    >>> rate_plausibility(right.encode("cp1256", "replace").decode("cp1252", "replace")) < 0.7
    True
    """
    sample = text[:SAMPLE_CHARS]
    foreign = len(_FOREIGN.findall(sample))
    if not foreign:
        return 1.0
    nonsense = sum(len(_FOREIGN.findall(match)) or 1 for match in _NONSENSE.findall(sample))
    return max(0.0, 1.0 - nonsense / foreign)


def measure_arabic_share(text: str) -> float:
    """Share (0 to 1) of the non-ASCII characters that are letters of Arabic script; 0.0 without any.

    >>> measure_arabic_share("Kabul کابل")
    1.0
    """
    sample = text[:SAMPLE_CHARS]
    foreign = len(_FOREIGN.findall(sample))
    return len(_ARABIC.findall(sample)) / foreign if foreign else 0.0
