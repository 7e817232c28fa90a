"""Lines that only give the time when a story was published or changed, and perhaps its writer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from cleaners.fields.bylines import Byline, find_byline
from cleaners.fields.dates import PrintedDate, is_future, read_date
from cleaners.fields.letters import fold_letters

LONGEST = 140  # characters
MOST_WORDS = 20

_MODIFIED = (
    r"(?:last |date )?(?:updated?|modified|edited|revised|changed)(?: at| on)?|last update"
    + fold_letters(
        "|(?:آخرین )?به ?روز ?رسانی|به ?روز ?شده|بروزرسانی|(?:آخری |تازہ )?اپ ڈیٹ|آخری بار اپ ڈیٹ|نوي شوی|تازه شوی"
        "|تغییر یافته|ویرایش(?: شده)?"
    )
)
_PUBLISHED = (
    r"(?:date |first )?(?:published|posted|created|uploaded|released)(?: at| on)?|publi(?:shed|cation) date|post date"
    r"|publish date|dated?|issued(?: on)?|this story is from"
    + fold_letters(
        "|تاریخ(?: (?:انتشار|نشر|اشاعت|خبر))?|(?:زمان )?(?:انتشار|نشر)(?: شده)?(?: در)?|منتشر شده(?: در)?|تاریخِ اشاعت|اشاعت"
        "|شائع(?: شدہ| ہونے کی تاریخ)?|شایع شده|د خپرېدو (?:نېټه|نیټه)|خپور شوی|خپرېدو نېټه|نېټه|نیټه"
        "|تاریخ النشر|نشر في"
    )
)
_LABEL = re.compile(rf"\W*(?:(?P<modified>{_MODIFIED})|(?P<published>{_PUBLISHED}))(?![^\W_])\s*[:：]?\s*")
# "Published in <paper>, November 20th, 2026" closes the stories of printed papers.
_IN_PAPER = re.compile(r"\W*published in (?:the )?[^\W\d_][^\d:;]{2,40}?,\s*")
# A desk and the day in one line, with nothing between them: `Staff Reporter 19 November 2026`.
_DESK_AND_DATE = re.compile(r"(?P<who>[^\d|:]{4,40}?)\s+(?P<date>\d{1,2}\s.+)")
_YEAR = re.compile(r"\d{4}|\d[-/.’']\d|-\d")
_PIECES = re.compile(
    r"\s*(?:[|•·\n]|\s[-–—/]\s|\son\s(?=\d|[A-Z][a-z]{2,8}\.?\s\d)"
    r"|(?<=[\d.mM\)])\s(?=(?i:last |date )?(?i:updated?|modified|published|posted)\b))\s*"
)
_ASIDE = re.compile(
    r"(?:\d{1,2}|one|two) ?(?:min|mins|minutes?)(?: read)?|share|print|email|follow|comments? ?\d*|\d+ comments?|\d+ views"
)


@dataclass(frozen=True, slots=True)
class DateLine:
    """Dates of a line as ISO 8601, None where it gives none, and the byline that stands beside them."""

    published: str | None = None
    modified: str | None = None
    byline: Byline | None = None


def find_date_line(
    line: str, *, timezone: str | None = None, reference: datetime | None = None, bare: bool = False
) -> DateLine | None:
    """Read a line that is a date line and nothing else; None for any other line.

    A label (`Updated`, `Posted on`, `تاریخ انتشار:`) names the date. Without one it is the date of
    publication, and only taken if a time of day or a byline stands beside it, or if `bare` is set: a date
    alone is a date line above the story, but can be the heading of a chronology further down. A sentence
    that holds a date is left alone. `timezone` and `reference` as in `parse_date`.

    >>> find_date_line("Updated 27 October 2025")
    DateLine(published=None, modified='2025-10-27', byline=None)
    >>> find_date_line("By Sara Gul | Published: 3 Nov 2026, 10:15 am PKT").published
    '2026-11-03T10:15:00+05:00'
    >>> find_date_line("27 October 2025") is None, find_date_line("27 October 2025", bare=True).published
    (True, '2025-10-27')
    >>> find_date_line("The border was closed on 27 October 2025.") is None
    True
    """
    if len(line) > LONGEST:
        return None
    return _find_date_line(line.strip(), timezone, reference, bare)


# The cleaners ask of each line several times, in several rounds.
@lru_cache(maxsize=4096)
def _find_date_line(
    line: str, timezone: str | None, reference: datetime | None, bare: bool
) -> DateLine | None:
    if not _YEAR.search(line) or len(line.split()) > MOST_WORDS:
        return None
    byline = None
    pieces = [line]
    if (desk := _DESK_AND_DATE.match(line)) and find_byline(desk["who"]):
        pieces = [desk["date"]]
        byline = find_byline(desk["who"])
    elif not _read_piece(line, timezone):
        pieces = [piece for piece in _PIECES.split(line) if piece and not _ASIDE.fullmatch(piece.lower())]
        names = [find_byline(piece) for piece in pieces]
        byline = next(filter(None, names), None)
        pieces = [piece for piece, name in zip(pieces, names, strict=True) if not name]
        if len(pieces) > 1 and _read_piece(" ".join(pieces), timezone):
            pieces = [" ".join(pieces)]
    read = [_read_piece(piece, timezone) for piece in pieces]
    dates: dict[str, str] = {}
    for found in read:
        if found is None or is_future(found.date.day, reference):
            return None
        dates.setdefault(found.role, found.date.value)
    if not dates or not (bare or byline or any(found and found.certain for found in read)):
        return None
    return DateLine(dates.get("published"), dates.get("modified"), byline)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A date with its role, and whether a label or a time of day shows that it is one of publication."""

    role: str
    date: PrintedDate
    certain: bool


def _read_piece(piece: str, timezone: str | None) -> _Piece | None:
    """Read a label, if any, and the date behind it; None unless the piece is only that."""
    folded = fold_letters(piece)
    label = _IN_PAPER.match(folded) or _LABEL.match(folded)
    date = read_date(folded[label.end() :] if label else folded, timezone=timezone)
    if date is None or date.other_words:
        return None
    modified = label is not None and label.re is _LABEL and label["modified"]
    return _Piece("modified" if modified else "published", date, bool(label) or date.has_time)
