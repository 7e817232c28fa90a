"""Second copies of a story: pages that print it once for wide screens and once for narrow ones."""

from __future__ import annotations

from collections.abc import Sequence

from cleaners.extract.page import PageBlock

MIN_BLOCKS = 5  # in a row, to be a copy and no refrain, table or list that comes again
MIN_LETTERS = 600


def drop_copies(blocks: Sequence[PageBlock], chosen: frozenset[int]) -> frozenset[int]:
    """The chosen numbers without what a long copy of the story's beginning says again.

    Goes, from the first five blocks in a row on that hold what five blocks in a row above them hold (at least 600
    characters): every block with the words of one above. Stays: everything else, also between the copies.

    >>> texts = [f"{n} " + 200 * "a" for n in range(6)]
    >>> page = [PageBlock(text, "prose", 0.0) for text in (*texts, "Between", *texts)]
    >>> sorted(drop_copies(page, frozenset(range(13))))
    [0, 1, 2, 3, 4, 5, 6]
    """
    story = sorted(chosen)
    texts = [blocks[number].text for number in story]
    if len(set(texts)) + MIN_BLOCKS > len(texts):
        return chosen
    start = _find_copy(texts)
    if start is None:
        return chosen
    seen = set(texts[:start])
    kept = set(story[:start])
    for number, text in zip(story[start:], texts[start:], strict=True):
        if text not in seen:
            seen.add(text)
            kept.add(number)
    return frozenset(kept)


def _find_copy(texts: Sequence[str]) -> int | None:
    first: dict[str, int] = {}
    for place, text in enumerate(texts):
        begun = first.setdefault(text, place)
        if begun < place and _measure_run(texts, begun, place) >= MIN_LETTERS:
            return place
    return None


def _measure_run(texts: Sequence[str], one: int, other: int) -> int:
    """Letters that the texts from two places on have in common; 0 in fewer than `MIN_BLOCKS`."""
    count = letters = 0
    while one + count < other and other + count < len(texts) and texts[one + count] == texts[other + count]:
        letters += len(texts[one + count])
        count += 1
    return letters if count >= MIN_BLOCKS else 0
