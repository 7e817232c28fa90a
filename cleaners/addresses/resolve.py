"""Addresses as documents write them to addresses that can be asked for, or None."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit, urlunsplit

from w3lib.url import safe_url_string

from cleaners.addresses.parameters import drop_trackers

MAX_LENGTH = 2083
"""Characters of an address: the limit of common servers and of Scrapy."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffd]")
_LINE_BREAKS = re.compile(r"[\t\n\r]")
_ESCAPE = re.compile(r"%[0-9a-f]{2}", re.IGNORECASE)
_DEFAULT_PORTS = {"http": 80, "https": 443}


def resolve_address(address: str | None, base: str | None) -> str | None:
    """Make an address absolute and safe to ask for, or return None when it is no http(s) address.

    Fragment and default port go, host and escapes are put in one case, the order of the parameters stays. Line breaks
    inside go and blanks are escaped, as browsers do (WHATWG URL). An address with a name or password, a control
    character, an impossible port or more than 2,083 characters is none.

    >>> resolve_address(" /a b.jpg?w=2#top ", "https://Example.org/feed")
    'https://example.org/a%20b.jpg?w=2'
    >>> resolve_address("www.example.org/1", "https://example.org/feed")
    'https://www.example.org/1'
    >>> [resolve_address(bad, "https://example.org/") for bad in ("javascript:alert(1)", "file:///etc/passwd", "http://[::1")]
    [None, None, None]
    """
    address = _LINE_BREAKS.sub("", (address or "").strip())
    if not address or len(address) > MAX_LENGTH or _CONTROL.search(address):
        return None
    try:
        if address[:4].lower() == "www.":
            address = f"{urlsplit(base or '').scheme or 'https'}://{address}"
        parts = urlsplit(safe_url_string(urljoin(base or "", address)))
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return None
    if parts.scheme not in _DEFAULT_PORTS or not host or port == 0 or "@" in parts.netloc:
        return None
    netloc = f"[{host}]" if ":" in host else host
    if port not in (None, _DEFAULT_PORTS[parts.scheme]):
        netloc += f":{port}"
    path = _ESCAPE.sub(lambda escape: escape[0].upper(), parts.path or "/")
    url = urlunsplit((parts.scheme, netloc, path, parts.query, ""))
    return url if len(url) <= MAX_LENGTH else None


def resolve_page(address: str | None, base: str | None) -> str | None:
    """Make the address of a page absolute and safe to ask for, without its trackers; None as in `resolve_address`.

    None, too, for one with white space inside: where a feed holds that, it is text.

    >>> resolve_page(" /news/1?utm_source=feed&id=2#top ", "https://Example.org/feed")
    'https://example.org/news/1?id=2'
    """
    if address is None or len(address.split(maxsplit=1)) != 1:
        return None
    url = resolve_address(address, base)
    if url is None or "?" not in url:
        return url
    place, _, query = url.partition("?")
    kept = drop_trackers(query)
    return f"{place}?{kept}" if kept else place
