"""Character references that were escaped once too often."""

from __future__ import annotations

import html
import re

from cleaners.repair.edits import Repaired, replace_matches

AGAIN = "(?:amp|AMP|#0*38|#[xX]0*26);"  # an ampersand that was escaped itself
REFERENCE = re.compile(
    # Two references to the halves of one character, as old programs write emoji.
    "&#(?P<high>5[56][0-9]{3});&#(?P<low>5[67][0-9]{3});"
    f"|&(?:{AGAIN})*+(?:(?P<name>#[0-9]{{1,7}}|#[xX][0-9a-fA-F]{{1,6}}|[A-Za-z][A-Za-z0-9]{{1,30}});"
    "|(?P<nbsp>nbsp)(?![A-Za-z0-9;=]))"
    f"|&(?:{AGAIN})++"
)
HALF_DONE = re.compile("&[#A-Za-z0-9]{0,31}$")
COMPLETING = re.compile("[#;A-Za-z0-9]")

# Printable only in Python's narrow sense: no-break space, soft hyphen, joiners, direction marks.
WITHOUT_GLYPH = frozenset("\t\u00a0\u00ad\u200b\u200c\u200d\u200e\u200f\u2002\u2003\u2009\u202f")


def decode_entities(text: str) -> Repaired:
    """Decode HTML character references that are left in the text, also those escaped twice.

    Goes: `&amp;`, `&quot;`, `&#8217;`, `&amp;nbsp;`, `&nbsp` without its semicolon; references to a line break become
    one, those to other controls nothing.
    Stays: an ampersand that is none (`AT&T`, `?a=1&copy=2`), unknown names, halves of characters, and what would
    complete another reference (`&am&#112;;`).

    >>> decode_entities("Talks &amp;amp; trade: &#8220;open&#8221;, said AT&T").text
    'Talks & trade: “open”, said AT&T'

    Source: HTML Living Standard, 13.5 (named character references).
    """
    if "&" not in text:
        return Repaired(text)
    written, done = "", 0  # the end of the output, and how far of the input it goes

    def decode(reference: re.Match[str]) -> str:
        nonlocal written, done
        found, end = reference.group(), reference.end()
        decoded = decode_reference(reference)
        if decoded == "\r":
            decoded = "" if text.startswith(("\n", "&#10;", "&#xA;", "&#xa;"), end) else "\n"
        written = (written + text[max(done, reference.start() - 32) : reference.start()])[-32:]
        if COMPLETING.search(decoded) and HALF_DONE.search(written):
            decoded = found
        written, done = (written + decoded)[-32:], end
        return decoded

    return replace_matches(REFERENCE, decode, text)


def decode_reference(reference: re.Match[str]) -> str:
    """The character of one reference, or the reference itself where it names none."""
    if reference["high"]:
        units = int(reference["high"]), int(reference["low"])
        pair = b"".join(unit.to_bytes(2, "little") for unit in units)
        decoded = pair.decode("utf-16-le", "ignore")
        return decoded if len(decoded) == 1 and decoded > "\uffff" else reference.group()
    name = reference["name"]
    if name is None:
        return "\u00a0" if reference["nbsp"] else "&"
    decoded = html.unescape(f"&{name};")
    if decoded in ("\n", "\r", "\u2028", "\u2029"):
        return "\r" if decoded == "\r" else "\n"
    if (len(decoded) <= 2 and decoded.isprintable() and decoded != "\ufffd") or decoded in WITHOUT_GLYPH:
        return decoded
    return f"&{name};"
