"""The address that a page is known by: one for all its spellings. Ids are made of it; it is never asked for."""

from __future__ import annotations

import re
from typing import overload

from cleaners.addresses.escapes import normalize_fragment, normalize_path
from cleaners.addresses.hosts import MAX_HOST, normalize_host
from cleaners.addresses.parameters import clean_query
from cleaners.addresses.views import drop_view

_ADDRESS = re.compile(r"(https?):/{2}([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.IGNORECASE | re.DOTALL)
_AUTHORITY = re.compile(r"(\[[0-9a-f:.]+\]|[^:\[\]]+)(?::([0-9]*))?", re.IGNORECASE)
_USERINFO = re.compile(r"(\A\s*[a-z][a-z0-9+.-]*:/{2})[^/?#]*@", re.IGNORECASE)

_AROUND = "".join(map(chr, range(0x21)))
_INSIDE = re.compile(r"[\t\n\r]")
_SLASHES = re.compile(r"//+")
_SESSION = re.compile(r";jsessionid=[^/]*", re.IGNORECASE)
_DEFAULT_PORTS = {"http": "80", "https": "443"}


@overload
def normalize_address(address: str) -> str: ...
@overload
def normalize_address(address: None) -> None: ...
def normalize_address(address: str | None) -> str | None:
    """The one spelling of an http(s) address; None for None, anything else as it is. Never raises; linear time.

    One are: letters of scheme and host, the default port, a dot behind the host, IDNA; names and passwords (gone);
    `//` and dot segments of the path; escapes, and letters that should have been escaped; order and repetition of the
    parameters, those that select nothing (see `clean_query`); a fragment, but for `#!`, which selects; AMP and print
    versions and their story (see `drop_view`). Apart stay http and https, `www.`, a slash at the end, the case of the path:
    whether they are one, only the site can show, by redirecting or by declaring (`check_canonical`).

    >>> normalize_address("HTTPS://Example.org:443//a/../b/%7eامن?utm_source=x&b=2&a=1#top")
    'https://example.org/b/~%D8%A7%D9%85%D9%86?a=1&b=2'
    >>> normalize_address("https://example.org/border-opens/amp/?outputType=amp")
    'https://example.org/border-opens/'
    >>> normalize_address("mailto:desk@example.org"), normalize_address(None)
    ('mailto:desk@example.org', None)
    """
    if address is None:
        return None
    match = _ADDRESS.fullmatch(_INSIDE.sub("", address.strip(_AROUND)))
    if match is None:
        return drop_userinfo(address)
    scheme, authority, path, query, fragment = match.groups()
    scheme = scheme.lower()
    parts = _AUTHORITY.fullmatch(authority.rpartition("@")[2])
    host = normalize_host(parts[1]) if parts and len(parts[1]) <= MAX_HOST else None
    if parts is None or not host:
        return drop_userinfo(address)
    port = (parts[2] or "").lstrip("0") or ("0" if parts[2] else "")
    if port and port != _DEFAULT_PORTS[scheme]:
        host = f"{host}:{port}"
    path = drop_view(_normalize_path(path))
    if query:
        query = clean_query(query, path)
    kept = f"#{normalize_fragment(fragment)}" if fragment and len(fragment) > 1 and fragment[0] == "!" else ""
    return f"{scheme}://{host}{path}?{query}{kept}" if query else f"{scheme}://{host}{path}{kept}"


def drop_userinfo(address: str) -> str:
    """An address without name and password; the rest is untouched.

    >>> drop_userinfo("https://desk:secret@example.org/a@b")
    'https://example.org/a@b'
    """
    return _USERINFO.sub(r"\1", address, count=1) if "@" in address else address


def _normalize_path(path: str) -> str:
    if ";" in path:
        path = _SESSION.sub("", path)
    path = _SLASHES.sub("/", normalize_path(path))
    return (_drop_dots(path) if "/." in path else path) or "/"


def _drop_dots(path: str) -> str:
    """A path without `.` and `..` (RFC 3986, section 5.2.4)."""
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)
