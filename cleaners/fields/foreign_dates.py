"""Dates with month names of languages that have no table here, read by dateparser: slow, so last resort."""

from __future__ import annotations

import re
from datetime import date, datetime

_LANGUAGES = ("de", "es", "fr", "hi", "it", "ru", "tr")
# A day, a word, a year in any order: all that is worth the seconds that dateparser needs to load.
_WORTH_A_TRY = re.compile(
    r"^(?=.*(?<!\d)\d{1,2}(?!\d))(?=.*(?<!\d)(?:19|20)\d\d(?!\d))(?=.*[^\W\d_]{3})[^\W_][\w\s.,]{5,40}$"
)
# The months of these languages, but those spelled as in English: they are read without it. In Spanish and German
# other words decide, and two of the languages have a script of their own.
_TYPICAL = frozenset(
    (
        "januar jänner janner februar feber mär märz marz mrz mai juni juli okt oktober dez dezember uhr "
        "ene enero febrero marzo abr abril mayo junio julio ago agosto septiembre setiembre set octubre noviembre dic "
        "diciembre de del "
        "janv janvier févr fevr février fevrier fév fev mars avr avril juin juil juillet août aout aoû aou septembre "
        "octobre novembre déc décembre decembre "
        "gen gennaio febbraio aprile mag maggio giu giugno lug luglio settembre ott ottobre dicembre "
        "oc oca ocak şu şub şubat subat mart ni nis nisan mayıs mayis ha haz haziran te tem temmuz ağ ağu ağustos "
        "agustos ey eyl eylül eylul ek eki ekim ka kas kasım kasim ar ara aralık aralik"
    ).split()
)
_WORD = re.compile(r"[^\W\d_]+")
_OTHER_SCRIPT = re.compile("[\u0400-\u04ff\u0900-\u097f]")
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
    known = language if language and len(language) == 2 and language.islower() else None
    if known is None and not _is_foreign(text):
        return None
    import dateparser  # loading it costs as much as cleaning a hundred articles

    languages = [known] if known else list(_LANGUAGES)
    try:
        moment = dateparser.parse(text, languages=languages, settings=_SETTINGS)
    except (ValueError, OverflowError, KeyError, TypeError):
        return None
    return moment.date() if moment else None


def _is_foreign(text: str) -> bool:
    """Whether a word or the script of a text is of one of the languages: all else is left over in English pages."""
    return not _TYPICAL.isdisjoint(_WORD.findall(text.lower())) or _OTHER_SCRIPT.search(text) is not None
