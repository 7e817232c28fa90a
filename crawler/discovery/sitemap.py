"""Sitemaps and sitemap indexes to candidates, with every Google News tag.

Scrapy's own parser loses the news tags, and with an address cut in two at the end of a truncated file it
invents one. This one reads element by element and counts an address only when its element is complete.

Sources: https://www.sitemaps.org/protocol.html,
https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from cleaners.addresses import resolve_page
from cleaners.fields import parse_date
from cleaners.model import Hints
from crawler.config import Source
from crawler.discovery._xml import mend_xml
from crawler.discovery.candidate import MAX_CANDIDATES, ChildSitemap, Entry, Found, collect
from crawler.store.inflate import MAGIC, InflateError, TooLargeError, inflate

MAX_BYTES = 50 * 1024 * 1024
"""Size of an unpacked sitemap (sitemaps.org)."""

PIECE = 256 * 1024
"""Characters handed to the parser at a time."""

PAGES = "urlset"
INDEX = "sitemapindex"


def read_sitemap(body: bytes, url: str, source: Source) -> Found:
    """Read a sitemap or an index of sitemaps; `body` may be packed with gzip.

    Errors (not "empty"): HTML, plain text or anything else, a document type declaration (entities can blow up
    or name files), more than 50 MiB unpacked, no complete address in a broken file. A file cut off in the
    middle is `partial`: what was complete counts. Of two addresses in one entry the first counts.
    """
    try:
        unpacked = inflate(body, MAX_BYTES) if body.startswith(MAGIC) else body
    except TooLargeError as error:
        return Found(error=f"{error}: not a sitemap")
    except InflateError as error:
        if not error.before:
            return Found(error=f"broken gzip ({error}): not a sitemap")
        unpacked = error.before
    text = _repair(unpacked)
    if (refusal := _refuse(text)) is not None:
        return Found(error=refusal)
    del unpacked  # up to 50 MiB
    reader = _Reader(text)
    entries = list(reader)
    if reader.root == INDEX:
        return _read_index(entries, url, reader.broken)
    if reader.root != PAGES:
        return Found(error=f"<{reader.root}> is neither a sitemap nor an index" if reader.root else "not XML")
    if reader.broken and not entries:
        return Found(error=f"broken before the first address: {reader.broken}")
    timezone = source.rules.timezone
    named = (Entry(entry.get("loc", ""), _hints(entry, timezone)) for entry in entries)
    return collect(named, url, source, reader.broken)


class _Reader:
    """Yields the complete entries of a sitemap; afterwards `root` and `broken` say what it was.

    The text goes to the parser piece by piece: another copy of it, encoded, would take as much memory again.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.root: str | None = None
        self.broken: str | None = None

    def __iter__(self) -> Iterator[dict[str, str]]:
        parser = etree.XMLPullParser(
            events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False
        )
        count = 0
        for start in (*range(_skip_declaration(self.text), len(self.text), PIECE), None):
            self._feed(parser, start)
            events: Iterator[tuple[str, etree._Element]] = parser.read_events()  # type: ignore[assignment]
            for event, element in events:
                _, name = _split_name(str(element.tag))
                if self.root is None:
                    self.root = name.lower()
                    if self.root not in (PAGES, INDEX):
                        return
                if event == "end" and name in ("url", "sitemap"):
                    yield _texts(element)
                    count += 1
                    element.clear()
                    parent = element.getparent()
                    while parent is not None and element.getprevious() is not None:
                        del parent[0]
                if count > MAX_CANDIDATES:
                    return
            if self.broken is not None:
                return

    def _feed(self, parser: etree.XMLPullParser, start: int | None) -> None:
        """Hand on one piece; None ends the document."""
        try:
            if start is None:
                parser.close()
            else:
                parser.feed(self.text[start : start + PIECE].encode("utf-8"))
        except etree.XMLSyntaxError as error:
            self.broken = f"broken at line {error.lineno}: {error.msg}"[:200]


def _skip_declaration(text: str) -> int:
    """Where the document starts: the parser is given UTF-8, whatever the declaration says of the bytes."""
    declaration = re.match(r"<\?xml\s[^>]{0,200}\?>\s*", text)
    return declaration.end() if declaration else 0


def _texts(entry: etree._Element) -> dict[str, str]:
    """First text of each element by local name; those of the news extension stand under `news:`."""
    found: dict[str, str] = {}
    for element in entry.iter(etree.Element):
        space, name = _split_name(str(element.tag))
        if space.endswith(("image", "video")):
            continue
        prefix = "news:" if space.endswith("news") else ""
        text = " ".join((element.text or "").split())
        if text:
            found.setdefault(prefix + name, text)
    return found


def _split_name(tag: str) -> tuple[str, str]:
    """Name space without its version, and local name; a prefix that was never declared stands for its own.

    >>> _split_name("{http://www.google.com/schemas/sitemap-news/0.9}title"), _split_name("news:title")
    (('http://www.google.com/schemas/sitemap-news', 'title'), ('news', 'title'))
    """
    if tag.startswith("{"):
        space, _, name = tag[1:].partition("}")
        return re.sub(r"/[\d.]+$", "", space), name
    space, _, name = tag.rpartition(":")
    return space, name


def _hints(entry: dict[str, str], timezone: str | None) -> Hints:
    published = parse_date(entry.get("news:publication_date", ""), timezone=timezone)
    language = entry.get("news:language", "").lower()[:2]
    keywords = (word.strip() for word in re.split("[,،]", entry.get("news:keywords", "")))
    return Hints(
        title=entry.get("news:title"),
        published=published,
        published_from="news-sitemap" if published else None,
        modified=_read_stamp(entry.get("lastmod")),
        language=language or None,
        tags=tuple(dict.fromkeys(word for word in keywords if word)),
    )


def _read_stamp(text: str | None) -> str | None:
    # A sitemap writes W3C dates; anything else is not worth the time of a parser of printed dates.
    return parse_date(text) if text and re.match(r"\d{4}-\d\d-\d\d", text) else None


def _read_index(entries: list[dict[str, str]], url: str, broken: str | None) -> Found:
    children: dict[str, ChildSitemap] = {}
    for entry in entries:
        address = resolve_page(entry.get("loc", ""), url)
        # An index that names itself would be read without end.
        if address is not None and address != url and address not in children:
            children[address] = ChildSitemap(address, _read_stamp(entry.get("lastmod")))
    if not children:
        return Found(error=broken or "an index that names no sitemap")
    if len(children) > MAX_CANDIDATES:
        broken = f"an index of more than {MAX_CANDIDATES} sitemaps: the rest was left"
    return Found(sitemaps=tuple(children.values())[:MAX_CANDIDATES], partial=broken)


def _repair(body: bytes) -> str:
    encoding = "utf-16" if body.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    return mend_xml(body.decode(encoding, errors="replace")).lstrip()


def _refuse(text: str) -> str | None:
    start = _skip_declaration(text)
    head = text[start : start + 2000].lower()
    if not head.strip():
        return "empty, or only white space"
    if "<!doctype html" in head or head.startswith("<html"):
        return "HTML instead of a sitemap"
    if "<!doctype" in head or "<!entity" in head:
        return "a document type declaration: not read, since entities can blow up or name files"
    return None if head.startswith("<") else "plain text instead of a sitemap"
