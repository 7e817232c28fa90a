"""Reads for how long a host asks to be left alone."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def read_retry_after(value: str, now: datetime) -> float | None:
    """Seconds to wait by a Retry-After header, in either of its forms; None when it says nothing readable.

    Source: RFC 9110, section 10.2.3.

    >>> now = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
    >>> read_retry_after("120", now), read_retry_after("Fri, 20 Nov 2026 12:01:00 GMT", now)
    (120.0, 60.0)
    >>> read_retry_after("soon", now) is None
    True
    """
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
