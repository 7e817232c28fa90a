"""The columns of a page: whatever it holds, each has one number a block; lengths are what a reader counts."""

from __future__ import annotations

import numpy as np
import pytest

from cleaners.extract.body import PageView, choose_body, view_page
from cleaners.extract.body.characters import CLOSING, STOP, count_characters
from cleaners.extract.body.choose import choose_best
from cleaners.extract.body.columns import measure_blocks
from cleaners.extract.body.headline import find_headline
from cleaners.extract.body.names import Names
from cleaners.extract.body.score import load_model
from cleaners.extract.page import read_page

SENTENCE = (
    "The transport authority said on Thursday that three hundred drivers are to be trained in first aid. "
)
STORY = "".join(f"<p>{SENTENCE}Part {number}.</p>" for number in range(6))
MENU = "".join(f'<li><a href="/{number}">Section {number}</a></li>' for number in range(12))
PAGES = {
    "story": f"<h1>Drivers learn first aid</h1><ul class=menu>{MENU}</ul><div class=story>{STORY}</div><p>© 2026</p>",
    "one block": "<p>Kabul</p>",
    "links alone": f"<ul>{MENU}</ul>",
    "hidden alone": f"<div hidden>{STORY}</div>",
    "no paragraph": f"<div>{SENTENCE}<br><br>{SENTENCE}</div>",
    "two stories": f"<article><h1>One</h1>{STORY}</article><article><h1>Two</h1>{STORY}</article>",
    "Dari": "<h1>رانندگان</h1>" + "<p>اداره ترانسپورت روز پنجشنبه گفت که سه صد راننده آموزش می‌بینند.</p>" * 5,
}


def view(html: str, titles: tuple[str, ...] = (), declared: tuple[str, ...] = ()) -> PageView:
    page = read_page(html)
    assert page is not None
    return view_page(page, titles, declared)


@pytest.mark.parametrize("name", PAGES)
def test_each_column_has_one_number_a_block(name: str) -> None:
    page = view(PAGES[name], ("Drivers learn first aid",), (SENTENCE * 3,))
    table = measure_blocks(page, Names({"story": 2.0, "menu": -2.0}, {"menu": -3.0}))
    for column, values in table.items():
        assert values.shape == (len(page.texts),), column
        assert np.isfinite(values.astype(float)).all(), column


def test_the_model_asks_columns_that_are_measured() -> None:
    assert set(load_model().columns) <= set(measure_blocks(view(PAGES["story"]), Names({}, {})))


def test_a_plain_story_is_chosen_without_what_stands_around_it() -> None:
    page = view(PAGES["story"], ("Drivers learn first aid",))
    choice = choose_body(page)
    assert [page.texts[number] for number in sorted(choice.chosen)] == [
        f"{SENTENCE}Part {number}." for number in range(6)
    ]


def test_a_page_without_texts_has_no_story() -> None:
    page = view("<div><img src=x.png></div>")
    assert choose_body(page).chosen == frozenset()


def test_class_names_of_elements_around_the_story_say_nothing_beside_it() -> None:
    page = view(PAGES["story"], ("Drivers learn first aid",))
    with_weight = measure_blocks(page, Names({}, {"story": -3.0, "menu": -3.0}))["worst_beside"]
    of_menu = np.array([text.startswith("Section") for text in page.texts])
    assert (with_weight[of_menu] == -3.0).all()
    assert (with_weight[~of_menu] == 0.0).all()


def test_headline_is_found_by_letters_where_words_have_no_spaces() -> None:
    page = view(
        "<h1>新聞網</h1><h2>首都新建一所女子學校明日開學</h2><p>內文</p>",
        ("首都新建一所女子學校明日開學 - 新聞網",),
    )
    assert find_headline(page) == 1


def test_ends_of_texts() -> None:
    counted = count_characters(["Done.", "ختم۔", "“Done”", "Kabul", "終わり。"])
    assert counted.ends.tolist() == [STOP, STOP, CLOSING, 0, STOP]


def test_a_doubtful_page_is_chosen_from_at_lower_odds_than_a_sure_one() -> None:
    sizes = np.full(4, 100, np.float32)
    doubtful = choose_best(np.array([0.3, 0.3, 0.28, 0.02]), sizes)
    sure = choose_best(np.array([0.99, 0.99, 0.3, 0.02]), sizes)
    assert sorted(doubtful.chosen) == [0, 1, 2]
    assert sorted(sure.chosen) == [0, 1]
    assert doubtful.confidence < sure.confidence
