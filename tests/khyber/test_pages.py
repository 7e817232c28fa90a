"""The library on one page: what it gives, and what it never does."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import khyber
from cleaners.decoding import sniff_media
from cleaners.model import Media, Reason
from tests.support.shared import REPOSITORY

STORY = (
    "The road over the Salang was closed by snow on Friday, said the governor of the province in Charikar. "
)
PAGE = f"""<!DOCTYPE html><html lang="en"><head><title>Salang Closed</title>
<meta property="article:published_time" content="2026-11-20T08:15:00+04:30">
<meta property="article:modified_time" content="2026-11-21"></head><body><nav><a href="/">Home</a></nav>
<article><h1>Salang Closed</h1>{"".join(f"<p>{STORY * 3}{n}.</p>" for n in range(4))}</article></body></html>"""
TWO = (REPOSITORY / "seeds" / "two-stories.txt").read_bytes()


def article(outcome: khyber.Article | khyber.Rejected) -> khyber.Article:
    assert isinstance(outcome, khyber.Article), outcome
    return outcome


def rejected(outcome: khyber.Article | khyber.Rejected) -> khyber.Rejected:
    assert isinstance(outcome, khyber.Rejected), outcome
    return outcome


def test_a_page_is_the_same_as_bytes_and_as_text() -> None:
    one = article(khyber.clean(PAGE.encode(), "https://news.example/salang"))
    assert one == article(khyber.clean(PAGE, url="https://news.example/salang"))
    assert one.title == "Salang Closed"
    assert len(one.paragraphs) == 4
    assert (one.url, one.language) == ("https://news.example/salang", "en")


def test_times_are_datetimes_too() -> None:
    one = article(khyber.clean(PAGE))
    assert one.published_at == datetime(2026, 11, 20, 8, 15, tzinfo=timezone(timedelta(hours=4.5)))
    assert one.modified_at == datetime(2026, 11, 21, tzinfo=UTC)
    assert article(khyber.clean(STORY * 9)).published_at is None


def test_plain_text_is_told_from_a_page_unless_the_caller_says() -> None:
    text = "Snow Closes Road\n\n" + STORY * 9
    assert article(khyber.clean(text)).page_kind is None
    assert article(khyber.clean(PAGE)).page_kind == "article"
    assert "<p>" in article(khyber.clean(f"Snow Closes Road\n\n<p>{STORY * 9}", media="text")).text
    with pytest.raises(ValueError, match="write 'html' or 'text'"):
        khyber.clean(PAGE, media="htm")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("body", "media"),
    [
        (PAGE.encode("utf-16"), Media.HTML),
        (b"\n\n<!-- cached -->\n" + PAGE.encode(), Media.HTML),
        (b"HTTP/1.1 200 OK\r\n\r\n" + PAGE.encode(), Media.HTML),
        (f"Notice: undefined index\n<p>{STORY}</p><p>{STORY}</p><p>{STORY}</p>".encode(), Media.HTML),
        (f"\ufeff<div><p>{STORY}".encode(), Media.HTML),
        (STORY.encode("utf-16"), Media.TEXT),
        (f"<i>{STORY}</i><br>{STORY}<br />".encode(), Media.TEXT),
        (f"How pages are made\n\n{STORY * 9}\n</p> closes what <p> opens, and </div> a <div>.".encode(), Media.TEXT),
        (b"", Media.TEXT),
    ],
)  # fmt: skip
def test_pages_are_known_by_their_markup(body: bytes, media: Media) -> None:
    assert sniff_media(body) is media


def test_of_several_articles_clean_gives_the_first_and_clean_all_each() -> None:
    outcomes = khyber.clean_all(TWO)
    assert [article(one).part for one in outcomes] == [1, 2]
    assert khyber.clean(TWO) == outcomes[0]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", Reason.EMPTY),
        ("", Reason.EMPTY),
        ("\ufeff \n", Reason.EMPTY),
        (b"%PDF-1.7 ...", Reason.BINARY),
        (bytes(range(256)) * 40, Reason.BINARY),
        ("\ud83d" * 400, Reason.LETTERS_LOST),
        ("<html><body></body></html>", Reason.EMPTY),
        ("<html>" + "<div>" * 100_000, Reason.EMPTY),
        (b"<html>" + b" " * (6 * 1024 * 1024), Reason.TOO_LARGE),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_what_is_no_article_is_rejected_with_its_reason(body: str | bytes, reason: Reason) -> None:
    outcome = rejected(khyber.clean(body, url="https://news.example/x"))
    assert (outcome.reason, outcome.url) == (reason, "https://news.example/x")


def test_halves_of_characters_cost_no_article() -> None:
    text = "Snow Closes Road\n\n" + STORY * 9 + "\ud83d\ude00 smiles, \ud83d does not."
    assert "😀 smiles, \ufffd does not." in article(khyber.clean(text)).text


@settings(max_examples=50, deadline=None)
@given(
    page=st.one_of(st.binary(max_size=400), st.text(st.characters(exclude_categories=()), max_size=400)),
    url=st.one_of(
        st.none(), st.text(max_size=40), st.sampled_from(["http://[::1", "https://a:99999/", "//"])
    ),
    media=st.sampled_from([None, "html", "text"]),
)
def test_no_page_and_no_address_raises(page, url, media) -> None:
    outcomes = khyber.clean_all(page, url, media=media)
    assert outcomes
    for outcome in outcomes:
        json.dumps(outcome.to_dict())


@pytest.mark.parametrize("page", [None, 7, bytearray(b"x"), ["<p>"], Path("page.html")])
def test_what_is_no_page_at_all_is_the_callers_mistake(page) -> None:
    with pytest.raises(TypeError, match="a page is bytes or str, not "):
        khyber.clean(page)


def test_a_bug_in_cleaning_costs_one_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(*_: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr("cleaners.process.clean_page", stumble)
    outcome = rejected(khyber.clean(PAGE))
    assert (outcome.reason, outcome.detail) == (Reason.CRASHED, "RecursionError: too deep")


def test_an_address_names_the_source_whose_rules_apply(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "hills.toml").write_text(
        'name = "Hills"\nhome = "https://hills.example/"\ndomains = ["hills.example"]\nbeat = "afpak"\n'
        "line_promos = ['^Charikar Weekly$']\n"
    )
    rules = khyber.load_rules(tmp_path)
    text = f"Snow Closes Road\n\n{STORY * 5}\n\nCharikar Weekly\n\n{STORY * 5}"
    known = article(khyber.clean(text, url="https://www.hills.example/1", rules=rules))
    assert (known.source, "Charikar Weekly" in known.text) == ("hills", False)
    assert known == article(khyber.clean(text, "https://www.hills.example/1", source="hills", rules=rules))
    assert article(khyber.clean(text, url="https://hills.example.org/1", rules=rules)).source == "file"
    with pytest.raises(ValueError, match="no such source"):
        khyber.clean(text, source="dales", rules=rules)


def test_no_article_is_refused_for_what_it_is_about(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "hills.toml").write_text(
        'name = "Hills"\nhome = "https://hills.example/"\ndomains = ["hills.example"]\nbeat = "afpak"\n'
    )
    far = "Tram Returns\n\n" + "The tram in Lisbon runs again on weekdays, the company said on Monday. " * 9
    one = article(khyber.clean(far, "https://hills.example/1", rules=khyber.load_rules(tmp_path)))
    assert one.relevance.score < 0.2


def test_broken_rules_say_what_to_write(tmp_path: Path) -> None:
    (tmp_path / "cleaning.toml").write_text('repairs = ["fix_mojibak"]\ncleaners = []\n')
    with pytest.raises(
        ValueError, match=r'unknown name "fix_mojibak" in repairs: did you mean "fix_mojibake"\?'
    ):
        khyber.load_rules(tmp_path)
    with pytest.raises(ValueError, match=r"holds no cleaning\.toml"):
        khyber.load_rules(tmp_path / "nowhere")


def test_importing_it_loads_nothing_that_cleaning_needs() -> None:
    code = "import khyber, sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=REPOSITORY, check=True
    )
    heavy = {"lxml", "ftfy", "pydantic", "numpy", "trafilatura", "crawler", "cleaners.process", "scrapy"}
    assert heavy.isdisjoint(done.stdout.split())


def test_the_exported_names_are_few() -> None:
    names = {"Article", "Rejected", "__version__", "clean", "clean_all", "clean_files", "load_rules"}
    assert set(khyber.__all__) == names
    assert all(hasattr(khyber, name) for name in names)
    public = {name for name in vars(khyber) if not name.startswith("_")}
    assert public <= names


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"url": 5}, TypeError, "url is a str"),
        ({"url": b"https://valley.example/"}, TypeError, "url is a str"),
        ({"fetched_at": "2026-11-01"}, TypeError, "a datetime with a zone"),
        ({"rules": "my-rules"}, TypeError, "load_rules"),
        ({"media": "pdf"}, ValueError, "'html' or 'text'"),
    ],
)
def test_an_argument_of_the_wrong_kind_is_named(
    arguments: dict[str, Any], error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        khyber.clean(PAGE, **arguments)


@pytest.mark.parametrize("url", ["https://[::1", "http://[x]/", "https://valley.example/\udc80/a"])
def test_a_page_is_cleaned_whatever_its_address(url: str) -> None:
    one = article(khyber.clean(PAGE, url))
    json.dumps(one.to_dict(), ensure_ascii=False).encode()


def test_a_database_without_a_date_gives_none() -> None:
    page = PAGE.replace("2026-11-20T08:15:00+04:30", "0001-01-01T00:00:00").replace("2026-11-21", "")
    one = article(khyber.clean(page))
    assert one.published is None


def test_names_without_a_letter_are_errors() -> None:
    with pytest.raises(ValueError, match="no name"):
        khyber.clean_files("")
    with pytest.raises(ValueError, match="no name"):
        khyber.load_rules("")
