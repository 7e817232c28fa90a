"""What the shape of an address shows of its page: a story of its own, or a list of many things."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qsl, urlsplit

_LISTING = frozenset(
    "category categories cat tag tags topic section sections collection collections shop store search browse archive "
    "archives author authors page c b l listing listings list catalog catalogue department departments products "
    "product-category hub labels label directory issues jobs events courses genre chart market".split()
)
_QUERIES = frozenset({"q", "s", "query", "search", "keyword", "keywords", "search_query"})
_PIECE = re.compile(r"[-_+ ]|%20")
_ENDING = re.compile(r"\.[a-z]{2,5}$", re.IGNORECASE)


class Address(NamedTuple):
    """`words` of the longest of the last two parts of its path; whether a part `lists` (`category`, `tag`) or the
    address `searches`; whether it is the `front` page of its site."""

    words: int
    lists: bool
    searches: bool
    front: bool


def read_address(url: str | None) -> Address | None:
    """Describe the address of a page; None without one, and for one that cannot be read.

    >>> read_address("https://example.org/world/2026/talks-end-in-kabul/a-6533")
    Address(words=4, lists=False, searches=False, front=False)
    >>> read_address("https://example.org/category/asia").lists, read_address("https://example.org/?s=Kabul").searches
    (True, True)
    """
    try:
        parts = urlsplit(url) if url else None
    except ValueError:
        return None
    if parts is None:
        return None
    path = [part for part in parts.path.lower().split("/") if part]
    words = [_list_words(part) for part in path[-2:]]
    named = {*path[:-1], *(path[-1:] if path and len(words[-1]) <= 1 else ())}
    return Address(max(map(len, words), default=0), bool(_LISTING & named), _searches(parts), not path)


def _list_words(part: str) -> list[str]:
    return [word for word in _PIECE.split(_ENDING.sub("", part)) if word and not word.isdecimal()]


def _searches(parts: SplitResult) -> bool:
    return any(name.lower() in _QUERIES for name, _ in parse_qsl(parts.query))
