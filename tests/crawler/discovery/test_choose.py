from datetime import UTC, datetime, timedelta

import pytest

from cleaners.model import Hints
from crawler.discovery import Candidate
from crawler.discovery.choose import PlannedFetch, choose_fetches, join_spellings
from crawler.state import PageRecord

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
RECENT = NOW - timedelta(hours=48)
URL = "https://example.org/1"


def candidate(**hints):
    return Candidate(URL, "a", "feed", Hints(**hints))


def seen(days=0.0, hints=None, **changes):
    moment = NOW - timedelta(days=days)
    row = {"etag": '"x"', "last_modified": "Fri, 20 Nov 2026 10:00:00 GMT", "content_hash": "00"} | changes
    return PageRecord(URL, "a", moment, moment, moment, "article", hints or Hints(title="A"), **row)


def is_recent(page):
    return page.dated >= RECENT


def choose(candidate, known=None, wants=lambda day: True):
    return choose_fetches([candidate], {URL: known} if known else {}, is_recent, wants)


def test_a_new_page_is_visited():
    [planned] = choose(candidate(title="A")).planned
    assert planned == PlannedFetch(candidate(title="A"))
    assert planned.conditions(NOW) == {}


def test_an_old_page_of_which_nothing_new_is_said_is_left():
    for hints in ({"title": "A"}, {}, {"language": "en"}):
        choice = choose(candidate(**hints), seen(days=9))
        assert (len(choice.planned), len(choice.unchanged)) == (0, 1)


@pytest.mark.parametrize("hints", [{"title": "B"}, {"title": "A", "modified": "2026-11-20"}])
def test_a_page_that_is_said_to_have_changed_is_visited(hints):
    [planned] = choose(candidate(**hints), seen(days=9)).planned
    assert planned.seen is not None


def test_a_recent_page_is_visited_and_keeps_what_was_said_of_it_before():
    [planned] = choose(candidate(), seen(days=1, hints=Hints(title="A", published="2026-11-19"))).planned
    assert planned.candidate.hints == Hints(title="A", published="2026-11-19")
    assert planned.conditions(NOW) == {
        "If-None-Match": '"x"',
        "If-Modified-Since": "Fri, 20 Nov 2026 10:00:00 GMT",
    }


@pytest.mark.parametrize(
    "known",
    [seen(days=8), seen(content_hash=None), seen(etag=None, last_modified=None)],
    ids=["old", "no body", "no validators"],
)
def test_a_page_is_asked_for_in_full_where_a_304_could_not_be_relied_on(known):
    assert PlannedFetch(candidate(), known).conditions(NOW) == {}


def test_days_that_are_not_wanted_are_told_from_what_is_unchanged():
    choice = choose(candidate(published="2026-11-01"), wants=lambda day: day is None)
    assert (len(choice.planned), len(choice.unwanted)) == (0, 1)
    assert len(choose(candidate(), wants=lambda day: day is None).planned) == 1


def test_the_newest_come_first_whatever_their_zone():
    dates = {"c": "2026-11-20T01:00:00+05:00", "b": "2026-11-19T23:00:00+00:00", "a": None, "d": "2026-11-18"}
    candidates = [Candidate(url, "a", "", Hints(published=date)) for url, date in dates.items()]
    visits = choose_fetches(candidates, {}, is_recent, lambda day: True).planned
    assert [planned.candidate.url for planned in visits] == ["b", "c", "d", "a"]


def test_spellings_of_one_page_are_asked_for_once_by_the_one_that_was_seen():
    found = [
        Candidate("https://example.org/a-1?ref=rss", "a", "feed", Hints(title="New title")),
        Candidate("https://example.org/a-1", "a", "sitemap", Hints(title="Old", language="en")),
        Candidate("https://example.org/b-2?b=2&a=1", "a", "feed"),
    ]
    joined = join_spellings(found, {"https://example.org/a-1?ref=rss"})
    assert [one.url for one in joined] == [
        "https://example.org/a-1?ref=rss",
        "https://example.org/b-2?b=2&a=1",
    ]
    assert (joined[0].hints.title, joined[0].hints.language) == ("New title", "en")
    assert [one.url for one in join_spellings(found[:2], ())] == ["https://example.org/a-1"]
    assert [one.url for one in join_spellings(found[:2], ())] == [join_spellings(found[1::-1], ())[0].url]
