"""What an element makes of its text: shown or not, in a line or in a block, and of which kind."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from cleaners.model import Kind

INVISIBLE = frozenset(
    "head title script style template noscript noframes iframe object embed audio video canvas svg datalist rp "
    "param source track area map meta link base img".split()
)
"""Elements whose content a browser does not show, or shows as something else than text."""

INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd mark math nobr q rb rt rtc ruby s samp "
    "small span strike strong sub sup time tt u var wbr blink output picture".split()
)
_KINDS = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), Kind.HEADING),
    **dict.fromkeys(("li", "dt", "dd"), Kind.LIST_ITEM),
    **dict.fromkeys(("figure", "figcaption", "caption"), Kind.CAPTION),
    "blockquote": Kind.QUOTATION,
}
_CAPTION_NAME = re.compile(r"(?:^|[\s_-])caption(?:$|[\s_-])|(?:image|photo|picture)[-_]?credit", re.I)
_PROSE, _QUOTATION, _CAPTION = (
    Kind.PROSE,
    Kind.QUOTATION,
    Kind.CAPTION,
)  # members are slow to look up in a loop
_MAX_CAPTION = 1000  # characters
_MAX_CELL = 300  # characters; a longer cell lays out the page


def refine_kind(element: HtmlElement, kind: Kind) -> Kind:
    """The kind of text that an element holds; `kind` is that of the text around it.

    >>> from lxml.html import fromstring
    >>> refine_kind(fromstring("<li>x</li>"), Kind.PROSE), refine_kind(fromstring("<div>x</div>"), Kind.LIST_ITEM)
    (<Kind.LIST_ITEM: 'list_item'>, <Kind.LIST_ITEM: 'list_item'>)
    """
    tag = element.tag
    if kind is _CAPTION and tag in ("table", "blockquote"):
        kind = _PROSE  # a figure may hold more than a picture
    if kind is not _PROSE and kind is not _QUOTATION and tag not in ("figcaption", "caption"):
        return kind
    if tag == "tr" and _is_data_row(element):
        return Kind.TABLE
    refined = _KINDS.get(tag, kind)
    if refined is _PROSE:
        names = element.get("class")
        if names is None or not _names_caption(names):
            return refined
        refined = _CAPTION
    # The class of a body, or a figure that is never closed, would make the whole story a caption.
    return kind if refined is _CAPTION and len(element.text_content()) > _MAX_CAPTION else refined


def _names_caption(names: str) -> bool:
    lowered = names.lower()
    return ("caption" in lowered or "credit" in lowered) and _CAPTION_NAME.search(names) is not None


def _is_data_row(row: HtmlElement) -> bool:
    """Tell a row of values from a row of a layout table: several cells, and no block elements inside them."""
    cells = [child for child in row if child.tag in ("td", "th")]
    if len(cells) < 2 or len(cells) != len(row):
        return False
    if any(len(cell) and not _holds_values(cell) for cell in cells):
        return False
    return max(len(cell.text_content()) for cell in cells) <= _MAX_CELL


def _holds_values(cell: HtmlElement) -> bool:
    inner = [child.tag for child in cell.iterdescendants()]
    return inner.count("p") <= 1 and all(tag in INLINE or tag in ("br", "p", "img") for tag in inner)
