"""Section and front pages to candidates: the links that look like articles of the source."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html

from cleaners.addresses import resolve_page
from crawler.config import Source
from crawler.discovery.candidate import Entry, Found, collect
from crawler.discovery.sitemap import read_sitemap

MAX_LINKS = 6000
"""Links read from one page, as Heritrix does (its `maxOutlinks`)."""

MAP = re.compile(rb"^\x1f\x8b|<(?:\w+:)?(?:urlset|sitemapindex)[\s>]")
"""How a sitemap begins, packed or not: date archives are as often sitemaps as pages."""


def read_listing(body: bytes, url: str, source: Source) -> Found:
    """Read the links of a page that match one of the source's `article` patterns; a sitemap is read as one.

    A source without such a pattern is an error for a page: every menu entry would be taken for an article.
    """
    if MAP.search(body[:1000]):
        return read_sitemap(body, url, source)
    if not source.article:
        return Found(error="a section needs a pattern: write `article` in the source's file")
    if not body.strip():
        return Found(error="empty")
    try:
        tree = html.document_fromstring(body)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        return Found(error=f"not HTML: {error}"[:200])
    base = next((resolve_page(element.get("href", ""), url) for element in tree.iter("base")), None)
    links = list(_read_links(tree))
    return collect(links, base or url, source) if links else Found(error="a page without links")


def _read_links(tree: html.HtmlElement) -> Iterator[Entry]:
    for number, anchor in enumerate(tree.iter("a")):
        if number >= MAX_LINKS:
            return
        href = anchor.get("href")
        if href and not href.startswith("#"):
            yield Entry(href)
