"""The columns of a page as an lxml tree, for the few that need one: XPath and trafilatura. Takes longer than all else."""

from __future__ import annotations

import re

from lxml import etree
from lxml.html import HtmlElement, html_parser

from cleaners.extract.page.flat import FlatPage, resolve

_NAME = re.compile(r"[A-Za-z_][\w.-]*")


def build_tree(page: FlatPage) -> tuple[HtmlElement, list[HtmlElement]]:
    """The root, and the element of each number. Made anew at each call; nothing that a browser does not show is in it.

    >>> from cleaners.extract.page import read_page
    >>> root, elements = build_tree(read_page("<p>Kabul <b>today</b>.</p>"))
    >>> root.text_content(), [element.tag for element in elements]
    ('Kabul today.', ['html', 'head', 'body', 'p', 'b'])
    """
    tokens = page.tokens
    root = html_parser.makeelement("html", _clean(page.read_attributes(0)))
    elements: list[HtmlElement] = [root]
    closers: dict[int, int] = {}
    for element, (opened, closed, parent) in enumerate(
        zip(page.opened.tolist(), page.closed.tolist(), page.up, strict=True)
    ):
        closers[closed] = element
        if element:
            name = page.tags[element] or page.read_tag(element)[1:].split(None, 1)[0].decode(
                "utf-8", "ignore"
            )
            name = name if _NAME.fullmatch(name) else "div"
            elements.append(etree.SubElement(elements[parent], name, _clean(page.read_attributes(element))))
        del opened
    opens = dict(zip(page.opened.tolist(), range(len(elements)), strict=True))
    starts, stops = tokens.starts.tolist(), tokens.stops.tolist()
    for token, (stop, start) in enumerate(zip(stops, [*starts[1:], len(tokens.source)], strict=True)):
        if start - stop <= 1:
            continue
        text = resolve(tokens.source[stop + 1 : start].decode("utf-8", "replace"))
        if token in closers:
            if closers[token]:
                elements[closers[token]].tail = text
        else:
            elements[opens[token]].text = text
    return root, elements


def _clean(attributes: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in attributes.items() if _NAME.fullmatch(name)}
