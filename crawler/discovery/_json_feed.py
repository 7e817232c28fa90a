"""JSON Feed to entries.

Source: https://www.jsonfeed.org/version/1.1/
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from cleaners.fields import parse_date
from cleaners.model import Hints
from crawler.config import Source
from crawler.discovery._feed_text import find_persons, strip_markup
from crawler.discovery.candidate import Entry


def is_json(body: bytes) -> bool:
    """Whether a body begins as a JSON object does.

    >>> is_json(b'\\xef\\xbb\\xbf {"items": []}'), is_json(b"<rss>")
    (True, False)
    """
    return body[:100].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")


def read_json_entries(body: bytes, source: Source) -> list[Entry] | str:
    """The entries of a JSON Feed, version 1 or 1.1, or an error text; what is of a wrong type is passed over."""
    try:
        feed = json.loads(body)
    except (ValueError, RecursionError) as error:
        return f"broken JSON: {error}"[:200]
    items = feed.get("items")
    if not isinstance(items, list):
        return "JSON, but no feed: it has no list of items"
    language = _text(feed, "language")
    rows = (item for item in items if isinstance(item, dict))
    return [_read_item(item, language, source) for item in rows]


def _read_item(item: dict[str, object], language: str | None, source: Source) -> Entry:
    published, modified = (
        parse_date(_text(item, key) or "", timezone=source.rules.timezone)
        for key in ("date_published", "date_modified")
    )
    own = (_text(item, "language") or language or "").lower()[:2]
    content = _text(item, "content_text") or _text(item, "content_html") or _text(item, "summary")
    text = strip_markup(content, None) or ""
    hints = Hints(
        title=strip_markup(_text(item, "title")),
        published=published or modified,
        published_from="feed" if published or modified else None,
        modified=modified,
        language=own or None,
        authors=find_persons(_read_authors(item), source),
        tags=tuple(filter(None, map(strip_markup, _texts(item.get("tags"))))),
        letters=len(text) or None,
    )
    return Entry(_text(item, "url") or _text(item, "id") or "", hints, text)


def _read_authors(item: dict[str, object]) -> Iterator[str | None]:
    # Version 1 knew one author only.
    authors = item.get("authors") or [item.get("author")]
    for author in authors if isinstance(authors, list) else ():
        if isinstance(author, dict):
            yield strip_markup(_text(author, "name"))


def _texts(value: object) -> tuple[str, ...]:
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def _text(table: dict[str, object], key: str) -> str | None:
    value = table.get(key)
    return value if isinstance(value, str) else None
