"""One way of escaping: what may stand as it is stands as it is, everything else as `%XX` of its UTF-8."""

from __future__ import annotations

import re
from collections.abc import Callable

UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
"""Characters that mean the same escaped or not (RFC 3986, sections 2.3 and 6.2.2.2)."""

_PLAIN = UNRESERVED | frozenset(b"!=:,")
"""In a path these, too: courlan wrote them so, and most ids of before were made of its addresses."""


def _make(plain: frozenset[int], apart: frozenset[int] = frozenset()) -> Callable[[str], str]:
    """A function that writes `plain` as it is, escaped or not, and `apart` as it came; it takes linear time."""
    allowed = re.escape(bytes(sorted(plain | apart)))
    clean = re.compile(f"[{allowed.decode('ascii')}]*")
    odd = re.compile(rb"%[0-9A-Fa-f]{2}|[^" + allowed + rb"]")

    def write(match: re.Match[bytes]) -> bytes:
        found = match.group()
        byte = int(found[1:], 16) if len(found) == 3 else found[0]
        return bytes([byte]) if byte in plain else b"%%%02X" % byte

    def normalize(text: str) -> str:
        if clean.fullmatch(text):
            return text
        return odd.sub(write, text.encode("utf-8", "surrogatepass")).decode("ascii")

    return normalize


_normalize_segments = _make(_PLAIN, frozenset(b"/"))
_normalize_value = _make(UNRESERVED)
_normalize_fragment = _make(_PLAIN, frozenset(b"/?&"))


def normalize_path(path: str) -> str:
    """A path with one way of escaping; an escaped slash stays one.

    >>> normalize_path("/%7ea%2Db/%d8%a7/ا/it's%2Fso%2C")
    '/~a-b/%D8%A7/%D8%A7/it%27s%2Fso,'
    """
    return _normalize_segments(path)


def normalize_form(text: str) -> str:
    """A name or a value of a query with one way of escaping; `+` is a space (HTML, "URL-encoded form data").

    >>> normalize_form("a+b%20c%2c,%7E")
    'a+b+c%2C%2C~'
    """
    plain = text.replace("+", "%20") if "+" in text else text
    return _normalize_value(plain).replace("%20", "+")


def normalize_fragment(text: str) -> str:
    """A fragment with one way of escaping."""
    return _normalize_fragment(text)
