"""The monitors themselves, for Spidermon to run: each fails with one line for people.

What a source brings goes up and down, so that each compares a whole day with the week before, and says nothing
while there is too little to compare.
"""

from __future__ import annotations

from datetime import timedelta

from spidermon import Monitor, MonitorRunner, MonitorSuite, monitors

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


@monitors.name("article count")
class ArticleCount(Monitor):  # type: ignore[misc]  # Spidermon has no types
    """The last 24 hours brought at least half of a usual day, and what the source's file expects."""

    def test_articles(self) -> None:
        """Compare the counts."""
        health: Health = self.data.health
        count, usual = health.today.articles, health.usual
        if usual is not None and usual >= MIN_USUAL and count < SHARE * usual:
            self.fail(f"{count} new articles in 24 hours, less than half of the usual {usual:.0f}")
        if health.expected is not None and count < health.expected:
            self.fail(f"{count} new articles in 24 hours, though at least {health.expected} are expected")


@monitors.name("field coverage")
class FieldCoverage(Monitor):  # type: ignore[misc]
    """The fields of the last 24 hours' articles are filled as they were, and their texts are as long."""

    def test_fields(self) -> None:
        """Compare the share of articles that have a field."""
        health: Health = self.data.health
        now, then = health.today, health.week
        if min(now.articles, then.articles) < MIN_ARTICLES:
            return
        for name in WATCHED:
            share = now.filled.get(name, 0) / now.articles
            before = then.filled.get(name, 0) / then.articles
            if before >= SHARE and share < SHARE * before:
                self.fail(f"{name} in {share:.0%} of the articles of 24 hours, before in {before:.0%}")

    def test_length(self) -> None:
        """Compare the mean length of a text."""
        health: Health = self.data.health
        now, then = health.today, health.week
        if min(now.articles, then.articles) < MIN_ARTICLES:
            return
        length, before = now.letters / now.articles, then.letters / then.articles
        if length < SHARE * before:
            self.fail(f"texts of 24 hours have {length:.0f} letters on average, before {before:.0f}")


@monitors.name("freshness")
class Freshness(Monitor):  # type: ignore[misc]
    """The newest article is not much older than it usually is."""

    def test_age(self) -> None:
        """Compare the ages."""
        health: Health = self.data.health
        age, usual = health.age, health.usual_age
        if age is not None and usual is not None and age > max(STALE, AGES * usual):
            hours, before = age / timedelta(hours=1), usual / timedelta(hours=1)
            self.fail(f"its newest article is {hours:.0f} hours old, usually {before:.0f}")


class SourceSuite(MonitorSuite):  # type: ignore[misc]
    """All monitors of one source."""

    monitors = (ArticleCount, FieldCoverage, Freshness)


def check_source(health: Health) -> tuple[str, ...]:
    """Run the monitors on one source; a line for each that fails.

    >>> from crawler.report.monitors.tally import Tally
    >>> usual = Health(Tally(articles=9), Tally(articles=140), 20.0, None, None)
    >>> check_source(usual)
    ('article count: 9 new articles in 24 hours, less than half of the usual 20',)
    """
    result = MonitorRunner().run(SourceSuite(), health=health)
    return tuple(f"{item.monitor.monitor_name}: {item.reason}" for item in result.monitors_failed_results)
