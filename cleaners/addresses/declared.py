"""The address that a page declares as its own, and whether two addresses are of one site."""

from __future__ import annotations

from urllib.parse import urlsplit

from cleaners.addresses.hosts import find_domain
from cleaners.addresses.normalize import normalize_address


def check_canonical(address: str | None, page_url: str | None) -> str | None:
    """An absolute address that a page declares as its own, in its normal form; None if it cannot be.

    It must be of the page's host or registered domain, and no home page for a page that is none.

    >>> check_canonical("https://www.example.org/a?utm_source=x&id=3", "https://m.example.org/a?id=3")
    'https://www.example.org/a?id=3'
    >>> check_canonical("https://other.test/a", "https://example.org/a") is None
    True
    """
    claimed = normalize_address(address)
    if claimed is None or page_url is None:
        return claimed
    home = _is_home(claimed) and not _is_home(normalize_address(page_url))
    return None if home or not same_site(claimed, page_url) else claimed


def same_site(one: str, other: str) -> bool:
    """Whether two addresses are of one host, or of hosts of one registered domain.

    >>> same_site("https://m.valley.example/a", "http://www.valley.example/"), same_site("https://a.test/", "https://b.test/")
    (True, False)
    """
    host, another = _host_of(one), _host_of(other)
    return host == another or find_domain(host) == find_domain(another)


def find_site(url: str) -> str:
    """The registered domain of an address; without a public suffix the last two labels of its host, "" without a host.

    >>> find_site("https://www.valley-times.example/en"), find_site("http://127.0.0.1:8000/")
    ('valley-times.example', '127.0.0.1')
    """
    return find_domain(_host_of(url))


def _host_of(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _is_home(url: str) -> bool:
    return url.count("/") == 3 and url.endswith("/")
