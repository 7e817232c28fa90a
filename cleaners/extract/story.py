"""Decides which blocks of a page are its story.

The choice is trafilatura's, then made whole: blocks that it dropped from the middle of the story come back,
parts of the page that name themselves (comments, newsletter ...) go. Where a source has its own paths they
decide; where trafilatura finds nothing, the element with most of the page's writing does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml import etree
from lxml.html import HtmlElement

from cleaners.extract.align import align_texts, make_key
from cleaners.extract.choose import choose_story
from cleaners.extract.complete import NO_STORY, drop_regions, restore_dropped
from cleaners.extract.scope import Scope, find_container, is_solid, make_scope, measure_letters
from cleaners.extract.trim import trim_edges
from cleaners.extract.visible import PageBlock
from cleaners.model import SourceRules

WRITING_SHARE = 0.7
MIN_WRITING = 200  # characters; trafilatura finds shorter stories where there are any
MIN_BY_PATH = 140  # characters that a source's own path must give to be believed
MAX_ELEMENTS = 20_000  # twice the largest of 1,000 pages; trafilatura took 15 s for 100,000 table cells
DUMP_SHARE = 0.5  # of the page in one text: trafilatura found nothing and gave everything

_PAGE_PARTS = frozenset({"navigation", "footer", "form"})


@dataclass(frozen=True, slots=True)
class Story:
    """Numbers of the blocks that are the story, texts of it that stand in no block (each with the number of the
    block before it), and who chose."""

    chosen: frozenset[int]
    by: str
    extra: tuple[tuple[int, str], ...] = field(default=())


def find_story(root: HtmlElement, blocks: Sequence[PageBlock], source: SourceRules | None) -> Story:
    """Choose the story among a page's blocks; `chosen` is empty when there is none. The tree is not changed."""
    stripped = _find_elements(root, source.strip) if source else []
    gone = {element for top in stripped for element in top.iter()}
    usable = [number for number, block in enumerate(blocks) if block.element not in gone]
    if source and source.body and (by_path := _choose_by_path(root, blocks, usable, source)):
        return Story(frozenset(by_path), "source rules")
    story = _choose_by_trafilatura(root, blocks)
    if not story.chosen and not story.extra:
        return Story(frozenset(_choose_by_writing(blocks, usable)), "most writing")
    chosen = story.chosen & set(usable)
    whole = drop_regions(blocks, restore_dropped(blocks, chosen, usable))
    return Story(trim_edges(blocks, whole), story.by, story.extra)


def _find_elements(root: HtmlElement, paths: Sequence[str]) -> list[HtmlElement]:
    results = [root.xpath(path) for path in paths]
    return [
        item for result in results if isinstance(result, list) for item in result if etree.iselement(item)
    ]


def _choose_by_path(
    root: HtmlElement, blocks: Sequence[PageBlock], usable: Sequence[int], source: SourceRules
) -> list[int]:
    inside = {element for top in _find_elements(root, source.body) for element in top.iter()}
    scope = Scope(root, frozenset(inside))
    here = [number for number in usable if blocks[number].element in inside]
    chosen = [number for number in here if scope.find_region(blocks[number]) not in NO_STORY]
    return chosen if measure_letters(blocks, chosen) >= MIN_BY_PATH else []


def _choose_by_trafilatura(root: HtmlElement, blocks: Sequence[PageBlock]) -> Story:
    nothing = Story(frozenset(), "trafilatura")
    if sum(1 for _ in root.iter()) > MAX_ELEMENTS:
        return nothing
    texts = choose_story(root)
    if len(texts) == 1 and _is_dump(texts[0], blocks):
        return nothing
    alignment = align_texts([block.text for block in blocks], texts)
    return Story(alignment.chosen, "trafilatura", alignment.left)


def _is_dump(text: str, blocks: Sequence[PageBlock]) -> bool:
    """Tell whether one text holds half of the page, menus and all."""
    key = make_key(text)
    keys = [make_key(block.text) for block in blocks]
    size = sum(map(len, keys))
    held = sum(len(block_key) for block_key in keys if block_key in key)
    parts = [block_key for block, block_key in zip(blocks, keys, strict=True) if block.region in _PAGE_PARTS]
    small = sum(map(len, parts)) < size / 2  # else the name of a part lies: an unclosed button holds the page
    return small and sum(part in key for part in parts) >= 3 and held >= DUMP_SHARE * size


def _choose_by_writing(blocks: Sequence[PageBlock], usable: Sequence[int]) -> list[int]:
    solid = [number for number in usable if is_solid(blocks[number])]
    free = [number for number in solid if blocks[number].region not in NO_STORY]
    if measure_letters(blocks, free) < measure_letters(blocks, solid) / 2:
        free = solid
    if measure_letters(blocks, free) < MIN_WRITING:
        return []
    element = find_container(blocks, free, WRITING_SHARE)
    if element is None:
        return []
    scope = make_scope(element)
    chosen = frozenset(number for number in free if scope.holds(blocks[number]))
    return sorted(restore_dropped(blocks, chosen, usable))
