from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cleaners.model import Article, Reason, Rejected, Stage
from crawler.report.monitors import Health, Tally, check_source, count_articles
from crawler.state import SourceRun, open_state

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def run(hours_ago, articles=10, **changes):
    """A run in which every article has a title and a date, and half of them authors."""
    finished = NOW - hours_ago * HOUR
    filled = {"title": articles, "published": articles, "authors": articles // 2}
    row = SourceRun(f"run-{hours_ago}", "a", finished, articles, 2000 * articles, filled, finished - 2 * HOUR)
    return replace(row, **changes)


WEEK = tuple(run(hours) for hours in range(24 * 8 - 1, 24, -6))
"""Four runs a day for a week, ten articles each."""


def judge(*today, week=WEEK, expected=None):
    return check_source(Health.measure((*week, *today), NOW, expected))


def test_a_source_that_brings_what_it_used_to_is_well():
    assert judge(run(18), run(12, 0, newest=None), run(6, 15), run(0, 5), expected=30) == ()


@pytest.mark.parametrize(
    ("today", "line"),
    [
        ([run(6, 9), run(0, 10)], "article count: 19 new articles in 24 hours, less than half of the usual 40"),
        ([run(0, 0, newest=None)], "article count: 0 new articles in 24 hours, less than half of the usual 40"),
        (
            [run(0, 40, filled={"title": 40, "published": 9, "authors": 20})],
            "field coverage: published in 22% of the articles of 24 hours, before in 100%",
        ),
        ([run(0, 40, filled={"title": 40, "published": 40, "authors": 9})], "field coverage: authors in 22%"),
        ([run(0, 40, letters=39_000)], "field coverage: texts of 24 hours have 975 letters on average, before 2000"),
    ],
)  # fmt: skip
def test_a_source_that_looks_broken_is_told_with_the_reason(today, line):
    assert any(said.startswith(line) for said in judge(*today))


def test_a_source_whose_newest_article_is_old_is_stale():
    old = tuple(replace(row, newest=min(row.newest, NOW - 40 * HOUR)) for row in WEEK)
    assert judge(run(0, 40, newest=NOW - 40 * HOUR), week=old) == (
        "freshness: its newest article is 40 hours old, usually 2",
    )
    assert judge(run(0, 40, newest=NOW - 40 * HOUR), week=[replace(row, newest=None) for row in WEEK]) == ()


def test_a_weekly_paper_may_be_some_days_old():
    rows = [run(24 * day, 1, newest=NOW - timedelta(days=day // 7 * 7 + 3)) for day in range(8)]
    assert check_source(Health.measure(rows, NOW)) == ()


def test_too_little_to_compare_with_is_no_news():
    assert judge(run(0, 0), week=()) == ()
    assert judge(run(0, 0), week=WEEK[-8:]) == ()  # two days
    assert judge(run(0, 0), week=[replace(row, articles=0) for row in WEEK]) == ()
    assert judge(run(0, 5), week=(), expected=20) == ()  # the first run of all


def test_what_the_file_expects_counts_from_the_second_day_on():
    assert judge(run(0, 5), week=WEEK[-2:], expected=20) == (
        "article count: 5 new articles in 24 hours, though at least 20 are expected",
    )


def test_articles_are_counted_whoever_counts_them_first():
    dated = Article("1", "1", "a", ("Words.",), title="T", published="2026-11-20T08:00:00+05:00")
    plain = Article("2", "2", "a", ("More words.",))
    lost = Rejected(Stage.FETCH, Reason.BLOCKED)
    one, two = count_articles([dated, lost]), count_articles([plain])
    assert one.merge(two) == two.merge(one) == count_articles([plain, lost, dated])
    assert one.merge(two) == Tally(2, 17, {"title": 1, "published": 1}, datetime(2026, 11, 20, 3, tzinfo=UTC))


def test_history_comes_back_and_ends_after_ninety_days(database_url):
    with open_state(database_url) as state:
        state.history.save([run(24 * 91), run(48), run(24, source="b")])
        state.history.save([run(0, newest=None)])
        assert state.history.find(["a"], NOW - timedelta(days=400)) == (run(48), run(0, newest=None))
        assert state.history.find(["a", "b"], NOW - 24 * HOUR) == (run(24, source="b"), run(0, newest=None))
