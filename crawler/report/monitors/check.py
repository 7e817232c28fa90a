"""The monitors themselves: each compares what a source brings with its past, and gives one line for people, or None.

What a source brings goes up and down, so that each compares a whole day with the week before, and gives nothing while
there is too little to compare.
"""

from __future__ import annotations

from datetime import timedelta

from crawler.report.monitors.health import Health
from crawler.report.monitors.tally import WATCHED

MIN_USUAL = 4
"""Articles a day from which on half of them is no chance."""

MIN_ARTICLES = 10
"""Articles whose fields are judged as a whole; fewer may be of a kind."""

SHARE = 0.5
"""A number below this share of what is usual looks broken."""

STALE = timedelta(hours=36)
AGES = 4
"""A newest article this many times as old as usual, and older than 36 hours, is stale."""


def check_count(health: Health) -> str | None:
    """The last 24 hours brought at least half of a usual day, and what the source's file expects."""
    count, usual = health.today.articles, health.usual
    if usual is not None and usual >= MIN_USUAL and count < SHARE * usual:
        return f"{count} new articles in 24 hours, less than half of the usual {usual:.0f}"
    if health.expected is not None and count < health.expected:
        return f"{count} new articles in 24 hours, though at least {health.expected} are expected"
    return None


def check_fields(health: Health) -> str | None:
    """The fields of the last 24 hours' articles are filled as they were: a line for the first that is not."""
    now, then = health.today, health.week
    if min(now.articles, then.articles) < MIN_ARTICLES:
        return None
    for name in WATCHED:
        share = now.filled.get(name, 0) / now.articles
        before = then.filled.get(name, 0) / then.articles
        if before >= SHARE and share < SHARE * before:
            return f"{name} in {share:.0%} of the articles of 24 hours, before in {before:.0%}"
    return None


def check_length(health: Health) -> str | None:
    """The texts of the last 24 hours are as long as they were."""
    now, then = health.today, health.week
    if min(now.articles, then.articles) < MIN_ARTICLES:
        return None
    length, before = now.letters / now.articles, then.letters / then.articles
    if length < SHARE * before:
        return f"texts of 24 hours have {length:.0f} letters on average, before {before:.0f}"
    return None


def check_age(health: Health) -> str | None:
    """The newest article is not much older than it usually is."""
    age, usual = health.age, health.usual_age
    if age is not None and usual is not None and age > max(STALE, AGES * usual):
        hours, before = age / timedelta(hours=1), usual / timedelta(hours=1)
        return f"its newest article is {hours:.0f} hours old, usually {before:.0f}"
    return None


MONITORS = (
    ("article count", check_count),
    ("field coverage", check_fields),
    ("field coverage", check_length),
    ("freshness", check_age),
)


def check_source(health: Health) -> tuple[str, ...]:
    """Run the monitors on one source; a line for each that fails, with its name before it.

    >>> from crawler.report.monitors.tally import Tally
    >>> usual = Health(Tally(articles=9), Tally(articles=140), 20.0, None, None)
    >>> check_source(usual)
    ('article count: 9 new articles in 24 hours, less than half of the usual 20',)
    """
    found = ((name, check(health)) for name, check in MONITORS)
    return tuple(f"{name}: {line}" for name, line in found if line is not None)
