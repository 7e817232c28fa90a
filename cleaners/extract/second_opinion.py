"""A second opinion on which blocks of a page are its story: trafilatura's. Only the choice is taken from it, not
the wording. It costs ten times what all else costs, so it is asked where the body model is in doubt.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from lxml.html import HtmlElement

from cleaners.extract.align import align_texts, make_key
from cleaners.extract.page import FlatPage, PageBlock
from cleaners.extract.page.prepare import cap_marks
from cleaners.extract.page.tree import build_tree

JOINERS = "\u200c\u200d"
"""Zero-width non-joiner and joiner: trafilatura deletes both, and with them the word `هبت‌الله`."""
MAX_ELEMENTS = 20_000  # twice the largest of 1,000 pages; trafilatura took 15 s for 100,000 table cells
DUMP_SHARE = 0.5  # of the page in one text: trafilatura found nothing and gave everything

_STAND_INS = "ʘǃǂǁǀʭʬ"  # printable letters of few languages; one absent from the page stands in for a joiner
_PAGE_PARTS = frozenset({"navigation", "footer", "form"})

logging.getLogger("trafilatura").addHandler(logging.NullHandler())


def ask_trafilatura(page: FlatPage, blocks: Sequence[PageBlock]) -> frozenset[int]:
    """Numbers of the blocks that hold what trafilatura takes for the story; none where it finds nothing, gives the
    whole page, or the page is too large to ask."""
    if len(page.opened) > MAX_ELEMENTS:
        return frozenset()
    texts = _list_story_texts(build_tree(page)[0])
    if not texts or (len(texts) == 1 and _is_dump(texts[0], blocks)):
        return frozenset()
    return align_texts([block.text for block in blocks], texts).chosen


def _is_dump(text: str, blocks: Sequence[PageBlock]) -> bool:
    """Whether one text holds half of the page, menus and all."""
    key = make_key(text)
    keys = [make_key(block.text) for block in blocks]
    size = sum(map(len, keys))
    held = sum(len(block_key) for block_key in keys if block_key in key)
    parts = [block_key for block, block_key in zip(blocks, keys, strict=True) if block.region in _PAGE_PARTS]
    small = sum(map(len, parts)) < size / 2  # else the name of a part lies: an unclosed button holds the page
    return small and sum(part in key for part in parts) >= 3 and held >= DUMP_SHARE * size


def _list_story_texts(root: HtmlElement) -> list[str]:
    """Texts of the story in trafilatura's order, one for each of its elements; empty when it finds none.

    Comments are off, tables on, deduplication off (its cache would make the output of a page depend on the pages
    before), metadata off (fields are read elsewhere).
    """
    from trafilatura import bare_extraction  # takes half a second to load; few pages need it
    from trafilatura.settings import Extractor

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
    """The tree with joiners replaced by letters that stand nowhere in it, and the way back. It is changed."""
    whole = root.text_content()
    present = [joiner for joiner in JOINERS if joiner in whole]
    if not present:
        return root, {}
    tree = root
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
