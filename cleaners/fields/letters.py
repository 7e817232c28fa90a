"""One spelling for the letters and digits that keyboards and languages write differently.

For comparing only: what is kept of an article stays as its author wrote it.
"""

from __future__ import annotations

import re
from functools import lru_cache

ARABIC_SCRIPT = re.compile("[\u0600-\u06ff]")

_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")

# Letters that stand for the same sound in Arabic, Persian, Urdu and Pashto spelling. Vowel signs, the
# stretching stroke and bidirectional marks carry no letter; the zero-width non-joiner parts a word from its
# ending, as a space would.
_LETTERS = (
    _DIGITS
    | str.maketrans("أإآٱىيېۍئےكګةہھۀۂؤ", "اااایییییےکگهههههو")
    | str.maketrans("\u200c\u00a0\u202f", "   ")
    | dict.fromkeys([*range(0x64B, 0x660), 0x670, 0x640, 0x200D, 0x200E, 0x200F, 0x61C, 0xFEFF])
    | dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
)


def fold_digits(text: str) -> str:
    """Write Persian and Arabic digits as 0 to 9; everything else stays, and so does every offset.

    >>> fold_digits("۲۰ میزان ۱۴۰۴")
    '20 میزان 1404'
    """
    return text if text.isascii() else text.translate(_DIGITS)


def fold_letters(text: str) -> str:
    """Give words that differ only in case, digits, vowel signs or the keyboard's letters one spelling.

    >>> fold_letters("KĀBUL"), fold_letters("اسلام‌آباد") == fold_letters("اسلام آباد")
    ('kābul', True)
    >>> fold_letters("كابل ۱۴۰۴") == fold_letters("کابل 1404")
    True
    """
    text = text.lower()
    if text.isascii() or not ARABIC_SCRIPT.search(text):
        return text
    return text.translate(_LETTERS)


def fold_name(name: str) -> str:
    """Give one spelling to a name: `fold_letters`, and single spaces.

    >>> fold_name(" Spin  Boldak ")
    'spin boldak'
    """
    return " ".join(fold_letters(name).split())


@lru_cache(maxsize=256)
def fold_names(names: tuple[str, ...]) -> frozenset[str]:
    """Give one spelling to each of some names; remembered, as the same few lists come with every text.

    >>> sorted(fold_names(("Kabul", "KABUL", "کابل")))
    ['kabul', 'کابل']
    """
    return frozenset(fold_name(name) for name in names)
