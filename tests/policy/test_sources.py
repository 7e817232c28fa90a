"""Every source file says what a crawl must know, claims no more than was seen, and asks nobody faster."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import urlsplit

import pytest

from crawler.config import Source, load_sources
from crawler.config.crawl import MIN_DELAY_SECONDS
from tests.policy.modules import REPOSITORY

SOURCES = load_sources(REPOSITORY / "config")
LEAST = 32
SPOKEN = {"en", "ur", "ps", "fa"}


def text_of(source: Source) -> str:
    return (REPOSITORY / "config" / "sources" / f"{source.id}.toml").read_text(encoding="utf-8")


def test_there_are_sources_in_every_language_of_the_beat() -> None:
    assert len(SOURCES) >= LEAST
    for language in SPOKEN:
        assert len([source for source in SOURCES if source.enabled and language in source.languages]) >= 4


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.id)
def test_a_source_says_what_a_crawl_must_know(source: Source) -> None:
    assert source.owns(source.home)
    assert source.languages
    assert set(source.languages) <= SPOKEN
    assert source.feeds or source.sitemaps or source.sections
    assert source.article or not source.sections, "a section needs a pattern"
    assert source.rules.timezone or "# No time zone:" in text_of(source), (
        "name the zone, or say why there is none"
    )
    assert source.delay_seconds is None or source.delay_seconds >= MIN_DELAY_SECONDS


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.id)
def test_persian_of_afghan_outlets_is_dari(source: Source) -> None:
    if source.rules.timezone == "Asia/Kabul" and "fa" in source.languages:
        assert source.rules.language_region == "AF"


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.id)
def test_nothing_is_called_verified_that_was_not_checked(source: Source) -> None:
    text = text_of(source)
    assert re.search(r"^verified = (true|false)$", text, re.MULTILINE), "say whether it was seen to work"
    assert source.verified == (source.checked is not None)
    assert source.checked is None or source.checked <= date.today()  # noqa: DTZ011 - a day of no zone


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.id)
def test_endpoints_are_encrypted_and_named_once(source: Source) -> None:
    named = (*source.feeds, *source.sitemaps, *source.sections, *source.archives)
    assert len(set(named)) == len(named)
    assert {urlsplit(url).scheme for url in (source.home, *named)} == {"https"}
