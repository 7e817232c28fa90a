"""Decides which blocks of a page are its story.

The body model chooses, then the choice is made whole: likely blocks from the middle of the story come back, parts
of the page that name themselves (comments, newsletter ...) go. Where a source has its own paths they decide; where
the model finds nothing, the element with most of the page's writing does; where it is in doubt, trafilatura is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

from cleaners.extract.choose import MIN_AGREED, ModelChoice, agree, choose_blocks
from cleaners.extract.complete import NO_STORY, drop_regions, restore_dropped
from cleaners.extract.contents import drop_contents
from cleaners.extract.copies import drop_copies
from cleaners.extract.declared import list_declared_paragraphs
from cleaners.extract.evidence import Evidence
from cleaners.extract.scope import Scope, find_container, is_solid, make_scope, measure_letters
from cleaners.extract.second_opinion import ask_trafilatura
from cleaners.extract.trim import trim_edges
from cleaners.extract.visible import PageBlock
from cleaners.model import SourceRules

WRITING_SHARE = 0.7
MIN_WRITING = 200  # characters of a story that only the amount of writing tells
MIN_LETTERS = 60  # characters of a choice to be believed
MAX_BLOCKS = 20_000  # of a page; more are no page that people read
MIN_CONFIDENCE = 0.8  # expected word F1 below which a second opinion is asked
MIN_BY_PATH = 140  # characters that a source's own path must give to be believed


@dataclass(frozen=True, slots=True)
class Story:
    """Numbers of the blocks that are the story, who chose them, and the model's choice where it was in doubt."""

    chosen: frozenset[int]
    by: str
    doubted: ModelChoice | None = None


def find_story(
    root: HtmlElement, blocks: Sequence[PageBlock], evidence: Evidence, source: SourceRules | None
) -> Story:
    """Choose the story among a page's blocks; `chosen` is empty when there is none. The tree is not changed."""
    usable = _list_usable(root, blocks, source)
    if source and source.body and (by_path := _choose_by_path(root, blocks, usable, source)):
        return Story(frozenset(by_path), "source rules")
    if len(blocks) > MAX_BLOCKS:
        return Story(frozenset(_choose_by_writing(blocks, usable)), "most writing")
    choice = choose_blocks(blocks, evidence.titles, list_declared_paragraphs(evidence))
    whole = _make_whole(blocks, choice.chosen, choice, usable)
    if measure_letters(blocks, whole) < MIN_LETTERS:
        return Story(frozenset(_choose_by_writing(blocks, usable)), "most writing")
    return Story(whole, "body model", choice if choice.confidence < MIN_CONFIDENCE else None)


def ask_again(
    root: HtmlElement, blocks: Sequence[PageBlock], story: Story, source: SourceRules | None
) -> Story:
    """The story after a second opinion on a choice in doubt."""
    if story.doubted is None:
        return story
    opinion = ask_trafilatura(root, blocks)
    if not opinion:
        return story
    usable = _list_usable(root, blocks, source)
    chosen = agree(story.doubted, opinion)
    return Story(_make_whole(blocks, chosen, story.doubted, usable), "body model and trafilatura")


def _make_whole(
    blocks: Sequence[PageBlock], chosen: frozenset[int], choice: ModelChoice, usable: Sequence[int]
) -> frozenset[int]:
    chosen = chosen.intersection(usable)
    restored = restore_dropped(blocks, chosen, usable) - chosen
    likely = {number for number in restored if choice.probabilities[number] >= MIN_AGREED}
    here = drop_regions(blocks, chosen | likely)
    return trim_edges(blocks, drop_contents(blocks, drop_copies(blocks, here)))


def _list_usable(root: HtmlElement, blocks: Sequence[PageBlock], source: SourceRules | None) -> list[int]:
    stripped = _find_elements(root, source.strip) if source else []
    gone = {element for top in stripped for element in top.iter()}
    return [number for number, block in enumerate(blocks) if block.element not in gone]


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
