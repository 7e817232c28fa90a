"""Nothing disappears unaccounted for, and cleaning a clean article changes nothing: for any text."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.blocks import join
from cleaners.model import Article, Kind, Media, Page, Rules
from cleaners.process import Trace, clean_page, trace_page
from cleaners.repair import undo_repairs
from crawler.config import load_rules
from crawler.store.articles.text import render_text
from tests.support.shared import REPOSITORY, read_set, scale

LINES = st.sampled_from(
    [
        "Border reopens after two days of talks", "Rain hits the valley", "Short Url", "Follow", "Updated 27 October 2026",
        "Published: 3 Nov 2026, 10:15 am PKT", "By Sara Gul", "Our Correspondent", "PK", "US", "COMMENTS (2)", "No comment",
        "ShareFacebook Twitter WhatsApp Email Print", "HIGHLIGHT", "• Traders welcome the step", "- first of the list",
        "Assalamu Alaikum, brothers and sisters.", "Assalamu Alaikum - Bridge to be rebuilt", "https://example.org/node/",
        "Trucks wait at the crossing on Monday. (AFP/File)", "Legal Disclaimer:", "TRENDING", "Happening now...",
        "The Herald gives this “as is” without warranty of any kind and accepts no liability for its accuracy.",
        "PESHAWAR:Â The border was opened on Monday, officials said.", "He called it a“window of hope” for theÂ",
        "traders on both sides.", "The bridge will be closed until the spring, the ministry said.", "Also read: Rain in Swat",
        "The bridge will be closed until the spring, the ministry said.", "Copyright © 2026. The Herald, All Rights Reserved",
        "Officials in Kabul denied it./ REL", "The talks ended on Friday. — Reuters",
        "وزیر اعظم نے پیر کو کہا کہ سرحد کھل گئی ہے۔",
        "وزارت گفت که مرز می‌تواند روز دوشنبه باز شود.", "تاریخ انتشار: ۲۹ عقرب ۱۴۰۵", "د پولې خبرې په کابل کې پای ته ورسېدې.",
        "Content not found", "Services", "- POLICE129", "- AMBULANCE112", "Minister visits the flooded...", "\tindented\xa0text ",

        "soft\xadhyphen, zero\u200bwidth and\u202eoverride", "&amp;amp; &#8232; &nbsp;", "the governorâ€™s cafÃ© was closed",
        "?????? ????",
    ]
)  # fmt: skip
ANY_LINE = st.one_of(LINES, LINES, LINES, st.text(max_size=60))
TEXTS = st.lists(
    st.tuples(ANY_LINE, st.sampled_from(["\n", "\n\n", "\r\n", " \n  ", "\u2028"])), max_size=25
).map(lambda lines: "".join(part for line in lines for part in line))


@cache
def rules() -> Rules:
    return load_rules(REPOSITORY / "config")


def trace(text: str) -> Trace:
    return trace_page(Page(text.encode("utf-8", "surrogatepass"), Media.TEXT, input="a.txt"), rules())


def check_conservation(traced: Trace) -> None:
    """Kept and removed pieces, the white space between them and the undone repairs are the input."""
    if traced.cleaned is None or traced.decoded is None:
        return
    cleaned = traced.cleaned
    assert undo_repairs(join(cleaned.blocks) + cleaned.tail, cleaned.repairs) == traced.decoded.text
    # And the articles hold each piece exactly once: nothing is lost on the way out of the row either.
    pieces: Counter[str] = Counter()
    for outcome in traced.outcomes:
        if isinstance(outcome, Article):
            pieces.update(outcome.paragraphs)
            pieces.update(outcome.summary)
            pieces.update(removed.text for removed in outcome.removed)
    parts = {outcome.part for outcome in traced.outcomes if isinstance(outcome, Article)}
    expected = Counter(
        block.text
        for block in cleaned.blocks
        if block.part in parts and (block.removal or block.kind not in (Kind.TITLE, Kind.CAPTION))
    )
    assert pieces == expected


def check_idempotence(traced: Trace) -> None:
    """An article's text, and the file that people read, come out of a second cleaning as they went in."""
    for article in traced.outcomes:
        if not isinstance(article, Article):
            continue
        for text in (article.text, render_text(article)):
            again = clean_page(Page(text.encode(), Media.TEXT, input="a.txt"), rules())
            assert [type(outcome) for outcome in again] == [Article], again
            assert isinstance(again[0], Article)
            assert again[0].paragraphs == article.paragraphs
            assert again[0].repairs == ()


@given(TEXTS)
def test_generated_texts_are_conserved(text: str) -> None:
    check_conservation(trace(text))


@given(TEXTS)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    check_idempotence(trace(text))


@pytest.mark.parametrize("name", ["the_news", "tribune", "wcxb-residual", "wcxb-dump"])
def test_real_texts_are_conserved_and_stay_clean(name: str) -> None:
    for row in read_set(name, limit=scale(60)):
        traced = trace(row["dirty"])
        check_conservation(traced)
        check_idempotence(traced)
