"""Hosts: one spelling of each, and the site that one belongs to."""

from __future__ import annotations

import re
from functools import lru_cache

MAX_HOST = 253
"""Characters of a host name (RFC 1035, section 2.3.4): a longer one is none."""

_BREAKS = re.compile(r"[/?#@:\\\s]")


@lru_cache(maxsize=1024)
def normalize_host(host: str) -> str:
    """A host in small letters, in ASCII, without the dot behind it and the label of its AMP pages.

    >>> normalize_host("Example.ORG."), normalize_host("münchen.example"), normalize_host("amp.example.org")
    ('example.org', 'xn--mnchen-3ya.example', 'example.org')
    """
    if not host.isascii():
        host = _to_ascii(host)
    host = host.lower().rstrip(".")
    while host.startswith("amp.") and find_domain(host) != host:
        host = host[4:]
    return host


@lru_cache(maxsize=1024)
def find_domain(host: str) -> str:
    """The registered domain of a host; for one under no public suffix its last two labels, a number as it is.

    >>> find_domain("news.example.org"), find_domain("a.b.test"), find_domain("127.0.0.1")
    ('example.org', 'b.test', '127.0.0.1')
    """
    from courlan import extract_domain  # loading its list takes a while, and few runs compare hosts

    if ":" in host or host.replace(".", "").isdecimal():
        return host
    return extract_domain(f"https://{host}/") or ".".join(host.split(".")[-2:])


def _to_ascii(host: str) -> str:
    try:
        decoded = host.encode("idna").decode("ascii")
    except UnicodeError:
        return host
    # Some letters decompose into characters that would end the host (U+2100 is "a/c").
    return host if _BREAKS.search(decoded) else decoded
