"""Scores against a beat, and the beat that this project ships."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.article.relevance import BOTH_SIDES, explain_relevance, score_relevance
from cleaners.fields.letters import fold_name
from cleaners.model import Beat, Term
from crawler.config.rules import load_beat
from tests.support.shared import REPOSITORY

CONFIG = REPOSITORY / "config"
BEAT = Beat(
    "hills",
    (
        Term("Hilltown", ("Hilltown", "کوه‌آباد"), 0.5, place=True, side="af"),
        Term("Hilltown River", ("Hilltown River",), 0.1, place=True),
        Term("Dale", ("Dale", "دره"), 0.5, place=True, side="pk"),
        Term("dam", ("dam", "dams"), 0.2),
    ),
    0.5,
)


def names(title: str | None, text: str) -> set[str]:
    return set(score_relevance(title, text, BEAT).matched)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hilltown’s mayor, HILLTOWN-born", {"Hilltown"}),
        ("Hilltowner, madam, damage", set()),
        ("the Hilltown River rose", {"Hilltown River"}),
        ("the Hilltown  river", {"Hilltown River"}),
        ("مردم کوه‌آباد و کوه آبادی‌ها", {"Hilltown"}),
        ("در کوه‌آبادها", {"Hilltown"}),
        ("دَرّه", {"Dale"}),
        ("درهم", set()),
        ("دره‌های سبز", {"Dale"}),
        ("", set()),
    ],
)
def test_whole_words_count_in_every_script(text: str, expected: set[str]) -> None:
    assert names(None, text) == expected


def test_a_title_counts_more_than_any_number_of_mentions() -> None:
    assert score_relevance("Dale", "", BEAT).score > score_relevance(None, "Dale " * 50, BEAT).score
    assert score_relevance(None, "Dale Dale", BEAT).score > score_relevance(None, "Dale", BEAT).score


def test_both_sides_count_more_than_their_sum() -> None:
    both = explain_relevance("Hilltown and Dale", "", BEAT)
    assert {score.name for score in both} == {"Hilltown", "Dale", BOTH_SIDES}
    assert BOTH_SIDES not in {score.name for score in explain_relevance("Hilltown dam", "", BEAT)}
    assert BOTH_SIDES not in score_relevance("Hilltown and Dale", "", BEAT).matched


def test_a_name_of_weight_0_hides_the_place_inside_it_and_is_not_listed() -> None:
    beat = replace(BEAT, id="names", terms=(*BEAT.terms, Term("namesakes", ("Justice Hilltown",), 0.0)))
    assert score_relevance("Justice Hilltown rules", "", beat).score == 0
    assert score_relevance("Justice Hilltown rules", "", beat).matched == ()
    assert score_relevance("Justice Hilltown in Hilltown", "", beat).matched == ("Hilltown",)


@given(
    st.one_of(st.none(), st.text(max_size=40)),
    st.lists(st.sampled_from(["Hilltown", "Dale", "dam", "River", "x", "دره"])),
)
def test_the_parts_add_up_to_the_score(title: str | None, words: list[str]) -> None:
    text = " ".join(words)
    result = score_relevance(title, text, BEAT)
    parts = explain_relevance(title, text, BEAT)
    assert result.score == round(math.fsum(score.part for score in parts), 4)
    assert 0 <= result.score < 1
    assert set(result.places) <= set(result.matched)
    assert all(score.part > 0 for score in parts)


@given(st.text(max_size=300))
def test_never_raises(text: str) -> None:
    score_relevance(text, text, BEAT)


SHIPPED = load_beat(CONFIG, "afpak")
FILLER = (
    "People left their houses and stood in the streets for half an hour. Shops stayed shut, and pupils were sent home. "
    "The office that measures such things said that more of them could follow in the night, and that nobody was hurt. "
)
INVENTED = [
    (True, "Torkham reopens after a week", "Trucks moved again at the crossing, officials in Peshawar and Kabul said."),
    (True, None, "KABUL: The Taliban said girls in Kandahar would stay out of school. Afghanistan is the only such country."),
    (True, "پاکستان اور افغانستان کے درمیان مذاکرات", "اسلام آباد اور کابل کے حکام نے طورخم پر ملاقات کی۔"),
    (True, "د تورخم پوله پرانیستل شوه", "د افغانستان او پاکستان چارواکو په کابل کې خبرې وکړې."),
    (True, "بازگشت مهاجران از پاکستان", "هزاران افغان از راه تورخم به افغانستان برگشتند، مقامات در کابل گفتند."),
    (True, "Five soldiers killed in North Waziristan", "The TTP claimed the attack near Miranshah, the military said."),
    (False, "Lahore gets a new bus line", "The Punjab government of Pakistan opened the line in Lahore on Monday."),
    (False, "Quake felt in Islamabad", FILLER + "Its centre lay deep under Afghanistan. " + FILLER + "Pakistan felt it."),
    (False, "کراچی میں بارش", "پاکستان کے محکمہ موسمیات نے کہا کہ طالب علم گھروں میں رہیں، حکومت غور کر رہی ہے۔"),
    (False, "قهرمانی تیم فوتبال", "این تیم در تهران جام را به خانه برد."),
    (False, "Talks on Ukraine", "The ceasefire talks in Istanbul went on."),
    (True, "Karzai in Doha", "The former president met envoys and spoke of the war."),
    (True, "باب دوستی کھول دیا گیا", "اسپن بولدک سے تاجروں کی آمد و رفت شروع ہو گئی۔"),
    (True, "د کونړ په ولسوالۍ کې زلزله", "چارواکو وویل چې کابل مرستې لېږلي دي."),
    (True, "Gunmen kill two police in Bannu", "The TTP claimed it. Bannu and Lakki Marwat saw other attacks by militants."),
    (False, "Bench adjourns the hearing", "Justice Naeem Akhtar Afghan asked a question. Justice Afghan left. " + FILLER),
    (False, "A new restaurant in Leeds", FILLER + "Its cook learned his trade in Kabul. " + FILLER),
    (False, "Pakistan win the second one-day match", "The team from Lahore and Karachi played well, Pakistan’s coach said."),
    (False, "Funds for a school in Quetta", "The Balochistan government and Pakistan’s ministry said so. " + FILLER),
    (False, "دھرنے کے مقدمے کی سماعت", "فیض آباد دھرنے کے مقدمے میں جسٹس نعیم اختر افغان نے سوال کیا۔"),
]  # fmt: skip


@pytest.mark.parametrize(("relevant", "title", "text"), INVENTED)
def test_the_shipped_beat_tells_what_belongs_to_it(relevant: bool, title: str | None, text: str) -> None:
    result = score_relevance(title, text, SHIPPED)
    assert (result.score >= SHIPPED.threshold) is relevant, explain_relevance(title, text, SHIPPED)


def test_the_shipped_beat_holds_no_name_or_spelling_twice() -> None:
    term_names = [term.name for term in SHIPPED.terms]
    spellings = [
        fold_name(spelling).replace("-", " ") for term in SHIPPED.terms for spelling in term.spellings
    ]
    assert sorted(set(term_names)) == sorted(term_names)
    assert sorted(set(spellings)) == sorted(spellings)
    assert {term.side for term in SHIPPED.terms} == {"af", "pk", None}


def test_places_are_listed() -> None:
    result = score_relevance(
        "Spin Boldak closed", "Trade at Chaman and Spin Boldak stopped, Kabul said.", SHIPPED
    )
    assert set(result.places) == {"Spin Boldak", "Chaman", "Kabul"}
