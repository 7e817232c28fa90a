"""Dates that lie ahead of the clock: their zone is wrong, or they are not what they are given for."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from crawler.discovery.candidate import Found, read_moment

AHEAD = timedelta(hours=1)
"""How far ahead of us a time may lie before its zone is taken to be wrong: clocks differ, and hours are rounded."""

LOCAL = timedelta(hours=14)
"""How far ahead a day without a time may begin: it is that of the publisher's zone."""


def drop_dates_ahead(found: Found, now: datetime) -> tuple[Found, str | None]:
    """The same without dates that lie ahead of `now`, and a line that names them; None without any.

    A date that is wrong by its zone is not mended: nobody knows which other ones of the document are right.

    >>> from datetime import UTC
    >>> from cleaners.model import Hints
    >>> from crawler.discovery.candidate import Candidate
    >>> hints = Hints(published="2026-11-20T17:00:00+00:00", published_from="feed")
    >>> found = Found((Candidate("https://times.example/1", "a", "", hints),))
    >>> kept, line = drop_dates_ahead(found, datetime(2026, 11, 20, 12, 30, tzinfo=UTC))
    >>> kept.candidates[0].hints.published, line
    (None, '1 of 1 dates ahead of the clock, by up to 4.5 hours: not believed, their zone may be wrong')
    """
    ahead = timedelta(0)
    dropped = dated = 0
    kept = []
    for candidate in found.candidates:
        hints = candidate.hints
        dated += hints.published is not None
        if hints.published and is_ahead(hints.published, now):
            ahead = max(ahead, read_moment(hints.published) - now)
            dropped += 1
            hints = replace(hints, published=None, published_from=None)
        if hints.modified and is_ahead(hints.modified, now):
            hints = replace(hints, modified=None)
        kept.append(candidate if hints is candidate.hints else replace(candidate, hints=hints))
    line = (
        f"{dropped} of {dated} dates ahead of the clock, by up to {ahead / timedelta(hours=1):.1f} hours: not believed, "
        "their zone may be wrong"
    )
    return replace(found, candidates=tuple(kept)), line if dropped else None


def is_ahead(moment: str, now: datetime) -> bool:
    """Whether an ISO 8601 date or date-time lies ahead of a time, by more than clocks and zones explain."""
    return read_moment(moment) - now > (AHEAD if "T" in moment else LOCAL)
