"""Which addresses can be articles of a source."""

from __future__ import annotations

import re
from urllib.parse import unquote

from crawler.config import Source


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
