"""Addresses that a page declares: its own, its pictures. Hostile until checked."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urljoin, urlsplit

from courlan import clean_url, extract_domain

MAX_ADDRESS = 2000

_CONTROL = re.compile(r"[\x00-\x20\x7f]")


def resolve_address(address: str | None, base: str | None) -> str | None:
    """An absolute http(s) address without fragment, or None for anything else.

    >>> resolve_address("/a.jpg#x", "https://example.org/story")
    'https://example.org/a.jpg'
    >>> resolve_address("javascript:alert(1)", "https://example.org/") is None
    True
    """
    if not address or len(address) > MAX_ADDRESS:
        return None
    try:
        joined = urljoin(base or "", _CONTROL.sub("", address))
        parts = urlsplit(joined)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
            return None
        return parts._replace(fragment="").geturl() if parts.port != 0 else None
    except ValueError:
        return None


def check_canonical(address: str | None, page_url: str | None) -> str | None:
    """The address that a page declares as its own, tracking parameters removed; None if it cannot be.

    It must be http(s), of the page's host or registered domain, and no home page for a page that is none.

    >>> check_canonical("https://www.example.org/a?utm_source=x&id=3", "https://m.example.org/a?id=3")
    'https://www.example.org/a?id=3'
    >>> check_canonical("https://other.test/a", "https://example.org/a") is None
    True
    """
    resolved = resolve_address(address, page_url)
    cleaned = clean_url(resolved) if resolved else None
    if cleaned is None or page_url is None:
        return cleaned
    own, claimed = urlsplit(page_url), urlsplit(cleaned)
    if claimed.path in ("", "/") and not claimed.query and own.path not in ("", "/"):
        return None
    return cleaned if own.hostname == claimed.hostname or _find_site(own) == _find_site(claimed) else None


def _find_site(address: SplitResult) -> str:
    """The registered domain; for a host under no public suffix its last two labels, a number as it is."""
    host = address.hostname or ""
    parent = host if host.replace(".", "").isdecimal() else ".".join(host.split(".")[-2:])
    return extract_domain(address.geturl()) or parent
