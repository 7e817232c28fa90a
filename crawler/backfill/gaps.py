"""What is missing of the days that were asked for: days with too few articles, files that were not read whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from statistics import median

from crawler.backfill._ledger import find_due
from crawler.backfill.warcs import WarcFile, find_missing
from crawler.config import Source
from crawler.report import SourceDays
from crawler.state import State, WarcRow

AROUND = timedelta(days=90)
"""Days before and after those asked for that show what is usual."""

MIN_DAYS = 3
"""Days with articles from which on a number of them is usual."""

MIN_USUAL = 4
"""Articles a day from which on half of them is no chance."""

SHARE = 0.5
"""A day with less than this share of the usual number looks as if some were missing."""


def find_gaps(state: State, sources: Sequence[Source], since: date, until: date) -> tuple[SourceDays, ...]:
    """Articles in the store by source and day, from `since` to `until`, both included.

    The usual number is the median of the days with any, 90 days around included, but no fewer than the least that
    the source's file expects. Raises StoreError when the state fails.
    """
    ids = [source.id for source in sources]
    counts = state.count_days(ids, since - AROUND, until + AROUND)
    days = [(since + timedelta(days=more)).isoformat() for more in range((until - since).days + 1)]
    found = []
    for source in sources:
        known = [count for (owner, _), count in counts.items() if owner == source.id]
        expected = source.expect.articles_per_day
        least = [float(expected[0])] if expected and expected[0] else []
        usual = max([*least, *([float(median(known))] if len(known) >= MIN_DAYS else [])], default=None)
        own = {day: counts.get((source.id, day), 0) for day in days}
        none = tuple(day for day, count in own.items() if not count)
        few = tuple(day for day, count in own.items() if count and is_few(count, usual))
        found.append(SourceDays(source.id, own, usual, none, few))
    return tuple(found)


def is_few(count: int, usual: float | None) -> bool:
    """Whether a day has far fewer articles than is usual.

    >>> [is_few(count, 12) for count in (5, 6)], is_few(1, 3), is_few(1, None)
    ([True, False], False, False)
    """
    return usual is not None and usual >= MIN_USUAL and count < SHARE * usual


def find_faults(
    state: State, sources: Sequence[Source], since: date, until: date, files: Sequence[WarcFile] | None
) -> Iterator[str]:
    """A line for each WARC file of these days that is damaged, not read to its end, or not read yet.

    `files` are those that are there: with them, also what is missing among them. None: only what the ledger says.
    """
    ids = [source.id for source in sources]
    rows = state.warcs.find_days(ids, since, until)
    by_file: dict[str, list[WarcRow]] = {}
    for row in rows:
        by_file.setdefault(row.file, []).append(row)
    named = set()
    for name, own in by_file.items():
        problems = dict.fromkeys(row.problem for row in own if row.problem)
        begun = [row.source for row in own if row.done_at is None]
        if problems or begun:
            named.add(name)
            open_ = f"not read to its end for {', '.join(begun)}"
            yield f"{name}: {'; '.join(problems) or open_}"
    if files is None:
        return
    yield from find_missing(files, since, until)
    due = [file.name for file in files if find_due(file, sources, by_file.get(file.name, ()), since, until)]
    if unread := [name for name in due if name not in named]:
        yield f"{len(unread)} of {len(files)} files not read yet, the first of them {unread[0]}"
