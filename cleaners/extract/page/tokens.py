"""The markup of a page as columns: one entry a tag, found in the parser's own clean rendering of the page.

lexbor builds the tree as browsers do and writes it out again: every element closed, `<` and `>` nowhere but around
tags. In that text the tags are found by the positions of two bytes, and depth and parents by sums over columns,
without visiting an element.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from selectolax.lexbor import LexborHTMLParser

from cleaners.extract.page.prepare import drop_illegal, encode_html
from cleaners.extract.page.tags import CODES, IDS, VOID

MAX_DEPTH = 250
"""Elements inside one another that are distinguished; deeper ones count as children of the last of these."""
MANY_TAGS = 8_000
"""Tags of a page from which its nesting is looked at before it is parsed: the parser takes quadratic time for depth."""
KEPT_DEPTH = 120
"""Elements open at once that stay of a page with so many tags."""

MANY_OPTIONS = 1_000
"""Options of a page from which they are its text only: the parser takes quadratic time for these, too."""

_UNSEEN = ["script", "style", "svg", "template", "noscript", "noframes", "noembed", "iframe"]
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_INSTRUCTION = re.compile(
    r"<\?[^>]*>"
)  # `<?php ... ?>`: a comment to browsers, written out with its brackets by the parser
_RAW = re.compile(r"<(/?)(?:xmp|plaintext|listing)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z])[^>]*>")
_OPTION = re.compile(r"</?option\b[^<>]*>", re.IGNORECASE)
_WINDOW = np.arange(8)

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tags of a page in order. `source` is the rendering; tag `k` stands in `source[starts[k]:stops[k] + 1]`, and the
    text behind it runs from there to the next tag. `tag` numbers its name (`tags.TAGS`, 0: another), `opens` is set on
    those that begin an element, `depth` counts the elements open behind it. `scripts` are the texts of its JSON-LD."""

    source: bytes
    starts: Ints
    stops: Ints
    tag: Ints
    opens: Flags
    depth: Ints
    scripts: tuple[str, ...]


def read_tokens(html: str) -> Tokens | None:
    """Parse prepared HTML and find its tags; None where it holds no element.

    What no browser shows (scripts, styles, drawings, templates, comments) is gone.
    """
    rendered, scripts = _render(html)
    tokens = _find_tags(rendered, scripts)
    if tokens is None and _RAW.search(html):  # the only text whose brackets are not escaped
        rendered, scripts = _render(_RAW.sub(r"<\1pre>", html))
        tokens = _find_tags(rendered, scripts)
    if tokens is None:  # brackets may stand in names: `<div <nav id=a>`
        tokens = _find_tags(_TAG.sub(_drop_brackets, rendered), scripts)
    return tokens


def _render(html: str) -> tuple[str, tuple[str, ...]]:
    if "<?" in html:
        html = _INSTRUCTION.sub("", html)
    if html.count("<") > MANY_TAGS:
        html = flatten_nesting(html if html.count("<option") <= MANY_OPTIONS else _OPTION.sub(" ", html))
    parser = LexborHTMLParser(encode_html(html))
    scripts: list[str] = []
    if "ld+json" in html:
        scripts = [node.text() for node in parser.css('script[type*="ld+json"]')]
    parser.strip_tags(_UNSEEN, recursive=True)
    root = parser.root
    rendered = (root.html if root is not None else None) or ""
    if "<!--" in rendered:
        rendered = _COMMENT.sub("", rendered)
    return rendered, tuple(scripts)


def _drop_brackets(tag: re.Match[str]) -> str:
    return f"<{tag[1]}{tag[2]}{tag[0][len(tag[1] + tag[2]) + 1 : -1].replace('<', '')}>"


def _find_tags(rendered: str, scripts: tuple[str, ...]) -> Tokens | None:
    source = drop_illegal(rendered.encode("utf-8", "replace"))
    data = np.frombuffer(source + b"\0" * 16, np.uint8)
    starts, stops = np.flatnonzero(data == 60), np.flatnonzero(data == 62)
    if (
        not len(starts)
        or len(starts) != len(stops)
        or (starts >= stops).any()
        or (stops[:-1] >= starts[1:]).any()
    ):
        return None
    closing = data[starts + 1] == 47
    names = data[(starts + 1 + closing)[:, None] + _WINDOW]
    ended = np.logical_or.accumulate((names == 32) | (names == 62), axis=1)
    names[ended] = 0
    codes = np.ascontiguousarray(names).view(np.uint64)[:, 0]
    place = np.minimum(np.searchsorted(CODES, codes), len(CODES) - 1)
    tag = np.where(CODES[place] == codes, IDS[place], 0)
    void = VOID[tag] & ~closing
    depth = np.cumsum(np.where(closing, -1, np.where(void, 0, 1)))
    if depth[-1] != 0 or (len(depth) > 1 and depth[:-1].min() < 1):
        return None
    return Tokens(source, starts, stops, tag, ~closing, depth, scripts)


_WRAPPER = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)[^<>]*>")
_UNNESTED = frozenset(
    "html head body title meta link base script style template noscript textarea p h1 h2 h3 h4 h5 h6 br hr img "
    "input wbr col area source track embed param".split()
)
_GLUED = frozenset(
    "a abbr b bdi bdo cite code del em font i ins mark q s small span strong sub sup time u".split()
)
_GAP = "<br><br>"  # keeps apart what the dropped element kept apart
_GAPS = re.compile(rf"(?:{_GAP}\s*){{2,}}")


def flatten_nesting(html: str) -> str:
    """Drop the tags of wrappers opened inside 120 others, and what closes them; text and other tags stay.

    >>> flatten_nesting("<div>" * 200 + "<p>Kabul</p>" + "</div>" * 200).count("<div>")
    120
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
        if depth >= KEPT_DEPTH:
            dropped[name] = dropped.get(name, 0) + 1
            return "" if name in _GLUED else _GAP
        depth += 1
        return match[0]

    return _GAPS.sub(_GAP, _WRAPPER.sub(keep, html))
