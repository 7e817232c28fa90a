"""The files of articles in a store, and which of them a question needs: their names say source and day."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import unquote

from crawler.articles.query.selection import Selection
from crawler.store import ObjectStore
from crawler.store.articles.layout import NULL_PARTITION
from crawler.store.keys import encode_part

ARTICLES = "articles/"

_KEY = re.compile(r"articles/source=(?P<source>[^/]+)/date=(?P<day>[^/]+)/[^/]+\.parquet")


@dataclass(frozen=True, slots=True)
class Part:
    """One file of articles: `size` in bytes, `source` and `day` (None: unknown) of all its rows."""

    key: str
    size: int
    source: str
    day: date | None

    @property
    def folder(self) -> str:
        """The partition that it lies in."""
        return self.key.rpartition("/")[0] + "/"


def list_parts(store: ObjectStore, selection: Selection) -> tuple[Part, ...]:
    """Files whose partition a question covers: the newest day first, then by source; unknown days last.

    Files of other names are passed over. Raises StoreError when the store fails.
    """
    parts = [part for prefix in _prefixes(selection) for part in _read(store, prefix)]
    chosen = [part for part in parts if selection.covers(part.source, part.day)]
    return tuple(sorted(chosen, key=lambda part: (-(part.day or date.min).toordinal(), part.key)))


def holds_articles(store: ObjectStore) -> bool:
    """Whether the store has any file of articles."""
    return any(_KEY.fullmatch(info.key) for info in store.iter_keys(ARTICLES))


def _prefixes(selection: Selection) -> Iterable[str]:
    """What the keys in question start with: as long a prefix as can be, since S3 lists a thousand at a time."""
    if not selection.sources:
        return [ARTICLES]
    # The days from since to until agree in the letters that both of them begin with.
    days = [day.isoformat() for day in (selection.since, selection.until) if day]
    date_ = f"date={os.path.commonprefix(days)}" if len(days) == 2 else ""  # noqa: RUF071
    return sorted({f"{ARTICLES}source={encode_part(source)}/{date_}" for source in selection.sources})


def _read(store: ObjectStore, prefix: str) -> Iterable[Part]:
    for info in store.iter_keys(prefix):
        if match := _KEY.fullmatch(info.key):
            try:
                day = None if match["day"] == NULL_PARTITION else date.fromisoformat(match["day"])
            except ValueError:
                continue  # no partition of ours
            yield Part(info.key, info.size, unquote(match["source"]), day)
