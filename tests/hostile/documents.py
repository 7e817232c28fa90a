"""What a hostile web server answers for feeds, sitemaps and section pages, and what is to come of it."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from functools import cache

from tests.hostile.server import MIB, Lazy, make_gzip_bomb
from tests.support.raw_site import Answer, Asked, Reply, respond

URLSET = '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
INDEX = (
    '<?xml version="1.0" encoding="UTF-8"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
)
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@dataclass(frozen=True, slots=True)
class Document:
    """An answer, and what it comes to: the articles asked for, and what the report says of the document."""

    reply: Reply
    asked: frozenset[str] = frozenset()
    failed: str | None = None
    noted: str | None = None
    key: str = "sitemaps"


def sitemap(*addresses: str, end: str = "</urlset>") -> Answer:
    """A sitemap that names addresses as they are, escaped or not."""
    entries = "".join(f"<url><loc>{address}</loc></url>" for address in addresses)
    return respond(URLSET + entries + end, kind="application/xml")


def index(*addresses: str) -> Answer:
    """A sitemap index."""
    entries = "".join(f"<sitemap><loc>{address}</loc></sitemap>" for address in addresses)
    return respond(INDEX + entries + "</sitemapindex>", kind="application/xml")


def with_doctype(doctype: str, text: str = "&x;") -> Answer:
    """A sitemap with a document type declaration."""
    body = URLSET.replace("<urlset", f"<!DOCTYPE urlset {doctype}><urlset")
    return respond(f"{body}<url><loc>/a/xml-{text}</loc></url></urlset>", kind="application/xml")


def grow(asked: Asked) -> Answer:
    """An index that names two others, each of which does the same."""
    return index(f"{asked.path}1", f"{asked.path}2")


@cache
def make_large_sitemap(mebibytes: int) -> bytes:
    """A packed sitemap of section pages, whose last entry is an article."""
    entry = b"<url><loc>/section/of/no/interest/and/a/long/name</loc></url>"
    count = mebibytes * MIB // len(entry)
    return gzip.compress(
        URLSET.encode() + entry * count + b"<url><loc>/a/62-last</loc></url></urlset>", 1, mtime=0
    )


def make_documents(private: str) -> dict[str, Document]:
    """Every case by row; `private` is the address of a server that nobody may ask."""
    declared = "a document type declaration"
    xml, binary = "application/xml", "application/gzip"
    attributes = " ".join(f"a{n}='1'" for n in range(100_000))
    return {
        "53-links": Document(
            respond(
                f'<a href="file:///etc/passwd">a</a><a href="data:text/html,/a/x">b</a>'
                f'<a href="javascript:/a/">c</a><a href="{private}/a/1">d</a><a href="/a/53-good">e</a>'
            ),
            frozenset(("/a/53-good",)),
            key="sections",
        ),
        "56-billion-laughs": Document(with_doctype(f'[<!ENTITY l0 "ha">{LAUGHS}]', "&l9;"), failed=declared),
        "56-deep-xml": Document(
            respond(URLSET + "<a>" * 1_000_000, kind=xml), failed="broken before the first"
        ),
        "56-long-address": Document(
            sitemap("/a/" + "x" * 9_000_000), noted="none of the 1 addresses named is an article's"
        ),
        "56-quadratic-entity": Document(
            with_doctype(f'[<!ENTITY x "{"x" * 50_000}">]', "&x;" * 10_000), failed=declared
        ),
        "57-external-type": Document(with_doctype(f'SYSTEM "{private}/x.dtd"'), failed=declared),
        "57-file": Document(with_doctype('[<!ENTITY x SYSTEM "file:///etc/passwd">]'), failed=declared),
        "57-http": Document(with_doctype(f'[<!ENTITY x SYSTEM "{private}/x">]'), failed=declared),
        "57-parameter": Document(with_doctype(f'[<!ENTITY % x SYSTEM "{private}/x"> %x;]'), failed=declared),
        "58-truncated": Document(
            sitemap("/a/58-1", "/a/58-2", end="<url><loc>/a/58-"),
            frozenset(("/a/58-1", "/a/58-2")),
            noted="broken at line",
        ),
        "59-ampersand": Document(sitemap("/a/59?a=1&b=2"), frozenset(("/a/59?a=1&b=2",))),
        "60-schemes": Document(
            sitemap("file:///etc/passwd", "javascript:alert(1)", "data:,/a/", "http://[::1", "/a/60-good"),
            frozenset(("/a/60-good",)),
        ),
        "61-two-addresses": Document(
            sitemap(f"/a/61-first</loc><loc>{private}/a/61-second"), frozenset(("/a/61-first",))
        ),
        "62-a-million": Document(
            Lazy(lambda: respond(make_large_sitemap(60), kind=binary)),
            failed="more than 52428800 bytes unpacked",
        ),
        "62-most-of-a-million": Document(
            Lazy(lambda: respond(make_large_sitemap(45), kind=binary)),
            noted="more than 50000 addresses: the rest was left",
        ),
        "63-html": Document(respond("<!DOCTYPE html><html></html>"), failed="HTML instead of a sitemap"),
        "63-text": Document(respond("/a/63", kind="text/plain"), failed="plain text instead of a sitemap"),
        "63-white-space": Document(respond(" \n\t ", kind=xml), failed="empty, or only white space"),
        "64-bomb": Document(
            Lazy(lambda: respond(make_gzip_bomb(2048), kind=binary)),
            failed="more than 52428800 bytes unpacked",
        ),
        "65-growing-index": Document(grow, noted="an index 3 levels deep was not followed"),
        "65-index-of-itself": Document(index("/map"), failed="an index that names no sitemap"),
        "66-attributes": Document(
            respond(f"<rss {attributes}><channel/></rss>", kind=xml),
            failed="an element with more than 1000 attributes",
            key="feeds",
        ),
        "66-deep-feed": Document(
            respond("<rss version='2.0'>" + "<a>" * 1_600_000, kind=xml),
            failed="elements nested more than 2000 deep",
            key="feeds",
        ),
        "66-entities": Document(
            respond('<!DOCTYPE rss [<!ENTITY x "y">]><rss version="2.0"/>', kind=xml),
            failed="entity declarations",
            key="feeds",
        ),
        "66-huge-feed": Document(
            respond("<rss><channel>" + "<item/>" * MIB, kind=xml),
            failed="more than the 5242880 of a feed",
            key="feeds",
        ),
    }
