"""The line model: what it adds up, what it refuses, and that no script is punished for what it lacks."""

from __future__ import annotations

import json
import string

import pytest

from cleaners.lines.measures import measure_line
from cleaners.lines.places import FIRST, OF_LANGUAGE, describe_lines
from cleaners.lines.score import (
    SECOND,
    LineModel,
    Pass,
    Table,
    describe_scores,
    load_model,
    read_model,
    score_lines,
)

PARAGRAPH = "The bridge over the river was closed on Monday, and traders had to turn back, officials said."
URDU = "دریا پر بنا پل پیر کے روز بند کر دیا گیا اور تاجروں کو واپس جانا پڑا، حکام نے منگل کو بتایا۔"
PASHTO = "چارواکو وویل چې پر سیند جوړ شوی پل د دوشنبې په ورځ د بارانونو له امله د ټولو لارو پر مخ وتړل شو."
DARI = "مقام‌های ولایت گفتند که پل روز دوشنبه پس از دو روز باران بسته شد و تاجران با موترهای خود برگشتند."


def test_tables_add_up_and_limits_belong_to_the_value_below() -> None:
    one = Pass(1.0, (Table(0, (2.0, 4.0), (-1.0, 0.0, 5.0), 0.25), Table(1, (0.0,), (10.0, 20.0), 0.0)))
    assert one.score((2.0, 1.0)) == 1 - 1 + 20
    assert one.score((3.0, 0.0)) == 1 + 0 + 10
    assert one.score((4.5, None)) == 1 + 5 + 0
    assert one.score((None, None)) == 1.25


def test_rows_have_one_value_for_each_name() -> None:
    rows = describe_lines([PARAGRAPH, "Home", "• Subscribe"], {})
    assert {len(row) for row in rows} == {len(FIRST)}
    assert {len(row) for row in describe_scores([0.0, 1.0, 2.0], rows)} == {len(SECOND)}
    assert describe_lines([], {}) == []
    assert score_lines([]) == ()


def test_the_second_pass_sees_the_same_measures_under_the_same_names() -> None:
    row = describe_lines(["• This is listed."], {})
    second = dict(zip(SECOND, describe_scores([3.0], row)[0], strict=True))
    assert (second["words"], second["ends"], second["listed"], second["score_+0"]) == (3.0, 1.0, 1.0, 3.0)


@pytest.mark.parametrize("text", [URDU, PASHTO, DARI])
def test_a_script_without_capitals_has_none_rather_than_few(text: str) -> None:
    row = dict(zip(FIRST, describe_lines([text, text + " ۲"], {"home": 1.0})[0], strict=True))
    assert {name for name, value in row.items() if value is None} <= OF_LANGUAGE
    assert row["capitals"] is None
    assert row["vocabulary_mean"] is None
    assert row["stop_words"] is not None, "the most frequent words of this language are known"


@pytest.mark.parametrize("text", [PARAGRAPH, URDU, PASHTO, DARI])
def test_paragraphs_of_every_language_score_above_labels(text: str) -> None:
    label = {PARAGRAPH: "Home", URDU: "صفحہ اول", PASHTO: "کور پاڼه", DARI: "صفحه نخست"}[text]
    scores = score_lines([label, label + " ۲", label + " ۳", text, text + " " + text, text])
    assert max(scores[:3]) < min(scores[3:])


def test_a_line_is_measured_without_its_list_mark() -> None:
    assert measure_line("• One two.")._replace(listed=False) == measure_line("One two.")


def test_long_lines_cost_no_more_than_their_start() -> None:
    assert measure_line("word " * 50_000).words == measure_line("word " * 500).words


def test_hostile_lines_are_scored() -> None:
    lines = [string.punctuation, "\u202e\u200b", "9" * 500, "ـ" * 30, "\ud800", "{0} %s {x}"]
    assert len(score_lines(lines)) == len(lines)


def test_the_model_is_small_and_names_only_what_exists() -> None:
    model = load_model()
    assert 200 < len(model.vocabulary) < 5_000
    assert {
        len(table.values) - len(table.limits) for table in (*model.first.tables, *model.second.tables)
    } == {1}


def test_a_model_with_an_unknown_feature_is_refused() -> None:
    plain = {
        "vocabulary": {},
        "first": {"base": 0, "tables": {"moon_phase": {"limits": [], "values": [0], "absent": 0}}},
        "second": {"base": 0, "tables": {}},
    }
    with pytest.raises(ValueError, match="moon_phase"):
        read_model(json.dumps(plain))
    with pytest.raises(ValueError, match="base"):
        read_model(json.dumps({**plain, "first": {"tables": {}}} | {"first": {"base": "x", "tables": {}}}))


def test_a_model_of_ones_own_can_be_used() -> None:
    flat = LineModel({}, Pass(-1.0, ()), Pass(0.5, ()))
    assert score_lines([PARAGRAPH, "Home"], flat) == (0.5, 0.5)
