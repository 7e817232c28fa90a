"""Files of a news crawl in WARC: which of them can hold articles of some days, and which are not there.

The layout is that of Common Crawl's news crawl: `crawl-data/CC-NEWS/YYYY/MM/CC-NEWS-YYYYMMDDhhmmss-NNNNN.warc.gz`, by
the time (UTC) at which a file was begun and a number that goes up by one from file to file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from crawler.store import ObjectStore

LATE = timedelta(days=7)
"""How long after its publication an article may still have been fetched: feeds name most within hours, a feed that
was down, or a sitemap that was new to the crawl, days later."""

EARLY = timedelta(days=2)
"""How long before a day a file may have been begun that holds its articles: a day is filled, a zone is half of one."""

_NAME = re.compile(r"(?:.*/)?CC-NEWS-(\d{14})-(\d{1,9})\.warc(?:\.gz)?")
_PREFIXES = (
    "crawl-data/CC-NEWS/{0:%Y}/{0:%m}/", "CC-NEWS/{0:%Y}/{0:%m}/", "{0:%Y}/{0:%m}/", "{0:%m}/", "CC-NEWS-{0:%Y%m}",
)  # fmt: skip
"""Where the files of a month lie, below whichever folder of the layout was named."""


@dataclass(frozen=True, slots=True)
class WarcFile:
    """One file: when it was begun and its number, as its name says; `size` in bytes, `modified` in ISO 8601."""

    key: str
    size: int
    modified: str
    begun: datetime
    number: int

    @property
    def name(self) -> str:
        """Its name without folders: the same wherever the file lies."""
        return self.key.rpartition("/")[2]


def list_warcs(store: ObjectStore, since: date, until: date) -> tuple[WarcFile, ...]:
    """Files that can hold articles published from `since` to `until`, both included, in the order of their times.

    That is from two days before the first to seven days after the last day. Other names are passed over. Raises
    StoreError when the store fails.
    """
    first, last = since - EARLY, until + LATE
    found: dict[str, WarcFile] = {}
    for month in _list_months(first, last):
        for prefix in dict.fromkeys(template.format(month) for template in _PREFIXES):
            for info in store.iter_keys(prefix):
                file = _read_name(info.key, info.size, info.modified)
                if file and first <= file.begun.date() <= last:
                    found.setdefault(file.name, file)
    return tuple(sorted(found.values(), key=lambda file: (file.begun, file.number)))


def find_missing(files: Sequence[WarcFile], since: date, until: date) -> tuple[str, ...]:
    """A line for each place where files are missing: numbers left out, days on which none was begun.

    >>> at = datetime(2026, 11, 20, 8, tzinfo=UTC)
    >>> first, third = (WarcFile(f"CC-NEWS-2026112008000{n}-0000{n}.warc.gz", 1, "", at, n) for n in (1, 3))
    >>> find_missing((first, third), date(2026, 11, 20), date(2026, 11, 21))
    ('1 file missing between CC-NEWS-20261120080001-00001.warc.gz and CC-NEWS-20261120080003-00003.warc.gz', \
'no file of 2026-11-21')
    """
    lines = []
    for before, after in pairwise(files):
        # A smaller number is that of a crawler that was started anew.
        if (lost := after.number - before.number - 1) > 0:
            lines.append(f"{lost} file{'s'[: lost > 1]} missing between {before.name} and {after.name}")
    begun = {file.begun.date() for file in files}
    days = [since + timedelta(days=more) for more in range((until - since).days + 1)]
    if missing := [day.isoformat() for day in days if day not in begun]:
        lines.append(f"no file of {', '.join(missing)}")
    return tuple(lines)


def _list_months(first: date, last: date) -> Iterator[date]:
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = (month + timedelta(days=31)).replace(day=1)


def _read_name(key: str, size: int, modified: datetime) -> WarcFile | None:
    if not (match := _NAME.fullmatch(key)):
        return None
    try:
        begun = datetime.strptime(match[1], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
    return WarcFile(key, size, modified.isoformat(), begun, int(match[2]))
