"""The line model: what it adds up, what it refuses, and that no script is punished for what it lacks."""

from __future__ import annotations

import json
import string

import pytest

from cleaners.blocks.line_model.measures import measure_line
from cleaners.blocks.line_model.places import SHAPE, place_lines
from cleaners.blocks.line_model.score import (
    FEATURES,
    LineModel,
    describe_lines,
    load_model,
    read_model,
    score_lines,
)
from cleaners.blocks.line_model.speech import SPEECH
from cleaners.blocks.line_model.wording import Wording, weigh_line
from cleaners.trees import Forest

PARAGRAPH = "The bridge over the river was closed on Monday, and traders had to turn back, officials said."
URDU = "دریا پر بنا پل پیر کے روز بند کر دیا گیا اور تاجروں کو واپس جانا پڑا، حکام نے منگل کو بتایا۔"
PASHTO = "چارواکو وویل چې پر سیند جوړ شوی پل د دوشنبې په ورځ د بارانونو له امله د ټولو لارو پر مخ وتړل شو."
DARI = "مقام‌های ولایت گفتند که پل روز دوشنبه پس از دو روز باران بسته شد و تاجران با موترهای خود برگشتند."
WORDLESS = Wording(0.0, {})


def test_rows_have_one_value_for_each_name() -> None:
    rows = describe_lines([PARAGRAPH, "Home", "• Subscribe"], WORDLESS)
    assert {len(row) for row in rows} == {len(FEATURES)}
    assert len(set(FEATURES)) == len(FEATURES) == len(SHAPE) + len(SPEECH)
    assert describe_lines([], WORDLESS) == place_lines([]) == []
    assert score_lines([]) == ()


@pytest.mark.parametrize("text", [URDU, PASHTO, DARI])
def test_a_script_without_capitals_is_judged_by_its_shape_alone(text: str) -> None:
    assert {len(row) for row in describe_lines([text, text + " ۲"], WORDLESS)} == {len(SHAPE)}


@pytest.mark.parametrize("text", [PARAGRAPH, URDU, PASHTO, DARI])
def test_paragraphs_of_every_language_score_above_labels(text: str) -> None:
    label = {PARAGRAPH: "Home", URDU: "صفحہ اول", PASHTO: "کور پاڼه", DARI: "صفحه نخست"}[text]
    scores = score_lines([label, label + " ۲", label + " ۳", text, text + " " + text, text])
    assert max(scores[:3]) < min(scores[3:])


def test_what_stands_above_a_line_is_seen_by_it() -> None:
    wording = Wording(0.0, {"leave": -3.0, "reply": -3.0})
    lines = [PARAGRAPH, "Leave a reply", PARAGRAPH]
    rows = [dict(zip(FEATURES, row, strict=True)) for row in describe_lines(lines, wording)]
    assert rows[0]["label_above"] < 0 < rows[2]["label_above"]
    assert rows[0]["label_below_8"] == rows[2]["label_above_8"]
    assert rows[0]["replies_before"] == 0 < rows[2]["replies_before"]


def test_words_are_weighed_once_and_numbers_are_all_the_same() -> None:
    wording = Wording(-1.0, {"0": 2.0, "so": 3.0})
    assert weigh_line("7 so so 8", wording) == pytest.approx(-1 + 5 / 2**0.5)
    assert weigh_line("unknown words", wording) == -1.0


def test_a_line_is_measured_without_its_list_mark() -> None:
    assert measure_line("• One two.")._replace(listed=False) == measure_line("One two.")


def test_long_lines_cost_no_more_than_their_start() -> None:
    assert measure_line("word " * 50_000).words == measure_line("word " * 500).words


def test_hostile_lines_are_scored() -> None:
    lines = [string.punctuation, "\u202e\u200b", "9" * 500, "ـ" * 30, "\ud800", "{0} %s {x}"]
    assert len(score_lines(lines)) == len(lines)


def test_the_model_is_small() -> None:
    model = load_model()
    assert 1_000 < len(model.wording.weights) < 20_000
    assert 50 < len(model.spoken.trees) + len(model.shaped.trees) < 500


def test_a_model_with_an_unknown_feature_is_refused() -> None:
    plain = {"wording": {"base": 0, "weights": {}}, "spoken": {"base": 0, "trees": []}}
    with pytest.raises(ValueError, match="moon_phase"):
        read_model(json.dumps(plain | {"shaped": {"base": 0, "trees": [["moon_phase", 1, 0, 1]]}}))
    with pytest.raises(ValueError, match="wording"):  # a text in other scripts has no words that are weighed
        read_model(json.dumps(plain | {"shaped": {"base": 0, "trees": [["wording", 1, 0, 1]]}}))
    with pytest.raises(ValueError, match="base"):
        read_model(json.dumps(plain | {"shaped": {"trees": []}}))


def test_a_model_of_ones_own_can_be_used() -> None:
    flat = LineModel(WORDLESS, Forest(0.5, ()), Forest(-0.5, ()))
    assert score_lines([PARAGRAPH, "Home"], flat) == (0.5, 0.5)
    assert score_lines([URDU], flat) == (-0.5,)
