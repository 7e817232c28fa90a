"""Finds the feeds and sitemaps that a page announces.

Source: https://html.spec.whatwg.org/multipage/links.html#rel-alternate
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree, html

from cleaners.addresses import resolve_page

TYPES = frozenset(("application/rss+xml", "application/atom+xml", "application/feed+json"))
COMMENTS = re.compile(r"/comments(/|$)|comments?[-_/]feed|[?&]feed=comments", re.IGNORECASE)
FEED_LINK = re.compile(
    r"(?:^|/)(?:rss|feeds?|atom)(?:/|$)|\.(?:rss|rdf|atom)$|/(?:rss|feed|atom)\.xml$", re.IGNORECASE
)
"""Paths of links that lead to a feed, or to a page that lists feeds."""

MAX_ANNOUNCED = 20


@dataclass(frozen=True, slots=True)
class Announced:
    """Addresses that a page announces, in its order, each once; they may lie on other sites.

    `feeds` are declared as such; `maybe_feeds` are links whose addresses look like one.
    """

    feeds: tuple[str, ...] = ()
    maybe_feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()


def find_announced(text: str, url: str) -> Announced:
    """Read what a page at `url` announces: empty for what is no HTML. Feeds of comments are left out.

    >>> page = '''<link rel="alternate" type="application/rss+xml" href="/feed">
    ... <link rel="alternate" type="application/rss+xml" href="/comments/feed"><a href="/rss/world.xml">RSS</a>'''
    >>> find_announced(page, "https://times.example/")
    Announced(feeds=('https://times.example/feed',), maybe_feeds=('https://times.example/rss/world.xml',), sitemaps=())
    """
    try:
        tree = html.document_fromstring(text)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return Announced()
    links = [(*_read_link(link), link.get("href", "")) for link in tree.iter("link")]
    feeds = [href for rel, kind, href in links if "alternate" in rel and kind in TYPES]
    sitemaps = [href for rel, _, href in links if "sitemap" in rel]
    anchors = (anchor.get("href", "") for anchor in tree.iter("a"))
    maybe = [href for href in anchors if FEED_LINK.search(href.partition("?")[0])]
    known = tuple(_resolve(feeds, url))
    others = tuple(address for address in _resolve(maybe, url) if address not in known)
    return Announced(known, others, tuple(_resolve(sitemaps, url)))


def _read_link(link: html.HtmlElement) -> tuple[list[str], str]:
    return link.get("rel", "").lower().split(), link.get("type", "").partition(";")[0].strip().lower()


def _resolve(addresses: list[str], url: str) -> Iterator[str]:
    found = dict.fromkeys(resolve_page(address, url) for address in addresses if not COMMENTS.search(address))
    yield from [address for address in found if address is not None][:MAX_ANNOUNCED]
