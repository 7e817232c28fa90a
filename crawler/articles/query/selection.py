"""Which articles are asked for: what a user says, checked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Selection:
    """What an article must be to answer; nothing given is no condition.

    `since` and `until` are days of publication, both included; an article without a day answers only where neither
    is given. Any one of `sources`, of `languages` (`fa`, or `fa-AF` with its region) and of `places` is enough; each
    of `terms` must stand in title or text. `min_relevance` is 0 to 1. With `every_version` an article answers once
    for each of its versions, else with its newest of the days asked for.
    """

    since: date | None = None
    until: date | None = None
    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    cluster: str | None = None
    min_relevance: float | None = None
    every_version: bool = False

    def __post_init__(self) -> None:
        if self.since and self.until and self.since > self.until:
            raise ValueError(f"--since {self.since} is later than --until {self.until}: exchange them")
        if self.min_relevance is not None and not 0 <= self.min_relevance <= 1:
            raise ValueError(f"--min-relevance {self.min_relevance}: write a number from 0 to 1")

    def covers(self, source: str, day: date | None) -> bool:
        """Whether articles of a source and a day (None: unknown) may answer.

        >>> Selection(since=date(2026, 11, 1)).covers("dawn", date(2026, 11, 2))
        True
        >>> Selection(since=date(2026, 11, 1)).covers("dawn", None)
        False
        """
        if self.sources and source not in self.sources:
            return False
        if day is None:
            return self.since is None and self.until is None
        return (self.since or day) <= day <= (self.until or day)


def read_day(text: str | None, option: str) -> date | None:
    """The day that an option names, None for None. Raises ValueError for what is no day.

    >>> read_day("2026-11-20", "--since")
    datetime.date(2026, 11, 20)
    >>> read_day("2026-13-20", "--since")
    Traceback (most recent call last):
    ValueError: --since '2026-13-20' is no day: write YYYY-MM-DD
    """
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{option} {text[:40]!a} is no day: write YYYY-MM-DD") from None
