"""The elements of HTML by number, and what each is: shown or not, in a line or in a block."""

from __future__ import annotations

import numpy as np

INVISIBLE = frozenset(
    "head title script style template noscript noframes iframe object embed audio video canvas svg datalist rp "
    "param source track area map meta link base img".split()
)
"""Elements whose content a browser does not show, or shows as something else than text."""

INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd mark math nobr q rb rt rtc ruby s samp "
    "small span strike strong sub sup time tt u var wbr blink output picture".split()
)
_VOID = frozenset(
    "area base br col embed hr img input link meta param source track wbr basefont bgsound frame keygen".split()
)
_BLOCK = (
    "html body div p h1 h2 h3 h4 h5 h6 li ul ol dl dt dd table thead tbody tfoot tr td th caption colgroup section "
    "article main header footer nav aside figure figcaption blockquote pre form fieldset label button select option "
    "textarea address details summary center dialog menu hr br input"
).split()

TAGS: tuple[str, ...] = ("", *sorted({*INVISIBLE, *INLINE, *_VOID, *_BLOCK}))
"""Names by number; 0 stands for any other element."""
NUMBERS = {name: number for number, name in enumerate(TAGS)}


def _encode(name: str) -> int:
    return int.from_bytes(name.encode()[:8].ljust(8, b"\0"), "little")


_ORDER = sorted(range(1, len(TAGS)), key=lambda number: _encode(TAGS[number]))
CODES = np.array([_encode(TAGS[number]) for number in _ORDER], np.uint64)
"""The first eight letters of each name as one integer, rising."""
IDS = np.array(_ORDER)
"""The numbers of these names."""
VOID = np.array([name in _VOID for name in TAGS])
IS_INLINE = np.array([name in INLINE for name in TAGS])
IS_INVISIBLE = np.array([name in INVISIBLE for name in TAGS])
