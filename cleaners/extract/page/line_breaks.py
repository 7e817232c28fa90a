"""Single line breaks in an element: where they part paragraphs, and where only lines."""

from __future__ import annotations

import re
from collections.abc import Sequence

BREAK = "\u2028"
"""Stands for a line break until its block is made; its meaning in Unicode, and white space in a block's text."""

MIN_PARAGRAPH = 80  # characters; lines broken to a width have fewer
MIN_SHARE = 0.6  # of the text that stands in paragraphs so long
MIN_ENDED = 0.8  # of these that end as a sentence does
_END = re.compile(r"[.!?…۔؟।。:][\"'”’»)\]\u200c-\u200f]*$")


def split_at_breaks(text: str) -> Sequence[str]:
    """Part a text at its line breaks, if what stands between them is paragraphs; else it is one piece.

    So does most of it when it is long and ends like a sentence; verses, addresses and lines broken to a width do not.

    >>> paragraph = "The bridge over the river was closed on Monday after two days of rain, and traders had to wait for a week."
    >>> len(split_at_breaks(BREAK.join([paragraph, "Prices rise", paragraph])))
    3
    >>> len(split_at_breaks(BREAK.join(["Hills Post", "12 Bazaar Road", "Swat."])))
    1
    """
    if BREAK not in text:
        return (text,)
    pieces = [piece for piece in map(str.strip, text.split(BREAK)) if piece]
    long = [piece for piece in pieces if len(piece) >= MIN_PARAGRAPH]
    if len(long) < 2 or sum(map(len, long)) < MIN_SHARE * sum(map(len, pieces)):
        return (text,)
    ended = sum(_END.search(piece) is not None for piece in long)
    return pieces if ended >= MIN_ENDED * len(long) else (text,)
