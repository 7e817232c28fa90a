"""Addresses as documents write them to addresses that can be asked for, or None."""

from __future__ import annotations

import re
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit

from w3lib.url import safe_url_string

from crawler.config import Source

MAX_LENGTH = 2083
"""Characters of an address: the limit of common servers and of Scrapy."""

TRACKERS = re.compile(
    r"""(utm|pk|mtm|hsa|_hs|oly|vero|gaa)_\w+ | at_(medium|campaign) | at_\w+_(type|id|term)
    | (fb|g|dc|y|tw)clid | msclkid | igsh(id)? | mc_[ce]id | _g[al] | cmpid | xtor
    | ref_(src|url) | wt_mc | s_cid""",
    re.VERBOSE | re.IGNORECASE,
)
"""Query parameters that say where a reader came from; anything that could name a page (`id`, `cid`) stays."""

CONTROL = re.compile(r"[\x00-\x20\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffd]")
DEFAULT_PORTS = {"http": 80, "https": 443}


def resolve_url(address: str, base: str) -> str | None:
    """Make an address absolute and canonical, or return None when it is no http(s) address.

    Tracking parameters, fragment and default port go, host and percent escapes are put in one case, the order
    of the parameters stays. An address with a password, a control character, an impossible port or more than
    2,083 characters is none.

    >>> resolve_url(" /news/1?utm_source=feed&id=2#top ", "https://Example.org/feed")
    'https://example.org/news/1?id=2'
    >>> resolve_url("www.example.org/1", "https://example.org/feed")
    'https://www.example.org/1'
    >>> [resolve_url(bad, "https://example.org/") for bad in ("javascript:alert(1)", "file:///etc/passwd", "http://[::1")]
    [None, None, None]
    """
    address = address.strip()
    if not address or len(address) > MAX_LENGTH or CONTROL.search(address):
        return None
    try:
        if address.lower().startswith("www."):
            address = f"{urlsplit(base).scheme}://{address}"
        parts = urlsplit(safe_url_string(urljoin(base, address)))
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return None
    if parts.scheme not in DEFAULT_PORTS or not host or "@" in parts.netloc:
        return None
    netloc = f"[{host}]" if ":" in host else host
    if port not in (None, DEFAULT_PORTS[parts.scheme]):
        netloc += f":{port}"
    path = re.sub(r"%[0-9a-f]{2}", lambda escape: escape[0].upper(), parts.path or "/", flags=re.IGNORECASE)
    url = urlunsplit((parts.scheme, netloc, path, _drop_trackers(parts.query), ""))
    return url if len(url) <= MAX_LENGTH else None


def refuse_url(url: str, source: Source) -> str | None:
    """Say why an address cannot be an article of the source, or return None when it can."""
    if not source.owns(url):
        return "another site"
    spellings = (url, unquote(url))
    if any(re.search(pattern, text) for pattern in source.deny for text in spellings):
        return "denied by the source's rules"
    if source.article and not any(re.search(p, text) for p in source.article for text in spellings):
        return "not an article's address"
    return None


def _drop_trackers(query: str) -> str:
    kept = (part for part in query.split("&") if part and not TRACKERS.fullmatch(part.split("=", 1)[0]))
    return "&".join(kept)
