"""Chooses the blocks of a page that are its story: by the body model, by what the page declares of its story."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cleaners.extract.align import make_key
from cleaners.extract.body import choose_body, view_page
from cleaners.extract.page import FlatPage, PageBlock

MIN_AGREED = 0.1  # probability from which a block is chosen that a second opinion takes as well
MIN_ALONE = 0.6  # probability from which one is chosen that it does not take
MIN_KEY = 20  # letters of a block that is found in it by more than chance
BODY_AGREES = 0.8  # share of letters in common from which the declared story is the printed one
SURE = 0.97  # probability of a block that stays though the declared story does not have it


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """Numbers of the chosen blocks, the probability of each block of the page, and the word F1 (0 to 1) that these
    probabilities lead to expect of the choice."""

    chosen: frozenset[int]
    probabilities: Sequence[float]
    confidence: float


def choose_blocks(
    page: FlatPage, blocks: Sequence[PageBlock], titles: Sequence[str], declared: Sequence[str]
) -> ModelChoice:
    """Choose by the body model; `titles` are the page's declared headlines, `declared` the paragraphs of its declared
    story."""
    choice = choose_body(view_page(page, titles, declared))
    chosen, probabilities = choice.chosen, choice.probabilities.tolist()
    if declared:
        chosen = settle_by_body(blocks, chosen, probabilities, make_key("".join(declared)))
    return ModelChoice(chosen, probabilities, _expect(blocks, chosen, probabilities))


def agree(choice: ModelChoice, opinion: frozenset[int]) -> frozenset[int]:
    """The blocks that the choice and a second opinion together make likely.

    >>> sorted(agree(ModelChoice(frozenset({0, 2}), (0.9, 0.2, 0.5, 0.2), 0.7), frozenset({0, 1})))
    [0, 1]
    """
    return frozenset(
        number
        for number, one in enumerate(choice.probabilities)
        if one >= (MIN_AGREED if number in opinion else MIN_ALONE)
    )


def settle_by_body(
    blocks: Sequence[PageBlock], chosen: frozenset[int], probabilities: Sequence[float], whole: str
) -> frozenset[int]:
    """The choice as the page's declared story settles it, where it is the one printed: blocks of it come in, blocks
    before its first and behind its last go, unless they are surely story. `whole` are its letters and digits."""
    keys = [make_key(block.text) for block in blocks]
    declared = frozenset(number for number, key in enumerate(keys) if len(key) >= MIN_KEY and key in whole)
    common = sum(len(keys[number]) for number in chosen & declared)
    if 2 * common < BODY_AGREES * (len(whole) + sum(len(keys[number]) for number in chosen)):
        return chosen
    first, last = min(declared), max(declared)
    likely = {number for number in declared if probabilities[number] >= MIN_AGREED}
    return frozenset(
        number for number in chosen | likely if first <= number <= last or probabilities[number] >= SURE
    )


def _expect(blocks: Sequence[PageBlock], chosen: frozenset[int], probabilities: Sequence[float]) -> float:
    sizes = [len(block.text) for block in blocks]
    story = sum(size * one for size, one in zip(sizes, probabilities, strict=True))
    hit = sum(sizes[number] * probabilities[number] for number in chosen)
    return 2 * hit / max(1.0, story + sum(sizes[number] for number in chosen))
