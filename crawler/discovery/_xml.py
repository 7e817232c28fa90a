"""What XML from strangers needs before a parser sees it: mending, and a look at its shape."""

from __future__ import annotations

import contextlib
import html
import io
import re

from lxml import etree

MAX_DEPTH = 2000
MAX_ATTRIBUTES = 1000
"""Elements inside each other, and attributes of one, that feedparser still reads in no time: it takes half a
minute for 5 MB of open elements and longer for 100,000 attributes."""

ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
REFERENCE = re.compile(r"<!\[CDATA\[.*?\]\]>|&(#?\w{1,31};)?", re.DOTALL)
OWN = frozenset(("amp;", "lt;", "gt;", "quot;", "apos;"))


def mend_xml(text: str) -> str:
    r"""Take out control characters and mend references that stop a parser or make it guess an address.

    A bare ampersand is one of an address; HTML's names are not XML's. CDATA is left alone.

    >>> mend_xml("?a=1&b=2 &amp; &nbsp;\x08&#1;.")
    '?a=1&amp;b=2 &amp; \xa0.'
    """
    return REFERENCE.sub(_mend_reference, ILLEGAL.sub("", text))


def _mend_reference(match: re.Match[str]) -> str:
    whole, name = match[0], match[1]
    if whole.startswith("<") or name in OWN:
        return whole
    character = html.unescape(whole)
    if name and name.startswith("#"):
        return whole if character and not ILLEGAL.search(character) else ""
    return character if character != whole and len(character) == 1 else "&amp;" + (name or "")


def measure_xml(body: bytes) -> str | None:
    """Say in which way a document is too deep or too wide to be parsed, or return None. Builds no tree."""
    shape = _Shape()
    # What is no XML at all is no matter here: the parser proper will say what it makes of it.
    with contextlib.suppress(etree.XMLSyntaxError):
        etree.parse(
            io.BytesIO(body),
            etree.XMLParser(target=shape, recover=True, huge_tree=True, resolve_entities=False),
        )
    if shape.deepest > MAX_DEPTH:
        return f"elements nested more than {MAX_DEPTH} deep"
    if shape.attributes > MAX_ATTRIBUTES:
        return f"an element with more than {MAX_ATTRIBUTES} attributes"
    return None


class _Shape:
    """Counts while the parser walks."""

    def __init__(self) -> None:
        self.depth = self.deepest = self.attributes = 0

    def start(self, _tag: str | bytes, attributes: dict[str | bytes, str | bytes]) -> None:
        self.depth += 1
        self.deepest = max(self.deepest, self.depth)
        self.attributes = max(self.attributes, len(attributes))

    def end(self, _tag: str | bytes) -> None:
        self.depth -= 1

    def data(self, _text: str | bytes) -> None: ...

    def comment(self, _text: str | bytes) -> None: ...

    def close(self) -> None: ...
