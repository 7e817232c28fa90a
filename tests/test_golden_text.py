"""Every dirty text of `golden/text/` comes out as the JSON beside it says, and the clean ones of `keep/` as they are.

What is known to fail stands in `known_failures.toml`, by file and field, with the reason. Such a test must go on
failing: once it passes, its line has to be taken off the list.
"""

import json
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cleaners.model import Article, Media, Outcome, Page, Rejected
from cleaners.process import clean_page
from crawler.config import load_rules
from crawler.store.articles.text import render_text

REPOSITORY = Path(__file__).resolve().parents[1]
TEXTS = REPOSITORY / "tests/golden/text"
RULES = load_rules(REPOSITORY / "config")
COUNT, REASONS, AGAIN = "articles", "rejected", "again"
FIELDS = (
    "title", "dateline", "published", "modified", "summary", "captions", "agency", "authors", "language", "paragraphs",
)  # fmt: skip
GOLDEN: dict[str, dict[str, Any]] = {
    path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(TEXTS.glob("*.json"))
}
KEPT = {f"keep/{path.stem}": path for path in sorted((TEXTS / "keep").glob("*.txt"))}
KEPT_FIELDS = ("title", "summary", "captions", "paragraphs", "removed", "repairs")
KNOWN: list[dict[str, Any]] = tomllib.loads((TEXTS / "known_failures.toml").read_text(encoding="utf-8"))[
    "failure"
]
WHY: dict[tuple[str, str], str] = {(k["file"], field): k["why"] for k in KNOWN for field in k["fields"]}


@cache
def clean_text(name: str) -> tuple[Outcome, ...]:
    path = TEXTS / f"{name}.txt"
    return clean_page(Page(path.read_bytes(), Media.TEXT, input=path.name), RULES)


def articles_of(name: str) -> list[Article]:
    return [outcome for outcome in clean_text(name) if isinstance(outcome, Article)]


def fields_of(name: str, field: str) -> list[object]:
    return [article.to_dict()[field] for article in articles_of(name)]


def say(article: Article) -> tuple[object, ...]:
    return article.title, article.summary, article.paragraphs


def clean_again(article: Article) -> list[Article]:
    page = Page(render_text(article).encode(), Media.TEXT)
    return [outcome for outcome in clean_page(page, RULES) if isinstance(outcome, Article)]


def dirty_checks() -> Iterator[tuple[str, str]]:
    for name, golden in GOLDEN.items():
        yield from ((name, COUNT), (name, REASONS))
        if golden["articles"]:
            yield from ((name, field) for field in (*FIELDS, AGAIN))


def kept_checks() -> Iterator[tuple[str, str]]:
    return ((name, field) for name in KEPT for field in (COUNT, *KEPT_FIELDS, AGAIN))


def every(checks: Callable[[], Iterator[tuple[str, str]]]) -> pytest.MarkDecorator:
    """One test for each file and field; a known failure is expected to fail, and to fail at its assertion."""
    return pytest.mark.parametrize(
        ("name", "field"),
        [
            pytest.param(
                name,
                field,
                id=f"{name}-{field}",
                marks=[pytest.mark.xfail(reason=WHY[name, field], raises=AssertionError, strict=True)]
                if (name, field) in WHY
                else [],
            )
            for name, field in checks()
        ],
    )


def check_again(name: str) -> None:
    articles = articles_of(name)
    assert articles
    for article in articles:
        assert [say(again) for again in clean_again(article)] == [say(article)]


@every(dirty_checks)
def test_dirty_text(name: str, field: str) -> None:
    golden = GOLDEN[name]
    if field == COUNT:
        assert len(articles_of(name)) == len(golden["articles"])
    elif field == REASONS:
        reasons = [str(outcome.reason) for outcome in clean_text(name) if isinstance(outcome, Rejected)]
        assert reasons == [expected["reason"] for expected in golden["rejected"]]
    elif field == AGAIN:
        check_again(name)
    else:
        assert fields_of(name, field) == [expected[field] for expected in golden["articles"]]


@every(kept_checks)
def test_text_to_keep(name: str, field: str) -> None:
    """The first line of such a file is its title, every other line a paragraph, and nothing is to be done."""
    title, *paragraphs = filter(None, KEPT[name].read_text(encoding="utf-8").split("\n"))
    expected = {"title": title, "paragraphs": paragraphs}
    if field == COUNT:
        assert [type(outcome) for outcome in clean_text(name)] == [Article]
    elif field == AGAIN:
        check_again(name)
    else:
        assert fields_of(name, field) == [expected.get(field, [])]


def test_every_text_has_its_expectation() -> None:
    assert {path.stem for path in TEXTS.glob("*.txt")} == set(GOLDEN)
    for name, golden in GOLDEN.items():
        assert golden["file"] == f"{name}.txt"
        assert golden["articles"] or golden["rejected"]
        assert all(set(expected) == set(FIELDS) for expected in golden["articles"]), name


def test_known_failures_name_checks_that_exist_once() -> None:
    named = [(known["file"], field) for known in KNOWN for field in known["fields"]]
    assert len(named) == len(set(named))
    assert set(named) <= {*dirty_checks(), *kept_checks()}
    assert all(known["why"].strip() for known in KNOWN)
