"""Training the body model: labels, weights of class names, and the same model from the same pages."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from cleaners.extract.body import BodyChoice, view_page
from cleaners.extract.body.choose import choose_in
from cleaners.extract.body.score import read_model
from cleaners.extract.page import read_page

pytest.importorskip("lightgbm", reason="LightGBM trains the body model; it is not needed to use it")

from tools.body_model.check import list_words, score_choice
from tools.body_model.fit import fit_model
from tools.body_model.names import measure_shares, tally_names
from tools.body_model.samples import Sample

SENTENCES = (
    "The transport authority said on Thursday that three hundred drivers are to be trained in first aid.",
    "Most of the dead had bled to death from wounds that a bandage would have closed, its adviser said.",
    "Buses between the two cities carry a box with bandages from January on, and a poster that shows their use.",
)


def sample(number: int) -> Sample:
    """A page of a site of its own: a menu, a story, and a box of other stories below it."""
    story = "".join(f"<p>{one} Part {number}.</p>" for one in SENTENCES * (2 + number % 3))
    links = "".join(
        f'<li><a href="/{at}">Another headline of this site, number {at}</a></li>' for at in range(8)
    )
    teasers = "".join(
        f"<p>A teaser of a story that the site {number} also tells, at length {at}.</p>" for at in range(4)
    )
    html = (
        f'<ul class="menu">{links}</ul><h1>Drivers learn first aid</h1><div class="article-text">{story}</div>'
        f'<div class="related-stories">{teasers}</div>'
    )
    page = read_page(html)
    assert page is not None
    view = view_page(page, ("Drivers learn first aid",), ())
    labels = np.array(["Part" in text for text in view.texts], np.int8)
    paragraphs = [text for text in view.texts if "Part" in text]
    return Sample("made", str(number), f"site{number}", "en", view, labels, paragraphs, (), ())


SAMPLES = [sample(number) for number in range(24)]


@pytest.fixture(scope="module")
def model() -> dict[str, Any]:
    return fit_model(SAMPLES)


def test_the_same_pages_give_the_same_model(model: dict[str, Any]) -> None:
    assert json.dumps(fit_model(SAMPLES)) == json.dumps(model)


def test_a_page_like_those_learned_is_read_whole(model: dict[str, Any]) -> None:
    unseen = sample(99)
    assert score_choice(unseen, choose_in(unseen.view, read_model(model)))["f1"] == 1.0


def test_a_group_of_pages_does_not_tell_on_itself() -> None:
    shares = [measure_shares(one)[0] for one in SAMPLES]
    whole = tally_names(SAMPLES, shares)
    rest = tally_names(SAMPLES[1:], shares[1:])
    assert whole.weigh(SAMPLES[0].group) == rest.weigh()
    assert whole.weigh()["related"] < 0 < whole.weigh()["article"]


def test_words_beside_the_opening_only() -> None:
    _, beside = measure_shares(SAMPLES[0])
    assert beside.keys() == {"menu", "related", "stories"}


def test_figures_of_a_choice() -> None:
    page = SAMPLES[0]
    story = frozenset(np.flatnonzero(page.labels).tolist())
    whole = score_choice(page, BodyChoice(story, page.labels.astype(float), 1.0))
    assert whole == {"false": 0.0, "f1": 1.0, "para": 1.0, "harm": 0.0, "exact": 1.0}
    half = score_choice(
        page, BodyChoice(frozenset(sorted(story)[: len(story) // 2]), page.labels.astype(float), 1.0)
    )
    assert half["harm"] == 1.0
    assert half["para"] == pytest.approx(2 / 3, abs=0.01)


def test_words_of_scripts_without_spaces_are_characters() -> None:
    assert list_words(["東京 Tokyo", "กทม"]) == ["東", "京", "tokyo", "ก", "ท", "ม"]
