"""Asks trafilatura which text of a page is its story. Only the choice is taken from it, not the wording."""

from __future__ import annotations

import logging
from copy import deepcopy

from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.settings import Extractor

from cleaners.extract.prepare import cap_marks

JOINERS = "\u200c\u200d"
"""Zero-width non-joiner and joiner: trafilatura deletes both, and with them the word `هبت‌الله`."""

_STAND_INS = "ʘǃǂǁǀʭʬ"  # printable letters of few languages; one absent from the page stands in for a joiner
_LEAVES = frozenset({"p", "head", "item", "cell", "quote", "code", "ref", "hi", "del", "lb"})

logging.getLogger("trafilatura").addHandler(logging.NullHandler())


def choose_story(root: HtmlElement) -> list[str]:
    """Texts of the story in trafilatura's order, one for each of its elements; empty when it finds none.

    The tree is not changed. Comments are off, tables on, deduplication off (its cache would make the output of
    a page depend on the pages before), metadata off (fields are read elsewhere).
    """
    tree, stand_ins = _hide_joiners(root)
    options = Extractor(
        output_format="python",
        comments=False,
        tables=True,
        dedup=False,
        with_metadata=False,
        date_params={"max_date": "2000-01-01"},  # not used, but without it the clock is read
    )
    document = bare_extraction(tree, options=options)
    if document is None or isinstance(document, dict):
        return []
    texts = (" ".join(text.split()) for text in _list_texts(document.body))
    return [cap_marks(text).translate(stand_ins) for text in texts if text]


def _hide_joiners(root: HtmlElement) -> tuple[HtmlElement, dict[int, str]]:
    """The tree with joiners replaced by letters that stand nowhere in it, and the way back. Copies if need be."""
    whole = root.text_content()
    present = [joiner for joiner in JOINERS if joiner in whole]
    if not present:
        return root, {}
    tree = deepcopy(root)
    free = [letter for letter in _STAND_INS if letter not in whole]
    pairs = dict(zip(present, free, strict=False))
    there = str.maketrans(pairs)
    for element in tree.iter():
        if element.text:
            element.text = element.text.translate(there)
        if element.tail:
            element.tail = element.tail.translate(there)
    return tree, {ord(letter): joiner for joiner, letter in pairs.items()}


def _list_texts(body: HtmlElement) -> list[str]:
    """Text of each innermost block of trafilatura's body; a line break begins a new one."""
    texts: list[str] = []
    buffer: list[str] = []

    def flush() -> None:
        texts.append("".join(buffer))
        buffer.clear()

    def walk(element: HtmlElement) -> None:
        block = element.tag not in ("ref", "hi", "del")
        if block:
            flush()
        buffer.append(element.text or "")
        for child in element:
            walk(child)
        if block:
            flush()
        buffer.append(element.tail or "")

    walk(body)
    flush()
    return texts
