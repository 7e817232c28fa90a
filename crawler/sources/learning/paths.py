"""Ways to say where an element of a page is that will hold for other pages too: short XPaths, the surest first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from lxml.html import HtmlElement

MAX_TOKENS = 4  # of a class attribute that are looked at
MAX_OUTER = 3  # elements around this one whose names are used too

_STABLE = re.compile(
    r"[A-Za-z][A-Za-z_-]+"
)  # no digit, which may be the number of a story, and nothing to quote
_TYPICAL = frozenset(
    {"article", "main", "h1", "time", "figure", "figcaption", "aside", "header", "footer", "nav", "form"}
)
_ROLES = frozenset({"main", "article"})
_ID, _ITEMPROP, _TAG, _CLASS, _CLASSES, _INSIDE = range(6)


def list_paths(element: HtmlElement) -> dict[str, int]:
    """XPaths from the root that lead to an element, each with a rank: the lower, the less likely to change.

    Only names without digits are used. That a path leads to one element only is for the caller to see.

    >>> from lxml.html import fromstring
    >>> page = fromstring('<div id="content"><p class="by line-3">x</p></div>')
    >>> list(list_paths(page[0]))[0]
    '//p[contains(concat(" ", normalize-space(@class), " "), " by ")]'
    >>> '//div[@id="content"]/p' in list_paths(page[0])
    True
    """
    own = _describe(element)
    paths = {f"//{step}": rank for step, rank in own.items()}
    chain = element.tag
    named = 0
    for ancestor in element.iterancestors():
        if ancestor.tag in ("body", "html") or named == MAX_OUTER:
            break
        steps = {step: rank for step, rank in _describe(ancestor).items() if rank < _CLASSES}
        named += bool(steps)
        for outer, rank in steps.items():
            paths.setdefault(f"//{outer}/{chain}", _INSIDE + rank)
            paths |= {
                f"//{outer}//{step}": 2 * _INSIDE + rank for step in own if f"//{outer}//{step}" not in paths
            }
        chain = f"{ancestor.tag}/{chain}"
    return paths


def list_inner_paths(element: HtmlElement) -> dict[str, int]:
    """XPaths that lead to an element from one around it, each with its rank."""
    return {f".//{step}": rank for step, rank in _describe(element).items()}


def _describe(element: HtmlElement) -> dict[str, int]:
    return dict(_list_steps(element))


def _list_steps(element: HtmlElement) -> Iterator[tuple[str, int]]:
    tag = element.tag
    for name, rank, allowed in (("id", _ID, None), ("itemprop", _ITEMPROP, None), ("role", _TAG, _ROLES)):
        value = element.get(name, "")
        if _STABLE.fullmatch(value) and (allowed is None or value in allowed):
            yield f'{tag}[@{name}="{value}"]', rank
    if tag in _TYPICAL:
        yield tag, _TAG
    tokens = [token for token in element.get("class", "").split() if _STABLE.fullmatch(token)]
    tests = [
        f'contains(concat(" ", normalize-space(@class), " "), " {token} ")' for token in tokens[:MAX_TOKENS]
    ]
    for test in tests:
        yield f"{tag}[{test}]", _CLASS
    for pair in combinations(tests, 2):
        yield f"{tag}[{' and '.join(pair)}]", _CLASSES
