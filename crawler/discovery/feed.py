"""RSS, Atom and JSON feeds to candidates.

feedparser reads the feed, but not its dates: it takes the zone PKT for UTC, five hours wrong. The date as
printed is parsed by the library that parses dates on pages.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import median_low

import feedparser

from cleaners.fields import parse_date
from cleaners.model import Hints
from crawler.config import Source
from crawler.discovery._feed_text import find_persons, strip_markup
from crawler.discovery._json_feed import is_json, read_json_entries
from crawler.discovery._xml import measure_xml
from crawler.discovery.candidate import Entry, Found, collect

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
    if is_json(body):
        items = read_json_entries(body, source)
        return Found(error=items) if isinstance(items, str) else _collect(items, url, source, None)
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
    return _collect(entries, url, source, partial)


def _collect(entries: Sequence[Entry], url: str, source: Source, partial: str | None) -> Found:
    letters = median_low(len(entry.text) for entry in entries) if entries else None
    return replace(collect(entries, url, source, partial), letters=letters)


def _read_entries(feed: feedparser.FeedParserDict, source: Source) -> Iterator[Entry]:
    language = str(feed.feed.get("language") or "").lower()[:2] or None
    timezone = source.rules.timezone
    for entry in feed.entries:
        # dict.get: the library answers for a missing date with another one.
        published, updated = (_read_date(dict.get(entry, key), timezone) for key in ("published", "updated"))
        published = published or updated
        text = _read_text(entry)
        yield Entry(
            str(entry.get("feedburner_origlink") or entry.get("link") or ""),
            Hints(
                title=strip_markup(entry.get("title")),
                published=published,
                published_from="feed" if published else None,
                modified=updated,
                language=language,
                authors=find_persons((strip_markup(a.get("name")) for a in entry.get("authors", ())), source),
                tags=tuple(filter(None, (strip_markup(t.get("term")) for t in entry.get("tags", ())))),
                letters=len(text) or None,
            ),
            text,
        )


def _read_text(entry: feedparser.FeedParserDict) -> str:
    """The longest text that goes with an entry: some feeds carry the whole story beside a summary."""
    markups = (entry.get("summary"), *(content.get("value") for content in entry.get("content", ())))
    return max((strip_markup(markup, None) or "" for markup in markups), key=len)


def _read_date(text: object, timezone: str | None) -> str | None:
    return parse_date(text, timezone=timezone) if isinstance(text, str) else None


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
