"""RSS and Atom feeds to candidates.

feedparser reads the feed, but not its dates: it takes the zone PKT for UTC, five hours wrong. The date as
printed is parsed by the library that parses dates on pages.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import feedparser
from w3lib.html import remove_tags, replace_entities

from cleaners.fields import parse_date, split_authors
from cleaners.model import Hints
from crawler.config import Source
from crawler.discovery.candidate import Found, collect
from crawler.discovery.xml import measure_xml

MAX_BYTES = 5 * 1024 * 1024
"""Larger feeds take the parser more than some seconds."""

END = re.compile(rb"</(rss|feed|\w+:RDF)\s*>", re.IGNORECASE)


def read_feed(body: bytes, url: str, source: Source) -> Found:
    """Read a feed in whatever state it is; `url` is its address, for relative links.

    Hints are the entry's title, dates, authors and tags and the feed's language. An entry's date without a
    zone takes that of the source. Errors (not "empty"): HTML or anything else that is no feed, more than
    5 MiB, entity declarations, elements nested beyond reason. A feed without entries is no error.
    """
    if (error := _refuse(body)) is not None:
        return Found(error=error)
    # A stream, since feedparser would open a string that looks like a path or an address.
    feed = feedparser.parse(
        io.BytesIO(body),
        response_headers={"content-type": "application/xml"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not feed.get("version") and not feed.entries:
        return Found(error=f"not a feed: {_explain(feed)}")
    if feed.bozo and not feed.entries:
        return Found(error=f"broken: {_explain(feed)}")
    entries = list(_read_entries(feed, source))
    partial = None
    if feed.bozo and not END.search(body[-2000:]):
        # The last entry of a feed that breaks off may hold half an address.
        entries.pop()
        partial = f"breaks off: {_explain(feed)}"
    return collect(entries, url, source, partial)


def _read_entries(feed: feedparser.FeedParserDict, source: Source) -> Iterator[tuple[str, Hints]]:
    language = str(feed.feed.get("language") or "").lower()[:2] or None
    timezone = source.rules.timezone
    for entry in feed.entries:
        # dict.get: the library answers for a missing date with another one.
        published, updated = (_read_date(dict.get(entry, key), timezone) for key in ("published", "updated"))
        published = published or updated
        yield (
            str(entry.get("feedburner_origlink") or entry.get("link") or ""),
            Hints(
                title=_plain(entry.get("title")),
                published=published,
                published_from="feed" if published else None,
                modified=updated,
                language=language,
                authors=_read_authors(entry, source),
                tags=tuple(filter(None, (_plain(t.get("term")) for t in entry.get("tags", ())))),
            ),
        )


def _read_authors(entry: feedparser.FeedParserDict, source: Source) -> tuple[str, ...]:
    """Persons only: a desk or wire that signs a feed's entry is told from the page."""
    names = filter(None, (_plain(author.get("name")) for author in entry.get("authors", ())))
    persons = (person for name in names for person in split_authors(name, source.rules.agencies).authors)
    return tuple(dict.fromkeys(persons))


def _read_date(text: object, timezone: str | None) -> str | None:
    return parse_date(text, timezone=timezone) if isinstance(text, str) else None


def _plain(markup: object) -> str | None:
    """Text of a title that may hold tags and entities; None when nothing is left."""
    text = replace_entities(remove_tags(str(markup or "")))
    return " ".join(text.split())[:500] or None


def _explain(feed: feedparser.FeedParserDict) -> str:
    return " ".join(str(feed.get("bozo_exception", "no RSS, RDF or Atom element")).split())[:160]


def _refuse(body: bytes) -> str | None:
    head = body[:2000].lower()
    if not body.strip():
        return "empty"
    if b"<!doctype html" in head or re.match(rb"\s*(<!--.{0,500}?-->\s*)?<html", head, re.DOTALL):
        return "HTML instead of a feed"
    if len(body) > MAX_BYTES:
        return f"{len(body)} bytes: more than the {MAX_BYTES} of a feed"
    if b"<!ENTITY" in body:
        return "entity declarations: not read, since entities can blow up or name files"
    return measure_xml(body)
