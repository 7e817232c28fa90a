"""Decides which blocks of a page are its story.

The body model chooses, then the choice is made whole: likely blocks from the middle of the story come back, parts
of the page that name themselves (comments, newsletter ...) go. Where a source has its own paths they decide; where
the model finds nothing, the element with most of the page's writing does; where it is in doubt, trafilatura is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cleaners.extract.choose import MIN_AGREED, ModelChoice, agree, choose_blocks
from cleaners.extract.complete import NO_STORY, drop_regions, restore_dropped
from cleaners.extract.contents import drop_contents
from cleaners.extract.copies import drop_copies
from cleaners.extract.declared import list_declared_paragraphs
from cleaners.extract.evidence import Evidence
from cleaners.extract.page import FlatPage, PageBlock
from cleaners.extract.page.paths import find_elements
from cleaners.extract.scope import find_container, is_solid, make_scope, measure_letters
from cleaners.extract.second_opinion import ask_trafilatura
from cleaners.extract.trim import trim_edges
from cleaners.model import SourceRules

WRITING_SHARE = 0.7
MIN_WRITING = 200  # characters of a story that only the amount of writing tells
MIN_LETTERS = 60  # characters of a choice to be believed
MAX_BLOCKS = 20_000  # of a page; more are no page that people read
MIN_SURE = 0.5  # expected word F1 below which so little as that is no story
MIN_CONFIDENCE = 0.8  # expected word F1 below which a second opinion is asked
MIN_BY_PATH = 140  # characters that a source's own path must give to be believed


@dataclass(frozen=True, slots=True)
class Story:
    """Numbers of the blocks that are the story, who chose them, and the model's choice where it was in doubt."""

    chosen: frozenset[int]
    by: str
    doubted: ModelChoice | None = None


def find_story(
    page: FlatPage, blocks: Sequence[PageBlock], evidence: Evidence, source: SourceRules | None
) -> Story:
    """Choose the story among a page's blocks; `chosen` is empty when there is none."""
    if not blocks:
        return Story(frozenset(), "JSON-LD")
    usable = _list_usable(page, blocks, source)
    if source and source.body and (by_path := _choose_by_path(page, blocks, usable, source)):
        return Story(frozenset(by_path), "source rules")
    if len(blocks) > MAX_BLOCKS:
        return Story(frozenset(_choose_by_writing(page, blocks, usable)), "most writing")
    choice = choose_blocks(page, blocks, evidence.titles, list_declared_paragraphs(evidence))
    whole = _make_whole(page, blocks, choice.chosen, choice, usable)
    if measure_letters(blocks, whole) < (MIN_LETTERS if choice.confidence >= MIN_SURE else MIN_WRITING):
        return Story(frozenset(_choose_by_writing(page, blocks, usable)), "most writing")
    return Story(whole, "body model", choice if choice.confidence < MIN_CONFIDENCE else None)


def ask_again(page: FlatPage, blocks: Sequence[PageBlock], story: Story, source: SourceRules | None) -> Story:
    """The story after a second opinion on a choice in doubt."""
    if story.doubted is None:
        return story
    opinion = ask_trafilatura(page, blocks)
    if not opinion:
        return story
    usable = _list_usable(page, blocks, source)
    chosen = agree(story.doubted, opinion)
    return Story(_make_whole(page, blocks, chosen, story.doubted, usable), "body model and trafilatura")


def _make_whole(
    page: FlatPage,
    blocks: Sequence[PageBlock],
    chosen: frozenset[int],
    choice: ModelChoice,
    usable: Sequence[int],
) -> frozenset[int]:
    chosen = chosen.intersection(usable)
    restored = restore_dropped(page, blocks, chosen, usable) - chosen
    likely = {number for number in restored if choice.probabilities[number] >= MIN_AGREED}
    here = drop_regions(page, blocks, chosen | likely)
    return trim_edges(blocks, drop_contents(blocks, drop_copies(blocks, here)))


def _list_usable(page: FlatPage, blocks: Sequence[PageBlock], source: SourceRules | None) -> list[int]:
    paths = source.strip if source else ()
    gone = make_scope(page, *(element for path in paths for element in find_elements(page, path)))
    return [number for number, block in enumerate(blocks) if not gone.holds(block)]


def _choose_by_path(
    page: FlatPage, blocks: Sequence[PageBlock], usable: Sequence[int], source: SourceRules
) -> list[int]:
    scope = make_scope(page, *(element for path in source.body for element in find_elements(page, path)))
    here = [number for number in usable if scope.holds(blocks[number])]
    chosen = [number for number in here if scope.find_region(blocks[number]) not in NO_STORY]
    return chosen if measure_letters(blocks, chosen) >= MIN_BY_PATH else []


def _choose_by_writing(page: FlatPage, blocks: Sequence[PageBlock], usable: Sequence[int]) -> list[int]:
    solid = [number for number in usable if is_solid(blocks[number])]
    free = [number for number in solid if blocks[number].region not in NO_STORY]
    if measure_letters(blocks, free) < measure_letters(blocks, solid) / 2:
        free = solid
    if measure_letters(blocks, free) < MIN_WRITING:
        return []
    element = find_container(page, blocks, free, WRITING_SHARE)
    if element is None:
        return []
    scope = make_scope(page, element)
    chosen = frozenset(number for number in free if scope.holds(blocks[number]))
    return sorted(restore_dropped(page, blocks, chosen, usable))
