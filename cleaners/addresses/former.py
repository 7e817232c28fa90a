"""The addresses that earlier versions made ids of: a store of theirs knows its articles by them."""

from __future__ import annotations

import re

_ESCAPED_LETTER = re.compile(r"%[89A-F][0-9A-F]")


def former_addresses(url: str | None, canonical_url: str | None) -> tuple[str, ...]:
    """Spellings that stood for a page before there was `normalize_address`, the likeliest first.

    It was the declared address as courlan cleans it, with letters escaped as they were written (WordPress writes
    `%d8%a7`), else that of the server as it came.

    >>> former_addresses("https://example.org/a", "https://example.org/%D8%A7?b=&eid=3")
    ('https://example.org/%D8%A7', 'https://example.org/%d8%a7')
    >>> former_addresses("https://example.org/a?b=2&a=1", None)
    ('https://example.org/a?b=2&a=1',)
    """
    if canonical_url is None:
        return (url,) if url else ()
    from courlan import clean_url  # loading its tables takes a while

    written = (canonical_url, _ESCAPED_LETTER.sub(lambda escape: escape[0].lower(), canonical_url))
    return tuple(dict.fromkeys(filter(None, map(clean_url, written))))
