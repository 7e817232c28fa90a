"""Section and front pages to candidates: the links that look like articles of the source."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree, html

from cleaners.model import Hints
from crawler.config import Source
from crawler.discovery.candidate import Found, collect
from crawler.discovery.urls import resolve_url

MAX_LINKS = 6000
"""Links read from one page, as Heritrix does (its `maxOutlinks`)."""


def read_listing(body: bytes, url: str, source: Source) -> Found:
    """Read the links of a page that match one of the source's `article` patterns.

    A source without such a pattern is an error: every menu entry would be taken for an article.
    """
    if not source.article:
        return Found(error="a section needs a pattern: write `article` in the source's file")
    if not body.strip():
        return Found(error="empty")
    try:
        tree = html.document_fromstring(body)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        return Found(error=f"not HTML: {error}"[:200])
    base = next((resolve_url(element.get("href", ""), url) for element in tree.iter("base")), None)
    links = list(_read_links(tree))
    return collect(links, base or url, source) if links else Found(error="a page without links")


def _read_links(tree: html.HtmlElement) -> Iterator[tuple[str, Hints]]:
    for number, anchor in enumerate(tree.iter("a")):
        if number >= MAX_LINKS:
            return
        href = anchor.get("href")
        if href and not href.startswith("#"):
            yield href, Hints()
