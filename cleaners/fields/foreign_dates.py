"""Dates with month names of languages that have no table here, read by dateparser: slow, so last resort."""

from __future__ import annotations

import re
from datetime import date, datetime

_LANGUAGES = ("de", "es", "fr", "hi", "it", "ru", "tr")
# A day, a word, a year in any order: all that is worth the seconds that dateparser needs to load.
_WORTH_A_TRY = re.compile(
    r"^(?=.*(?<!\d)\d{1,2}(?!\d))(?=.*(?<!\d)(?:19|20)\d\d(?!\d))(?=.*[^\W\d_]{3})[^\W_][\w\s.,]{5,40}$"
)
_SETTINGS = {
    "DATE_ORDER": "DMY",
    "PARSERS": ["absolute-time"],
    "REQUIRE_PARTS": ["day", "month", "year"],
    # Fixed, so that nothing is read from the clock or from the machine's zone.
    "RELATIVE_BASE": datetime(2000, 1, 1),  # noqa: DTZ001
    "TIMEZONE": "UTC",
}


def parse_foreign_date(text: str, language: str | None) -> date | None:
    """Read a day written in one of a few further languages, or in `language`; None for anything else.

    >>> parse_foreign_date("20 Kasım 2026", None)
    datetime.date(2026, 11, 20)
    """
    if not _WORTH_A_TRY.match(text):
        return None
    import dateparser  # loading it costs as much as cleaning a hundred articles

    languages = [language] if language and len(language) == 2 and language.islower() else list(_LANGUAGES)
    try:
        moment = dateparser.parse(text, languages=languages, settings=_SETTINGS)
    except (ValueError, OverflowError, KeyError, TypeError):
        return None
    return moment.date() if moment else None
