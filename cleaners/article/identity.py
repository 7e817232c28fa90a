"""Names of articles that stay the same: by address, by words."""

from __future__ import annotations

import hashlib

from cleaners.addresses import former_addresses, normalize_address
from cleaners.model import Article

ID_LENGTH = 16
"""Hex digits of an id: 64 bits, so that among a billion articles a clash is unlikely (about 3 %)."""


def hash_text(text: str) -> str:
    """First 16 hex digits of the SHA-256 of a text in UTF-8.

    >>> hash_text("https://example.org/a")
    'b5b10dd0429e69ac'
    """
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:ID_LENGTH]


def name_article(address: str | None, title: str | None, text: str) -> tuple[str, str]:
    """Id and version of an article: the id follows its address, however that is spelled, else its text; the version its
    words."""
    return hash_text(normalize_address(address) or text), hash_text(f"{title or ''}\n{text}")


def former_ids(article: Article) -> dict[str, bool]:
    """Ids that an article had by the rules of earlier versions, other than its own, the likeliest first.

    Each with whether it was made of another spelling of the same address: if not, the old rule took several for one, and
    others had the id as well.
    """
    own = normalize_address(article.canonical_url or article.url)
    if own is None or article.id != hash_text(own):
        return {}  # made of its words
    former = former_addresses(article.url, article.canonical_url)
    ids = {hash_text(address): normalize_address(address) == own for address in former}
    ids.pop(article.id, None)
    return ids
