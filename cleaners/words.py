"""The words of a line."""

from __future__ import annotations

import re

WORD = re.compile(r"[^\W_]+(?:[’'\u200c-][^\W_]+)*")
# The same for western letters, at half the price: all but letters, digits and joiners become spaces, byte by byte.
WESTERN = "cp1252"
JOINERS = "'’-"
TWO_JOINERS = tuple(first + second for first in JOINERS for second in JOINERS)
NO_MARKS = bytes(
    code if (char := bytes([code]).decode(WESTERN, "replace")) in JOINERS or WORD.match(char) else ord(" ")
    for code in range(256)
)


def split_words(text: str) -> list[str]:
    """Words of a text in order: runs of letters and digits; a single hyphen, apostrophe or ZWNJ inside does not part one.

    >>> split_words("The two-day talks' end -- می\\u200cشود") == ["The", "two-day", "talks", "end", "می\\u200cشود"]
    True
    """
    try:
        raw = text.encode(WESTERN)
    except UnicodeEncodeError:
        return WORD.findall(text)
    plain = f" {raw.translate(NO_MARKS).decode(WESTERN)} "
    if any(map(plain.__contains__, TWO_JOINERS)):
        return WORD.findall(text)
    for joiner in JOINERS:
        plain = plain.replace(f" {joiner}", " ").replace(f"{joiner} ", " ")
    return plain.split()
