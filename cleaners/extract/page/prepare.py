"""Takes out of a page's HTML what stalls or kills parsers and extractors, before it is parsed.

Nothing that a reader of the page would see is touched.
Every pattern here runs in time linear in the page.
"""

from __future__ import annotations

import html as entities
import re
import unicodedata

MAX_DOCTYPE = 1024
"""Characters of a doctype; a longer one is dropped (a slash-filled one cost quadratic time)."""
MAX_SCRIPT = 1024 * 1024
"""Characters of one script element; a longer one is emptied (10 MB of JSON-LD took 1.4 GB)."""
MAX_TAG = 32_768
"""Characters of one tag; a longer one loses its attributes (100,000 attributes took 72 s)."""
MAX_MARKS = 30
"""Combining marks in a row, as in the Stream-Safe Text Format (Unicode Standard Annex 15)."""

_ILLEGAL_BYTES = bytes(
    code for code in range(0x80) if (code < 0x20 and code not in b"\t\n\r\x0c") or code == 0x7F
)
_ILLEGAL_POINTS = re.compile(rb"\xef\xb7[\x90-\xaf]|\xef\xbf[\xbe\xbf]")
_SPACED = bytes(0x20 if code == 0x0C else code for code in range(256))
_XML_DECLARATION = re.compile(r"\s*<\?xml[^<>]*\?>")
_DOCTYPE = re.compile(rf"<![dD][oO][cC][^>]{{{MAX_DOCTYPE},}}>")
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,8})|([0-9]{1,10}));?")
_LONG_TAG = re.compile(rf"<([a-zA-Z][a-zA-Z0-9-]*)\s[^<>]{{{MAX_TAG},}}>")
_MARKS = re.compile(rf"[\u0300-\U000e01ef]{{{MAX_MARKS + 1},}}")


def prepare_html(html: str) -> str:
    """Return the HTML without what makes parsers stall or fail.

    Goes: references to control characters, long doctypes, scripts above 1 MiB, attributes of tags above 32 KiB.

    >>> prepare_html("<p>one&#1; two&#xFFFE;</p>")
    '<p>one two</p>'
    """
    if declaration := _XML_DECLARATION.match(html):
        html = html[declaration.end() :]
    if _has_long_doctype(html):
        html = _DOCTYPE.sub("", html, count=1)
    if len(html) > MAX_SCRIPT:
        html = _empty_long_scripts(html)
    if _may_hold_long_tag(html):
        html = _LONG_TAG.sub(r"<\1>", html)
    if "&#" in html and not all(map(_is_legal, set(_REFERENCE.findall(html)))):
        html = _REFERENCE.sub(_drop_illegal_reference, html)
    return html


def encode_html(html: str) -> bytes:
    """Prepared HTML as UTF-8, without NUL."""
    encoded = html.encode("utf-8", "replace")
    return encoded.replace(b"\0", b"") if b"\0" in encoded else encoded


def drop_illegal(encoded: bytes) -> bytes:
    """UTF-8 without control characters and code points that stand for none; a form feed is a space.

    >>> drop_illegal("one \x01two\ufffe".encode())
    b'one two'
    """
    encoded = encoded.translate(_SPACED, _ILLEGAL_BYTES)
    return _ILLEGAL_POINTS.sub(b"", encoded) if b"\xef\xb7" in encoded or b"\xef\xbf" in encoded else encoded


def _has_long_doctype(html: str) -> bool:
    """Whether the first declaration of a page is one that is dropped."""
    start = html.find("<!")
    return start >= 0 and html.find(">", start, start + MAX_DOCTYPE) < 0


def cap_marks(text: str) -> str:
    """Drop combining marks after the 30th in a row: a million of them stall whatever looks at characters.

    >>> len(cap_marks("e" + "\u0301" * 99))
    31
    """
    return _MARKS.sub(_cap_run, text)


def _may_hold_long_tag(html: str) -> bool:
    """Whether some stretch is long enough for a long tag: it holds a whole window without a bracket."""
    window = MAX_TAG // 2
    return any(
        html.find("<", start, start + window) < 0 and html.find(">", start, start + window) < 0
        for start in range(0, len(html) - window, window)
    )


def _is_legal(reference: tuple[str, str]) -> bool:
    hexadecimal, decimal = reference
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    return (0x20 <= code <= 0x7E or code in (0x9, 0xA, 0xD)) or (
        0xA0 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF
    )


def _drop_illegal_reference(match: re.Match[str]) -> str:
    hexadecimal, decimal = match.groups(default="")
    if _is_legal((hexadecimal, decimal)):
        return match[0]
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    # From 0x80 on they are read as windows-1252, as browsers do.
    return entities.unescape(match[0]) if 0x80 <= code <= 0x9F else ""


def _empty_long_scripts(html: str) -> str:
    encoded = html.encode("utf-8", "surrogatepass").lower()
    if max(map(len, encoded.split(b"</script"))) <= MAX_SCRIPT:
        return html
    lower = encoded.decode("utf-8", "surrogatepass")  # only A to Z are in small letters: every offset stays
    pieces, position = [], 0
    while (start := lower.find("<script", position)) >= 0:
        inside = lower.find(">", start) + 1
        end = lower.find("</script", inside) if inside else -1
        if end < 0:
            break
        pieces.append(html[position : inside if end - inside > MAX_SCRIPT else end])
        position = end
    return "".join([*pieces, html[position:]])


def _cap_run(match: re.Match[str]) -> str:
    kept, run = [], 0
    for char in match[0]:
        run = run + 1 if unicodedata.category(char).startswith("M") else 0
        if run <= MAX_MARKS:
            kept.append(char)
    return "".join(kept)
