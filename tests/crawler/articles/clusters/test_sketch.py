"""Sketches tell how much two texts share, whatever their length, letters and keyboard."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.articles.clusters.likeness import compare, find_similarity
from crawler.articles.clusters.packing import pack_sketch, unpack_sketch
from crawler.articles.clusters.sketch import MAX_RUNS, sketch_text
from tests.support.stories import write_sentences


def runs(text, language="en"):
    return sketch_text(text, language).runs


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("China´s ministers met again on Monday", "China’s Ministers met again, on “Monday”"),
        ("كابل میں بارش کا پانی گھروں", "کابل میں بارش کا پانی گھروں"),
        ("او هغه می‌شود ۲۵ کسان ووژل شول", "او هغه میشود 25 کسان ووژل شول"),
    ],
)
def test_letters_that_mean_the_same_make_no_difference(one, other):
    assert runs(one).values.tolist() == runs(other).values.tolist()


def test_texts_of_two_languages_share_nothing():
    text = " ".join(write_sentences(1, 20, "fa"))
    assert compare(runs(text, "fa"), runs(text, "ps")).shared == 0
    assert compare(runs(text, "fa"), runs(text, "fa")).containment == 1.0


@pytest.mark.parametrize("language", ["en", "ur", "ps", "fa"])
@pytest.mark.parametrize("length", [12, 60, 400])
@pytest.mark.parametrize("kept", [0.5, 1.0])
def test_the_share_of_the_shorter_text_is_found_at_any_length(language, length, kept):
    wire = write_sentences(1, length, language)
    copy = wire[: length // 3]
    own = write_sentences(2, round(len(copy) * (1 - kept) / kept), language)
    likeness = compare(runs(" ".join(wire), language), runs(" ".join(copy + own), language))
    assert likeness.containment == pytest.approx(kept, abs=0.1)


def test_a_sample_holds_no_more_than_its_bound():
    sample = runs(" ".join(write_sentences(3, 200)))
    assert len(sample.values) == MAX_RUNS
    assert sample.limit == sample.values[-1]
    assert (np.diff(sample.values.astype(np.int64)) > 0).all()


@given(st.text(), st.text())
def test_any_two_texts_can_be_compared_either_way(one, other):
    first, second = sketch_text(one, None), unpack_sketch(pack_sketch(sketch_text(other, None)))
    assert compare(first.runs, second.runs) == compare(second.runs, first.runs)
    similarity = find_similarity(first, second, same_day=True)
    assert similarity is None or 0 < similarity <= 1


PRICES = (
    "Gold fell by {} a tola on Monday in the local market and closed at {} a tola as the price of ten grams "
    "came down to {} while silver stood at {} and an ounce cost {} dollars abroad, the association of jewellers said."
)


def test_a_daily_report_with_other_numbers_is_another_story():
    monday, tuesday = (
        sketch_text(PRICES.format(*numbers), "en")
        for numbers in ((2600, 351500, 301354, 3508, 3331), (3600, 347900, 298268, 3490, 3295))
    )
    assert compare(monday.runs, tuesday.runs).containment > 0.2
    assert find_similarity(monday, tuesday, same_day=True) is None
    assert find_similarity(monday, monday, same_day=False) == 1.0


def test_a_rewritten_story_needs_the_same_day_and_the_same_subject():
    wire = write_sentences(1, 12)
    one, retold = (sketch_text(" ".join(text), "en") for text in (wire, wire[:2] + write_sentences(2, 10)))
    assert find_similarity(one, retold, same_day=True) == pytest.approx(0.16, abs=0.05)
    assert find_similarity(one, retold, same_day=False) is None
    own = " ".join(write_sentences(3, 5))
    other, third = (
        sketch_text(f"{wire[0]} {' '.join(change(word) for word in own.split())}", "en")
        for change in (lambda word: word[::-1], lambda word: word * 2)
    )
    assert compare(other.runs, third.runs).containment == pytest.approx(0.13, abs=0.02)
    assert find_similarity(other, third, same_day=True) is None
