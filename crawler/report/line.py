"""A run in one line, for a mail, a chat or a log."""

from __future__ import annotations

from crawler.config.toml import one_line
from crawler.report.summary import RunSummary

MAX_REASON = 120
"""Characters of a reason; the report has it whole."""


def render_line(summary: RunSummary, code: int) -> str:
    """Say in one line what a run brought, which sources failed and why, and how it ended.

    >>> from datetime import UTC, datetime
    >>> from crawler.report.summary import SourceSummary
    >>> at = datetime(2026, 11, 20, tzinfo=UTC)
    >>> rows = (SourceSummary("a", articles=12, updated=2, unchanged=30), SourceSummary("b", failed=("feed: status 500",)))
    >>> first, second = render_line(RunSummary("crawl-1", at, at, rows), 3).split(" unchanged, ")
    >>> first
    'crawl-1: 10 new articles and 2 changed ones from 1 of 2 sources, 30 pages'
    >>> second
    '0 rejected, 0 s, exit code 3; b: feed: status 500'
    """
    total, sources = summary.total, summary.sources
    seconds = (summary.finished - summary.started).total_seconds()
    brought = sum(row.articles > 0 for row in sources)
    parts = [
        f"{summary.run}: {total.articles - total.updated:,} new articles and {total.updated:,} changed ones from "
        f"{brought} of {len(sources)} sources, {total.unchanged:,} pages unchanged, "
        f"{sum(total.rejected.values()):,} rejected, {seconds:.0f} s, exit code {code}"
    ]
    parts += [f"{row.source}: {_shorten(row.failed)}" for row in sources if row.failed]
    return one_line("; ".join(parts))


def _shorten(reasons: tuple[str, ...]) -> str:
    first = reasons[0] if len(reasons[0]) <= MAX_REASON else reasons[0][: MAX_REASON - 1] + "…"
    return first if len(reasons) == 1 else f"{first} (and {len(reasons) - 1} more)"
