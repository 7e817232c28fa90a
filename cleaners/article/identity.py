"""Names of articles that stay the same: by address, by words."""

from __future__ import annotations

import hashlib

ID_LENGTH = 16
"""Hex digits of an id: 64 bits, so that among a billion articles a clash is unlikely (about 3 %)."""


def hash_text(text: str) -> str:
    """First 16 hex digits of the SHA-256 of a text in UTF-8.

    >>> hash_text("https://example.org/a")
    'b5b10dd0429e69ac'
    """
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:ID_LENGTH]


def name_article(canonical_url: str | None, title: str | None, text: str) -> tuple[str, str]:
    """Id and version of an article: the id follows its address, else its text; the version its words."""
    return hash_text(canonical_url or text), hash_text(f"{title or ''}\n{text}")
