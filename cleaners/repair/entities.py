"""Character references that were escaped once too often."""

from __future__ import annotations

import html
import re

from cleaners.repair.edits import Repaired, replace_matches

REFERENCE = re.compile(
    r"&(?:amp;)*(?:#[0-9]{2,7}|#[xX][0-9a-fA-F]{2,6}|[A-Za-z][A-Za-z0-9]{1,30});|&nbsp(?![A-Za-z0-9;=])"
)


# Printable only in Python's narrow sense: no-break space, soft hyphen, joiners, direction marks.
WITHOUT_GLYPH = frozenset("\u00a0\u00ad\u200b\u200c\u200d\u200e\u200f\u2002\u2003\u2009\u202f")


def decode_entities(text: str) -> Repaired:
    """Decode HTML character references that are left in the text, also those escaped twice.

    Goes: `&amp;`, `&quot;`, `&#8217;`, `&amp;nbsp;`, `&nbsp` without its semicolon.
    Stays: an ampersand that is none (`AT&T`, `?a=1&copy=2`), unknown names, references to controls.

    >>> decode_entities("Talks &amp;amp; trade: &#8220;open&#8221;, said AT&T").text
    'Talks & trade: “open”, said AT&T'

    Source: HTML Living Standard, 13.5 (named character references).
    """
    if "&" not in text:
        return Repaired(text)
    return replace_matches(REFERENCE, decode_reference, text)


def decode_reference(match: re.Match[str]) -> str:
    """The character of one reference, or the reference itself where it names none or a control."""
    reference = match.group()
    if not reference.endswith(";"):
        return "\u00a0"
    decoded = re.sub("&(?:amp;)+", "&", reference) if reference.count("amp;") > 1 else reference
    decoded = html.unescape(decoded if decoded != "&" else "&amp;")
    while decoded != "&" and decoded.startswith("&") and decoded != (again := html.unescape(decoded)):
        decoded = again
    return decoded if (len(decoded) <= 2 and decoded.isprintable()) or decoded in WITHOUT_GLYPH else reference
