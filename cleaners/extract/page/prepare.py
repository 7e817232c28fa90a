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

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ufdd0-\ufdef\ufffe\uffff]")
_ILLEGAL_BYTES = bytes(code for code in range(0x80) if _ILLEGAL.match(chr(code)))
_ILLEGAL_LEAD = b"\xef"  # the first byte, in UTF-8, of every illegal character above ASCII
_XML_DECLARATION = re.compile(r"\s*<\?xml[^<>]*\?>")
_DOCTYPE = re.compile(rf"<![dD][oO][cC][^>]{{{MAX_DOCTYPE},}}>")
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,8})|([0-9]{1,10}));?")
_DATA_URI = re.compile(r"data:[\w.+-]{0,60}/?[\w.+-]{0,60};base64,[A-Za-z0-9+/=%]{200,}")
_LONG_TAG = re.compile(rf"<([a-zA-Z][a-zA-Z0-9-]*)\s[^<>]{{{MAX_TAG},}}>")
_LINE_BREAKS = re.compile(r"<[bB][rR]\b[^<>]{0,40}>\s*(?:<[bB][rR]\b[^<>]{0,40}>\s*){2,}")
_MARKS = re.compile(rf"[\u0300-\U000e01ef]{{{MAX_MARKS + 1},}}")


def prepare_html(html: str) -> str:
    """Return the HTML without what makes parsers stall or fail.

    Goes: control characters and references to them, long doctypes, scripts above 1 MiB, base64 data addresses,
    attributes of tags above 32 KiB, line breaks after the second in a row.

    >>> prepare_html("<p>one&#1; two&#xFFFE;\\x00</p><br><br><br>")
    '<p>one two</p><br><br>'
    """
    html = _drop_illegal(html).replace("\x0c", " ")
    if declaration := _XML_DECLARATION.match(html):
        html = html[declaration.end() :]
    html = _DOCTYPE.sub("", html, count=1)
    if len(html) > MAX_SCRIPT:
        html = _empty_long_scripts(html)
    if "base64," in html:
        html = _DATA_URI.sub("data:,", html)
    if _may_hold_long_tag(html):
        html = _LONG_TAG.sub(r"<\1>", html)
    if "&#" in html and not all(map(_is_legal, set(_REFERENCE.findall(html)))):
        html = _REFERENCE.sub(_drop_illegal_reference, html)
    return _LINE_BREAKS.sub("<br><br>", html)


def cap_marks(text: str) -> str:
    """Drop combining marks after the 30th in a row: a million of them stall whatever looks at characters.

    >>> len(cap_marks("e" + "\u0301" * 99))
    31
    """
    return _MARKS.sub(_cap_run, text)


def _drop_illegal(html: str) -> str:
    """Without illegal characters. Most pages have none, and a page's bytes are searched faster than its characters."""
    encoded = html.encode("utf-8", "surrogatepass")
    in_ascii = len(encoded.translate(None, _ILLEGAL_BYTES)) < len(encoded)
    return _ILLEGAL.sub("", html) if in_ascii or _ILLEGAL_LEAD in encoded else html


def _may_hold_long_tag(html: str) -> bool:
    """Tell whether some stretch is long enough for a long tag: it holds a whole window without a bracket."""
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
