"""Labels by alignment, and a training that gives the same model each time; on invented texts."""

from __future__ import annotations

import json
from importlib.util import find_spec

import pytest

from cleaners.blocks.line_model.score import read_model, score_lines
from crawler.config import load_rules
from tests.policy.modules import REPOSITORY
from tools.line_model.align import label_lines
from tools.line_model.evaluate import score_text
from tools.line_model.fit import count_marks, fit_model, fit_wording
from tools.line_model.samples import Sample, read_sample

pytestmark = pytest.mark.skipif(
    find_spec("sklearn") is None, reason="scikit-learn trains the line model; it is not needed to use it"
)

STORY = (
    "The ferry to the islands resumes on Friday, the harbour master said after a meeting.",
    "Prices",
    "It will run twice a day, and tickets cost as much as they did before the storm.",
    "Passengers welcomed the news, because the road around the bay takes five hours.",
)
MENU = ("Home", "Sign in", "Prices", "About us", "Newsletter", "Read more stories")


def make_samples(count: int) -> list[Sample]:
    return [
        Sample(
            f"invented/{at}",
            f"site {at}",
            (
                *MENU,
                *(
                    f"{line} It said so {at} times." * (1 + at % 3) if len(line) > 20 else line
                    for line in STORY
                ),
                *MENU[at % 3 :],
            ),
            (*(0.0,) * len(MENU), *(1.0,) * len(STORY), *(0.0,) * len(MENU[at % 3 :])),
        )
        for at in range(count)
    ]


def test_short_lines_are_the_storys_only_in_their_place() -> None:
    assert label_lines([*MENU, *STORY, *MENU], "\n".join(STORY)) == [0.0] * 6 + [1.0] * 4 + [0.0] * 6


def test_a_short_line_above_the_first_paragraph_is_taken_as_late_as_possible() -> None:
    labels = label_lines(["Prices", "Home", "Prices", STORY[0]], "\n".join(["Prices", STORY[0]]))
    assert labels == [0.0, 0.0, 1.0, 1.0]


def test_lines_out_of_order_are_left_open() -> None:
    moved = "The ferry resumes on Friday, he said."
    labels = label_lines([STORY[2], STORY[3], moved], "\n".join([moved, STORY[2], STORY[3]]))
    assert labels == [1.0, 1.0, None]


@pytest.mark.slow
def test_training_gives_the_same_model_each_time_and_one_that_works() -> None:
    samples = make_samples(60)
    model = fit_model(samples)
    assert json.dumps(model) == json.dumps(fit_model(samples))
    scores = score_lines([*MENU, *STORY], read_model(json.dumps(model)))
    assert max(scores[:6]) < min(scores[6], *scores[8:])


def test_words_are_weighed_by_sites_not_by_lines() -> None:
    samples = make_samples(60)
    weights = fit_wording(count_marks(samples), [True] * 60)["weights"]
    assert weights["newsletter"] < 0
    assert abs(weights.get("prices", 0)) < -weights["newsletter"], "it stands on both sides"
    one_site = [Sample(s.name, "one site", s.lines, s.labels) for s in samples]
    assert "newsletter" not in count_marks([*one_site, *make_samples(10)]).names


def test_lines_that_a_list_repeats_are_found_in_their_places() -> None:
    items = [f"• Sinkage test: moderate sinkage of {at} inches, fit for all." for at in (2, 3, 2)]
    story = [STORY[0], items[0], STORY[2], items[1], STORY[3], items[2]]
    assert label_lines(["Home", *story, "Home"], "\n".join(story)) == [0.0, *[1.0] * 6, 0.0]


def test_a_text_is_scored_by_words_and_paragraphs() -> None:
    rules = load_rules(REPOSITORY / "config")
    row = {
        "dirty": "\n".join([*STORY, "Advertisement"]),
        "paragraphs": [*STORY[:3], f"[{STORY[3]}]", "[Left out]"],
    }
    whole = score_text(row, rules, None)
    assert whole is not None
    assert (whole.para, whole.harm) == (1.0, 0.0)
    assert whole.f1 > 0.95
    lost = score_text({**row, "paragraphs": [*row["paragraphs"], "Advertisement " * 20]}, rules, None)
    assert lost is not None
    assert lost.para < 1
    assert score_text({"dirty": "Home", "paragraphs": []}, rules, None) is None


def test_texts_of_one_day_are_never_on_both_sides_of_a_split() -> None:
    row = {"key": "daily-20260102-007", "dirty": "\n".join(STORY), "paragraphs": list(STORY), "title": None}
    sample = read_sample("tribune", row, {}, load_rules(REPOSITORY / "config"))
    assert sample.group == "tribune 20260102"
