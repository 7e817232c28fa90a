"""Reads the JSON-LD of a page, broken as it often is, and finds the node that describes its article."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

MAX_SCRIPTS = 40
MAX_NODES = 500
MAX_DEPTH = 8

_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?://\s*)?(?:-->|\]\]>)\s*$"
)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_BARE_STRING_END = re.compile(r'\\(?!["\\/bfnrtu])')
_COMMENT = re.compile(r"(?m)^\s*//.*$|/\*[^*]{0,2000}\*/")
# What is left of a script that no mending makes JSON, by keys: a stray quotation mark in a headline, mostly.
_KEY = re.compile(
    r'"(headline|datePublished|dateModified|articleSection|inLanguage)"\s*:\s*"(.{1,500}?)"\s*(?=,\s*"[\w@]{1,40}"\s*:|[}\]])',
    re.S,
)
_AUTHOR = re.compile(r'"author"\s*:\s*[\[{][^\]]{0,400}?"name"\s*:\s*"([^"]{1,200})"')
_ARTICLE_NAME = re.compile(r'"@type"\s*:\s*\[?\s*"(\w*Article|BlogPosting|Report)"')
_REFERRING = ("author", "creator", "publisher")
_PAGE_TYPE = re.compile(r"(?:Web|Item)Page$")
_CONTAINERS = ("@graph", "mainEntity", "mainEntityOfPage", "hasPart", "itemListElement", "item")
_ARTICLE_TYPE = re.compile(r"(?:Article|BlogPosting|Report|Review)$|^(?:LiveBlogPosting|SocialMediaPosting)$")

Node = Mapping[str, Any]


def read_jsonld(scripts: Sequence[str]) -> list[Node]:
    """Every typed object of a page's JSON-LD scripts, outer ones first; broken scripts give what can be read of them.

    Mends trailing commas, raw line breaks in strings, wrong escapes, comments and CDATA wrappings, several
    objects in a row; of an article that is still no JSON, headline, dates and author are read by their keys.
    Reads 40 scripts, 500 objects, 8 levels at most.

    >>> [dict(node) for node in read_jsonld(['{"@type": "NewsArticle", "headline": "A\\nB",}'])]
    [{'@type': 'NewsArticle', 'headline': 'A\\nB'}]
    """
    nodes: list[Node] = []
    for script in scripts[:MAX_SCRIPTS]:
        for value in _load(script):
            nodes.extend(node for node, _ in zip(_list_nodes(value, 0), range(MAX_NODES), strict=False))
    return nodes[:MAX_NODES]


def find_article(nodes: list[Node]) -> Node:
    """The first object that describes an article with a headline, else the first article; empty without one.

    References to other objects of the page stand for these.
    """
    articles = [node for node in nodes if any(_ARTICLE_TYPE.search(name) for name in list_types(node))]
    titled = (node for node in articles if node.get("headline") or node.get("name"))
    return _resolve(next(titled, articles[0] if articles else {}), nodes)


def find_page(nodes: list[Node]) -> Node:
    """The first object that describes the page itself and states when it was published; empty without one."""
    pages = (node for node in nodes if any(_PAGE_TYPE.search(name) for name in list_types(node)))
    return _resolve(next((page for page in pages if page.get("datePublished")), {}), nodes)


def list_types(node: Node) -> list[str]:
    """The schema.org types of an object, without their address.

    >>> list_types({"@type": ["NewsArticle", "http://schema.org/Article"]})
    ['NewsArticle', 'Article']
    """
    types = node.get("@type")
    names = types if isinstance(types, list) else [types]
    return [name.rsplit("/", 1)[-1] for name in names if isinstance(name, str)]


def _resolve(node: Node, nodes: list[Node]) -> Node:
    """The object with the names of those that it only refers to."""
    if not any(name in node for name in _REFERRING):
        return node
    known = {other["@id"]: other for other in nodes if isinstance(other.get("@id"), str) and "name" in other}

    def look_up(value: Any) -> Any:
        if isinstance(value, list):
            return [look_up(item) for item in value]
        reference = value.get("@id") if isinstance(value, dict) and "name" not in value else None
        return known.get(reference, value) if isinstance(reference, str) else value

    return {**node, **{name: look_up(node[name]) for name in _REFERRING if name in node}}


def _salvage(text: str) -> list[Any]:
    """An article from the keys that can be read of a script that is no JSON at all."""
    kind = _ARTICLE_NAME.search(text)
    if kind is None:
        return []
    article: dict[str, Any] = {"@type": kind[1]}
    for match in _KEY.finditer(text):
        article.setdefault(match[1], match[2].replace('\\"', '"'))
    if author := _AUTHOR.search(text):
        article["author"] = {"name": author[1]}
    return [article]


def _mend(text: str) -> Iterator[str]:
    """The text, and if that is no JSON without trailing commas, comments and wrong escapes."""
    yield text
    yield _BARE_STRING_END.sub(r"\\\\", _TRAILING_COMMA.sub(r"\1", _COMMENT.sub("", text))).strip()


def _load(text: str) -> list[Any]:
    text = _WRAPPING.sub("", _WRAPPING.sub("", text)).strip().rstrip(";")
    for mended in _mend(text):
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
    return _salvage(text)


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
