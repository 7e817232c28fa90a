"""Finding the blocks that texts came from."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.extract.align import align_texts
from cleaners.extract.chain import Piece, find_heaviest_chain

LEAD = "The bridge over the Kunar was opened on Monday after three years."
SECOND = "Traders had waited for it since the flood of two springs ago."
TEASER = "Rain closes the pass above Chitral for the second time."


@pytest.mark.parametrize(
    ("blocks", "texts", "chosen", "left"),
    [
        ([LEAD, "Share", SECOND], [LEAD, SECOND], {0, 2}, []),
        (["Share", LEAD, "Share", SECOND, "Share"], [LEAD, "Share", SECOND], {1, 2, 3}, []),
        ([SECOND, LEAD, SECOND], [LEAD, SECOND], {1, 2}, []),
        ([LEAD, SECOND, "Yes."], [f"{LEAD} {SECOND} Yes."], {0, 1, 2}, []),
        ([f"{LEAD} {SECOND}"], [LEAD, SECOND], {0}, []),
        ([f"{LEAD} Share {SECOND}"], [LEAD, SECOND], {0}, []),
        (["می‌خواهد که راه‌شان کوتاه‌تر شود و باز"], ["میخواهد که راهشان کوتاهتر شود و باز"], {0}, []),
        (["One", "Two", "Three"], ["One Two Three"], {0, 1, 2}, []),
        ([LEAD, TEASER], [LEAD, SECOND], {0}, [(0, SECOND)]),
        ([TEASER], [LEAD], set(), [(-1, LEAD)]),
        (["Home", LEAD], [LEAD, "Home"], {1}, []),
        ([LEAD, "***", SECOND], [LEAD, SECOND], {0, 2}, []),
        ([], [LEAD], set(), [(-1, LEAD)]),
        ([LEAD], [], set(), []),
    ],
)
def test_texts_find_their_blocks(
    blocks: list[str], texts: list[str], chosen: set[int], left: list[tuple[int, str]]
) -> None:
    alignment = align_texts(blocks, texts)
    assert (alignment.chosen, list(alignment.left)) == (chosen, left)


WORDS = st.lists(st.integers(0, 10**6).map(lambda number: f"w{number}"), min_size=6, max_size=12, unique=True)


@given(st.lists(WORDS.map(" ".join), min_size=1, max_size=25, unique=True), st.randoms())
def test_any_choice_in_order_is_found_again(blocks: list[str], chance: random.Random) -> None:
    chosen = [number for number in range(len(blocks)) if chance.random() < 0.5]
    alignment = align_texts(blocks, [blocks[number] for number in chosen])
    assert alignment.chosen == set(chosen)
    assert alignment.left == ()


def test_many_equal_paragraphs_take_no_quadratic_time() -> None:
    blocks = [LEAD] * 20_000
    assert len(align_texts(blocks, blocks).chosen) == 20_000


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 60), st.integers(1, 20)), max_size=9))
def test_no_chain_is_heavier(triples: list[tuple[int, int, int]]) -> None:
    pieces = [Piece(*triple) for triple in sorted(triples)]

    def heaviest(block: int, end: int, rest: list[Piece]) -> int:
        follows = [p for p in rest if p.block > block and p.start >= end]
        return max((p.length + heaviest(p.block, p.start + p.length, follows) for p in follows), default=0)

    chain = find_heaviest_chain(pieces)
    assert sum(piece.length for piece in chain) == heaviest(-1, 0, pieces)
    assert all(a.block < b.block and a.start + a.length <= b.start for a, b in pairwise(chain))
