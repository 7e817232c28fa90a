"""HTML text to an lxml tree that every later step can walk."""

from __future__ import annotations

import re

from lxml import etree
from lxml.html import HtmlElement, document_fromstring

MAX_DEPTH = 120
"""Elements inside one another; deeper pages are flattened (trafilatura returns nothing from 255 on)."""

_DEEPEST = etree.XPath("*/" * (MAX_DEPTH - 1) + "*")
# lxml.html asks a Python function for the class of each element: forms and inputs have methods of their own there.
_ONE_CLASS = etree.ElementDefaultClassLookup(element=HtmlElement)
_UNSEEN = ("script", "style", "svg", "template", "noscript", "noframes")
_TO_NOTHING = re.compile(r"clip-path\s*:\s*inset\((?:50|100)%|clip\s*:\s*rect\(\s*[01](?:px)?\b")
_LONGEST_HINT = 60  # characters of what is said to screen readers only: `, opens new tab`
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)[^<>]*>")
_UNNESTED = frozenset(
    "html head body title meta link base script style template noscript textarea p h1 h2 h3 h4 h5 h6 br hr img "
    "input wbr col area source track embed param".split()
)
_HEAD = frozenset("title meta link base script style noscript template object bgsound".split())
_GLUED = frozenset(
    "a abbr b bdi bdo cite code del em font i ins mark q s small span strong sub sup time u".split()
)
_GAP = "<br><br>"  # keeps apart what the dropped element kept apart
_GAPS = re.compile(rf"(?:{_GAP}\s*){{2,}}")
_KEPT_DEPTH = 60  # wrappers open at once that survive flattening: deeper than any page written by people


def parse_html(html: str) -> HtmlElement | None:
    """Parse prepared HTML; None when there is no element in it. Nesting below 120 elements is flattened.

    >>> parse_html("<p>Kabul</p>").text_content()
    'Kabul'
    >>> parse_html("<div>" * 5000 + "deep").text_content().strip()
    'deep'
    """
    root = _parse(html)
    if root is None or not _is_deep(root):
        return root
    return _parse(flatten_nesting(html))


def _parse(html: str) -> HtmlElement | None:
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    parser.set_element_class_lookup(_ONE_CLASS)
    try:
        root = document_fromstring(html.encode("utf-8", "replace"), parser=parser, ensure_head_body=True)
    except etree.ParserError:
        return None
    _close_head(root)
    return root


def _close_head(root: HtmlElement) -> None:
    """Move what is no part of a head into the body: libxml2 lets `<nav>` or `<article>` stand in a head left open."""
    head, body = root.find("head"), root.find("body")
    if head is None or body is None:
        return
    start = next((at for at, child in enumerate(head) if child.tag not in _HEAD), len(head))
    moved = head[start:]
    if moved:
        moved[-1].tail = f"{moved[-1].tail or ''}{body.text or ''}"
        body.text = None
        body[:0] = moved


def _is_deep(root: HtmlElement) -> bool:
    return bool(_DEEPEST(root))


def drop_unseen(root: HtmlElement) -> None:
    """Take scripts, styles and drawings out of the tree, in place; JSON-LD stays. They are half of many pages.

    So go hints within a line that are clipped to nothing, for screen readers only.

    >>> page = parse_html("<p>a<style>b</style>c<span style='clip:rect(0,0,0,0)'>, opens new tab</span>.</p>")
    >>> drop_unseen(page)
    >>> page.text_content()
    'ac.'
    """
    kept = [script for script in root.iter("script") if "ld+json" in (script.get("type") or "")]
    for script in kept:
        script.tag = "x-keep"
    etree.strip_elements(root, *_UNSEEN, with_tail=False)
    for script in kept:
        script.tag = "script"
    for span in list(root.iter("span")):
        if (
            _TO_NOTHING.search(span.get("style") or "")
            and span.getparent() is not None
            and len(span.text_content()) <= _LONGEST_HINT
        ):
            span.drop_tree()


def flatten_nesting(html: str) -> str:
    """Drop the tags of wrappers opened inside 60 others, and what closes them; text and other tags stay.

    >>> flatten_nesting("<div>" * 100 + "<p>Kabul</p>" + "</div>" * 100).count("<div>")
    60
    """
    dropped: dict[str, int] = {}
    depth = 0

    def keep(match: re.Match[str]) -> str:
        nonlocal depth
        name = match[2].lower()
        if name in _UNNESTED:
            return match[0]
        if match[1]:
            if dropped.get(name):
                dropped[name] -= 1
                return "" if name in _GLUED else _GAP
            depth = max(0, depth - 1)
            return match[0]
        if depth >= _KEPT_DEPTH:
            dropped[name] = dropped.get(name, 0) + 1
            return "" if name in _GLUED else _GAP
        depth += 1
        return match[0]

    return _GAPS.sub(_GAP, _TAG.sub(keep, html))
