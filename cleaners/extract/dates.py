"""When a story was published and changed, by the evidence of its page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import unquote, urlsplit

from cleaners.extract import meta as names
from cleaners.extract.jsonld import Node
from cleaners.extract.marks import TimeMark
from cleaners.extract.meta import Meta, list_contents
from cleaners.extract.surroundings import Surroundings
from cleaners.extract.values import clean_value, list_values
from cleaners.fields import DateLine, find_date_line, parse_date

_URL_DATE = re.compile(
    r"(?<!\d)(?:19|20)\d\d(?P<mark>[/-]?)(?:0[1-9]|1[0-2])(?P=mark)(?:0[1-9]|[12]\d|3[01])(?!\d)"
)
_PIECES = re.compile(r"\s*[|•·∙]\s+|\s[-–—/]\s")
MAX_MARK = 80  # characters of text of an element whose class names a date
MAX_WORDS = 14  # of a line above the story that is looked through for a date
MAX_OTHERS = 8  # words beside the dates of a line that is no date line
RESTAMPED = timedelta(days=2)  # between a printed and a declared date that no zones explain
_FULL_DATE = re.compile(
    r"(?:[A-Z][a-z]{2,8}\.?\s\d{1,2}(?:st|nd|rd|th)?,?|(?<!\d)\d{1,2}(?:st|nd|rd|th)?\s[A-Z][a-z]{2,8}\.?,?)\s\d{4}(?!\d)"
)
_SENTENCE_END = ".!?;:"
_TODAY = re.compile(r"\W*(?:today|امروز|آج|نن)(?![^\W_])", re.I)
_CHANGED = re.compile(r"modif|updat|chang", re.I)


@dataclass(frozen=True, slots=True)
class Dates:
    """ISO 8601 dates of a story; `published_from` names the evidence: jsonld, meta, time, url, text."""

    published: str | None = None
    published_from: str | None = None
    modified: str | None = None


@dataclass(frozen=True, slots=True)
class DateReader:
    """How dates of one page are read: `timezone` (IANA) for those without, none after `fetched_at`."""

    timezone: str | None = None
    fetched_at: datetime | None = None

    def read(self, text: str) -> str | None:
        """A printed or declared date as ISO 8601, None if it is none."""
        return parse_date(text, timezone=self.timezone, reference=self.fetched_at)

    def read_first(self, texts: Sequence[str]) -> str | None:
        """The first of the texts that is a date."""
        return next((date for text in texts if (date := self.read(text))), None)

    def read_line(self, line: str) -> DateLine | None:
        """A labelled date line, None for any other line."""
        return find_date_line(line, timezone=self.timezone, reference=self.fetched_at)

    def read_line_above(self, line: str) -> DateLine | None:
        """A line between headline and story that holds a date, with or without label and other small matter."""
        if _TODAY.match(line):
            return None  # the day of the visit, in the page's head
        read = find_date_line(line, timezone=self.timezone, reference=self.fetched_at, bare=True)
        if read is not None or len(line.split()) > MAX_WORDS:
            return read
        date = self.read_first([piece for piece in _PIECES.split(line) if any(map(str.isdigit, piece))])
        return DateLine(published=date) if date else None


def find_dates(
    nodes: Sequence[Node],
    meta: Meta,
    around: Surroundings,
    url: str | None,
    reader: DateReader,
) -> Dates:
    """Dates by the first evidence that has them.

    `nodes` are the JSON-LD objects of the story and its page, `around` what stands near the headline, `url` the
    page's address. Where a later piece of evidence gives the same moment in the local zone, or the hour of the
    same day, its wording is taken. Where the declared date is only that of the last change, as some systems declare it,
    an earlier one printed under the headline is taken.
    """
    moments = [time for time in around.times if time.declared]
    found = {
        "jsonld": reader.read_first(_list_stamps(nodes, "datePublished")),
        "meta": reader.read_first(list_contents(meta, names.PUBLISHED)),
        "time": reader.read_first([time.moment or time.text for time in moments if not time.changed]),
        "url": read_url_date(url),
    }
    # What stands under the headline is the story's; a line above it may be the day of the visit.
    printed = [line for text in around.under if (line := reader.read_line_above(text))]
    printed += [line for time in around.times if not time.declared and (line := _read_printed(time, reader))]
    others = (text for text in around.lines if text not in around.under)
    printed += [line for text in others if (line := reader.read_line_above(text))]
    printed += [line for text in around.closing if (line := reader.read_line(text))]
    found["text"] = next((line.published for line in printed if line.published), None)
    changed = (
        reader.read_first(_list_stamps(nodes, "dateModified")),
        reader.read_first(list_contents(meta, names.MODIFIED)),
        reader.read_first([time.moment or time.text for time in moments if time.changed]),
        next((line.modified for line in printed if line.modified), None),
    )
    modified = next(filter(None, changed), None)
    under = [line for text in around.under if (line := reader.read_line_above(text)) and line.published]
    if under and _is_restamped(found["jsonld"] or found["meta"], modified, str(under[0].published)):
        return Dates(under[0].published, "text", modified)
    name, date = _choose_wording([(name, date) for name, date in found.items() if date])
    if date is None and (
        loose := next(filter(None, (_read_loose_line(line, reader) for line in around.lines)), None)
    ):
        name, date = ("text" if loose.published else None), loose.published
        modified = modified or loose.modified
    return Dates(date, name, modified)


def read_url_date(url: str | None) -> str | None:
    """The date in an address's path, such as `/2026/11/20/` or `-20261120`; None without exactly one.

    >>> read_url_date("https://example.org/2026/11/20/school-opens")
    '2026-11-20'
    >>> read_url_date("https://example.org/news/1234567") is None
    True
    """
    if not url:
        return None
    dates = {re.sub(r"\D", "-", match[0]) for match in _URL_DATE.finditer(unquote(urlsplit(url).path))}
    if len(dates) != 1:
        return None
    date = dates.pop()
    return parse_date(date if "-" in date else f"{date[:4]}-{date[4:6]}-{date[6:]}")


def _read_loose_line(line: str, reader: DateReader) -> DateLine | None:
    """A short line, no sentence, that holds dates with names of months among a few other words."""
    found = list(_FULL_DATE.finditer(line))
    if not found or len(_FULL_DATE.sub(" ", line).split()) > MAX_OTHERS or line[-1] in _SENTENCE_END:
        return None
    dates: dict[str, str] = {}
    for match in found:
        changed = _CHANGED.search(line[max(0, match.start() - 14) : match.start()]) or "published" in dates
        if date := reader.read(match[0]):
            dates.setdefault("modified" if changed else "published", date)
    return DateLine(dates.get("published"), dates.get("modified")) if dates else None


def _is_restamped(declared: str | None, modified: str | None, printed: str) -> bool:
    """Whether a declared date is none of publication but of the last change."""
    if declared is None or modified is None or declared[:10] < modified[:10]:
        return False
    return datetime.fromisoformat(declared[:10]) - datetime.fromisoformat(printed[:10]) > RESTAMPED


def _list_stamps(nodes: Sequence[Node], name: str) -> list[str]:
    return [value for node in nodes for value in list_values(node.get(name))]


def _choose_wording(evidence: Sequence[tuple[str, str]]) -> tuple[str | None, str | None]:
    """The first evidence, or a later one that gives the same moment in local time or adds the time of day."""
    if not evidence:
        return None, None
    name, date = evidence[0]
    for other_name, other in evidence[1:]:
        if "T" not in date and other.startswith(f"{date}T"):
            return other_name, other
        if _is_utc(date) and not _is_utc(other) and _is_same_moment(date, other):
            return name, other
    return name, date


def _is_utc(date: str) -> bool:
    return date.endswith("+00:00")


def _is_same_moment(date: str, other: str) -> bool:
    return "T" in date and "T" in other and datetime.fromisoformat(other) == datetime.fromisoformat(date)


def _read_printed(mark: TimeMark, reader: DateReader) -> DateLine | None:
    """The date line that an element whose class names a date holds and nothing else."""
    text = clean_value(mark.text)
    if text is None or len(text) > MAX_MARK or not any(map(str.isdigit, text)):
        return None
    line = reader.read_line_above(text)
    if line is not None and line.published and not line.modified and mark.changed:
        return DateLine(modified=line.published, byline=line.byline)
    return line
