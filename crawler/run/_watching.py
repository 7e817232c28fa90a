"""Compares each source of a run with its own past, and adds the run to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from crawler.report.monitors import DAYS, Health, Tally, check_source
from crawler.report.monitors.health import DAY
from crawler.state import SourceRun

if TYPE_CHECKING:
    from crawler.run.job import CrawlJob
    from crawler.state import State


def watch_sources(
    job: CrawlJob, tallies: Mapping[str, Tally], state: State, now: datetime, *, whole: bool
) -> dict[str, tuple[str, ...]]:
    """Save what each source brought, and say of each that looks broken why, a line a monitor.

    A run that was not `whole` (stopped, failed, or limited) is saved and not judged; one that asked for days that
    are over says nothing of today, and is neither. Raises StoreError when the state fails.
    """
    if job.until is not None:
        return {}
    rows = []
    for source in job.sources:
        tally = tallies.get(source.id, Tally())
        rows.append(
            SourceRun(job.run, source.id, now, tally.articles, tally.letters, tally.filled, tally.newest)
        )
    state.history.save(rows)
    if not whole:
        return {}
    past = state.history.find([source.id for source in job.sources], now - DAYS * DAY)
    found = {}
    for source in job.sources:
        own = [row for row in past if row.source == source.id]
        expected = source.expect.articles_per_day
        found[source.id] = check_source(Health.measure(own, now, expected[0] if expected else None))
    return {source: lines for source, lines in found.items() if lines}
