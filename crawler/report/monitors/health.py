"""A source over the last days: numbers of the last 24 hours beside those of the week before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from crawler.report.monitors.tally import Tally
from crawler.state.history import SourceRun

DAY = timedelta(hours=24)
DAYS = 8
"""Days of history that are looked at, the last 24 hours included."""


@dataclass(frozen=True, slots=True)
class Health:
    """What one source brought. `today` is the last 24 hours, `week` the seven days before in one.

    `usual` is the median of their days, None when fewer than three of them had a run. `age` is that of the newest
    article ever seen here, `usual_age` its median over the runs of the week; None where no article was dated.
    `expected` is the least of a day that the source's file names.
    """

    today: Tally
    week: Tally
    usual: float | None
    age: timedelta | None
    usual_age: timedelta | None
    expected: int | None = None

    @classmethod
    def measure(cls, rows: Sequence[SourceRun], now: datetime, expected: int | None = None) -> Health:
        """Measure a source by its rows of the last days, those of this run included."""
        days: list[list[SourceRun]] = [[] for _ in range(DAYS)]
        for row in rows:
            number = (now - row.finished) // DAY
            if 0 <= number < DAYS:
                days[number].append(row)
        before = [_sum(day).articles for day in days[1:] if day]
        ages = [age for row in rows if now - row.finished >= DAY and (age := _age(rows, row.finished))]
        return cls(
            today=_sum(days[0]),
            week=_sum([row for day in days[1:] for row in day]),
            usual=median(before) if len(before) >= MIN_DAYS else None,
            age=_age(rows, now),
            usual_age=sorted(ages)[len(ages) // 2] if len(ages) >= MIN_DAYS else None,
            expected=expected if before else None,
        )


MIN_DAYS = 3
"""Days, or runs, from which on something can be called usual."""


def _sum(rows: Sequence[SourceRun]) -> Tally:
    tally = Tally()
    for row in rows:
        tally = tally.merge(Tally(row.articles, row.letters, row.filled, row.newest))
    return tally


def _age(rows: Sequence[SourceRun], at: datetime) -> timedelta | None:
    """Age that the newest article had at a time; one that was dated ahead counts as just published."""
    dates = [row.newest for row in rows if row.newest is not None and row.finished <= at]
    return max(timedelta(0), at - max(dates)) if dates else None
