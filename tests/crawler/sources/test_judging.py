"""What a probe makes of what a site answered: pure judgements, without a network."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from scrapy.http import Response

from cleaners.model import Article, Hints, Reason, Rejected, SourceRules, Stage
from crawler.config import Source
from crawler.discovery import Candidate, Found
from crawler.discovery.candidate import RefusedUrl
from crawler.sources.article import judge_article
from crawler.sources.check import SourceCheck, name_documents
from crawler.sources.documents import DocumentCheck, judge_document
from crawler.sources.draft import find_languages
from crawler.sources.edit import mark_checked
from crawler.sources.render import render_patterns, render_suggestion
from crawler.sources.site import FrontPage, parse_front_page, parse_robots
from crawler.spiders.discovery import Kind
from crawler.spiders.probe import Answer

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
WEEK = timedelta(days=7)
BASE = "https://times.example"
SOURCE = Source(
    id="times",
    name="Times",
    home=f"{BASE}/",
    rules=SourceRules(id="times", domains=("times.example",)),
    languages=("en",),
    feeds=(f"{BASE}/feed",),
    archives=(f"{BASE}/{{yyyy}}-{{mm}}-{{dd}}",),
)
FEED, MAP = DocumentCheck(Kind.FEED, f"{BASE}/feed"), DocumentCheck(Kind.SITEMAP, f"{BASE}/map.xml")


def found(*dates: str | None, **hints: str) -> Found:
    rows = (Hints(published=day, **hints) for day in dates)
    return Found(tuple(Candidate(f"{BASE}/{n}", "times", "feed", row) for n, row in enumerate(rows)))


@pytest.mark.parametrize(
    ("dates", "problem"),
    [
        (("2026-11-20", "2026-11-22T09:00:00+05:00"), None),
        (("2026-11-14",), "stale: its newest item is 8 days old"),
        ((None, None), None),
        (("2026-11-22T12:30:00+00:00",), None),
    ],
)
def test_a_document_is_judged_by_its_newest_item(dates: tuple[str | None, ...], problem: str | None) -> None:
    check = judge_document(FEED, found(*dates), NOW, WEEK)
    assert check.problem == problem
    assert check.notes == ()
    assert check.items == len(dates)


def test_a_sitemap_without_dates_of_publication_is_judged_by_changes() -> None:
    check = judge_document(MAP, found(None, modified="2026-02-19"), NOW, WEEK)
    assert check.problem == "stale: its newest item is 276 days old"


def test_a_zone_that_was_left_out_shows_as_a_date_ahead_of_the_clock() -> None:
    check = judge_document(FEED, found("2026-11-22T17:00:00+00:00"), NOW, WEEK)
    assert check.problem is None
    assert check.notes == ("its newest item lies 5.0 hours ahead: the zone of its dates may be wrong",)


def test_an_empty_feed_is_a_problem_and_an_empty_news_sitemap_is_none() -> None:
    assert judge_document(FEED, Found(), NOW, WEEK).problem == "empty"
    check = judge_document(MAP, Found(), NOW, WEEK)
    assert (check.problem, check.notes) == (None, ("empty",))
    elsewhere = Found(refused=(RefusedUrl("https://elsewhere.test/1", "another site"),))
    for document in (FEED, MAP):
        problem = judge_document(document, elsewhere, NOW, WEEK).problem
        assert problem == "names 1 addresses, none of an article: another site (https://elsewhere.test/1)"


def test_what_was_read_in_part_is_noted() -> None:
    check = judge_document(FEED, replace(found("2026-11-22"), partial="breaks off"), NOW, WEEK)
    assert (check.problem, check.notes) == (None, ("breaks off",))


STORY = Article(
    "1", "1", "times", ("The council met. " * 40,), title="Council", language="en", tags=("News",)
)


@pytest.mark.parametrize(
    ("outcome", "problem"),
    [
        (STORY, None),
        (replace(STORY, paragraphs=("The council met.",)), "its story has 16 letters only"),
        (replace(STORY, language="ps"), "is in ps, not in en"),
        (replace(STORY, language=None), "is in no known language, not in en"),
        (Rejected(Stage.FETCH, Reason.BLOCKED, detail="a challenge"), "blocked: a challenge"),
    ],
)
def test_an_article_is_judged_by_its_story(outcome: Article | Rejected, problem: str | None) -> None:
    check = judge_article(Candidate(f"{BASE}/1", "times", "feed"), (outcome,), SOURCE)
    assert check.problem == problem


def test_the_fields_that_were_found_are_named() -> None:
    check = judge_article(Candidate(f"{BASE}/1", "times", "feed"), (STORY, STORY), SOURCE)
    assert check.fields == ("title", "tags")


@pytest.mark.parametrize(
    ("status", "body", "missing", "problem"),
    [
        (
            200,
            b"\xef\xbb\xbfUser-agent: khyber\nCrawl-delay: 9\nSitemap: /map.xml\nSitemap: file:///x",
            False,
            None,
        ),
        (404, b"Sitemap: /map.xml", True, None),
        (503, b"", False, "status 503"),
    ],
)
def test_robots_is_read_for_sitemaps_and_delay(
    status: int, body: bytes, missing: bool, problem: str | None
) -> None:
    answer = Answer(f"{BASE}/robots.txt", Response(f"{BASE}/robots.txt", status=status, body=body))
    robots = parse_robots(answer, "khyber")
    assert (robots.missing, robots.problem) == (missing, problem)
    assert robots.sitemaps == ((f"{BASE}/map.xml",) if status == 200 else ())
    assert robots.crawl_delay == (9 if status == 200 else None)


def test_a_front_page_tells_name_language_and_own_links() -> None:
    text = "<title>Times</title><p>وزیر خارجہ نے کہا ہے کہ سرحد کھول دی جائے گی</p><a href=/1>1</a><a href=//x.test/2>2</a>"
    front = parse_front_page(text, f"{BASE}/")
    assert (front.name, front.language, front.links) == ("Times", "ur", (f"{BASE}/1",))
    assert parse_front_page("", f"{BASE}/").problem


def test_the_archive_page_of_two_days_ago_is_probed() -> None:
    assert list(name_documents(SOURCE, NOW)) == [
        (f"{BASE}/feed", Kind.FEED),
        (f"{BASE}/2026-11-20", Kind.SECTION),
    ]


def test_languages_are_those_in_which_articles_are_announced() -> None:
    candidates = [
        Candidate(f"{BASE}/{n}", "t", "f", Hints(language=code))
        for n, code in enumerate(["fa"] * 8 + ["ps"] * 3 + ["en"])
    ]
    assert find_languages(candidates, None) == ("fa", "ps")
    assert find_languages([Candidate(f"{BASE}/1", "t", "f")], None) == ()


def test_a_suggestion_keeps_what_works_and_adds_what_was_found() -> None:
    other = DocumentCheck(
        Kind.FEED, f"{BASE}/new.xml", items=3, newest="2026-11-22T09:00:00+00:00", letters=90
    )
    broken = DocumentCheck(Kind.FEED, f"{BASE}/old.xml", problem="empty")
    check = SourceCheck(
        "times", front=FrontPage(BASE), documents=(replace(FEED, items=1), broken), others=(other,)
    )
    text = render_suggestion(replace(check, patterns=(r"/\d{5,}/",)), SOURCE, NOW)
    assert text == (
        'feeds = [\n    "https://times.example/feed",  # 1 items on 2026-11-22\n'
        '    "https://times.example/new.xml",  # 3 items, the newest 3 h old, 90 letters of text an item on 2026-11-22\n]\n'
        "article = ['/\\d{5,}/']  # guessed from the addresses above: look at them"
    )
    assert render_suggestion(replace(check, others=()), SOURCE, NOW) is None
    assert render_patterns(["it's"]).startswith('article = ["it\'s"]')


@pytest.mark.parametrize(
    "text",
    [
        'name = "T"\nhome = "x"\n',
        'name = "T"\nhome = "x"\nverified = true\nchecked = 2025-01-01  # long ago\n',
        'name = "T"\nhome = "x"\n# verified = false\n',
    ],
)
def test_marking_twice_is_marking_once(text: str) -> None:
    once = mark_checked(text, date(2026, 11, 22))
    assert once.count("\nverified = true\nchecked = 2026-11-22\n") == 1
    assert mark_checked(once, date(2026, 11, 22)) == once


def test_only_a_source_that_was_checked_can_be_well() -> None:
    assert SourceCheck("times").problems == ("was not checked: the run was stopped",)
