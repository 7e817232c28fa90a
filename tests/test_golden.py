"""Every file in `seeds/` comes out as `tests/golden/seeds/` says, field by field."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cleaners.model import Article, Media, Outcome, Page, Rejected
from cleaners.process import clean_page
from crawler.cleaning.inputs import read_inputs
from crawler.config import load_rules
from crawler.store.articles.text import render_text
from tests.web.expected import find_differences

REPOSITORY = Path(__file__).resolve().parents[1]
SEEDS = REPOSITORY / "seeds"
GOLDEN = {
    golden["file"]: golden
    for golden in (
        json.loads(path.read_text(encoding="utf-8"))
        for path in sorted((REPOSITORY / "tests/golden/seeds").glob("*.json"))
    )
}
RULES = load_rules(REPOSITORY / "config")


@cache
def clean_seed(name: str) -> tuple[Outcome, ...]:
    pages = read_inputs([str(SEEDS / name)])
    return tuple(
        outcome
        for page in pages
        for outcome in ((page,) if isinstance(page, Rejected) else clean_page(page, RULES))
    )


def articles_of(name: str) -> list[Article]:
    return [outcome for outcome in clean_seed(name) if isinstance(outcome, Article)]


def list_fields() -> list[tuple[str, str]]:
    return [
        (name, field)
        for name, golden in GOLDEN.items()
        for field in dict.fromkeys(key for article in golden["articles"] for key in article)
    ]


def test_every_seed_has_an_expectation() -> None:
    assert sorted(GOLDEN) == sorted(path.name for path in SEEDS.iterdir() if path.suffix != ".md")


@pytest.mark.parametrize("name", GOLDEN)
def test_every_article_comes_out_and_nothing_else(name: str) -> None:
    titles = [article.title for article in articles_of(name)]
    assert titles == [article["title"] for article in GOLDEN[name]["articles"]]


@pytest.mark.parametrize("name", GOLDEN)
def test_what_is_no_article_is_rejected_with_its_reason(name: str) -> None:
    rejected = [outcome for outcome in clean_seed(name) if isinstance(outcome, Rejected)]
    reasons = [str(outcome.reason) for outcome in rejected]
    assert reasons == [expected["reason"] for expected in GOLDEN[name]["rejected"]]


@pytest.mark.parametrize(("name", "field"), list_fields())
def test_field(name: str, field: str) -> None:
    expected = GOLDEN[name]["articles"]
    actual: list[dict[str, Any]] = [article.to_dict() for article in articles_of(name)]
    assert len(actual) == len(expected)
    for want, got in zip(expected, actual, strict=True):
        if field == "url":
            assert want[field] in (got["url"], got["canonical_url"])
        else:
            assert find_differences({field: want[field]}, got) == {}


@pytest.mark.parametrize("name", [name for name in GOLDEN if GOLDEN[name]["articles"]])
def test_a_cleaned_seed_cleans_to_itself(name: str) -> None:
    for article in articles_of(name):
        page = Page(render_text(article).encode(), Media.TEXT, input=name)
        again = [outcome for outcome in clean_page(page, RULES) if isinstance(outcome, Article)]
        assert [(a.title, a.paragraphs) for a in again] == [(article.title, article.paragraphs)]
