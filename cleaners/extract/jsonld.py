"""Reads the JSON-LD of a page, broken as it often is, and finds the node that describes its article."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from lxml.html import HtmlElement

MAX_SCRIPTS = 40
MAX_NODES = 500
MAX_DEPTH = 8

_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?://\s*)?(?:-->|\]\]>)\s*$"
)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_BARE_STRING_END = re.compile(r'\\(?!["\\/bfnrtu])')
_CONTAINERS = ("@graph", "mainEntity", "mainEntityOfPage", "hasPart", "itemListElement", "item")
_ARTICLE_TYPE = re.compile(r"(?:Article|BlogPosting|Report|Review)$|^(?:LiveBlogPosting|SocialMediaPosting)$")

Node = Mapping[str, Any]


def read_jsonld(root: HtmlElement) -> list[Node]:
    """Every typed object of the page's JSON-LD, outer ones first; broken scripts give what can be read of them.

    Mends trailing commas, raw line breaks in strings, wrong escapes, comment and CDATA wrappings, several
    objects in a row. Reads 40 scripts, 500 objects, 8 levels at most.

    >>> from lxml.html import fromstring
    >>> page = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "A\\nB",}</script>'
    >>> [dict(node) for node in read_jsonld(fromstring(f"<html><body>{page}</body></html>"))]
    [{'@type': 'NewsArticle', 'headline': 'A\\nB'}]
    """
    nodes: list[Node] = []
    scripts = (script for script in root.iter("script") if "ld+json" in (script.get("type") or ""))
    for script, _ in zip(scripts, range(MAX_SCRIPTS), strict=False):
        for value in _load(script.text or ""):
            nodes.extend(node for node, _ in zip(_list_nodes(value, 0), range(MAX_NODES), strict=False))
    return nodes[:MAX_NODES]


def find_article(nodes: list[Node]) -> Node:
    """The first object that describes an article with a headline, else the first article; empty without one."""
    articles = [node for node in nodes if any(_ARTICLE_TYPE.search(name) for name in list_types(node))]
    titled = (node for node in articles if node.get("headline") or node.get("name"))
    return next(titled, articles[0] if articles else {})


def list_types(node: Node) -> list[str]:
    """The schema.org types of an object, without their address.

    >>> list_types({"@type": ["NewsArticle", "http://schema.org/Article"]})
    ['NewsArticle', 'Article']
    """
    types = node.get("@type")
    names = types if isinstance(types, list) else [types]
    return [name.rsplit("/", 1)[-1] for name in names if isinstance(name, str)]


def _load(text: str) -> list[Any]:
    text = _WRAPPING.sub("", _WRAPPING.sub("", text)).strip().rstrip(";")
    for mended in (text, _BARE_STRING_END.sub(r"\\\\", _TRAILING_COMMA.sub(r"\1", text))):
        values, position = [], 0
        decoder = json.JSONDecoder(strict=False)
        try:
            while position < len(mended):
                value, end = decoder.raw_decode(mended, position)
                values.append(value)
                position = end + len(mended[end:]) - len(mended[end:].lstrip(" \t\r\n,;"))
        except (ValueError, RecursionError):
            pass
        if values:
            return values
    return []


def _list_nodes(value: Any, depth: int) -> Iterator[Node]:
    if depth > MAX_DEPTH:
        return
    if isinstance(value, list):
        for item in value:
            yield from _list_nodes(item, depth + 1)
    elif isinstance(value, dict):
        if "@type" in value:
            yield value
        for name in _CONTAINERS:
            if name in value:
                yield from _list_nodes(value[name], depth + 1)
