"""What a crawl left on disk, as plain values that two outputs can be compared by."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from crawler.state import state_url
from crawler.store import open_store, read_warc
from tests.support.crawling import Crawl

OF_ONE_RUN = ("fetched_at", "run")
"""Keys of an article that no second run can repeat."""


@dataclass(frozen=True, slots=True)
class Holdings:
    """Everything in an output but the names of runs: two crawls of one web must hold the same.

    `rows` are ids and versions in Parquet, doubles included, `texts` the files for people by path, `rejected`
    addresses with their reason, `pages` what the state remembers of each address.
    """

    rows: tuple[tuple[str, str], ...]
    texts: dict[str, str]
    rejected: frozenset[tuple[str, str]]
    pages: frozenset[tuple[str, str, str]]


def read_holdings(out: Path) -> Holdings:
    """Read an output whole."""
    crawl = Crawl(0, "", out)
    return Holdings(
        rows=tuple(sorted(crawl.rows())),
        texts={path.relative_to(out).as_posix(): _read(path) for path in out.glob("text/**/*.*")},
        rejected=frozenset((url, row["reason"]) for url, row in crawl.rejected().items()),
        pages=frozenset(read_pages(out)),
    )


def read_pages(out: Path) -> set[tuple[str, str, str]]:
    """Address, outcome and version of every page that the state remembers."""
    engine = sa.create_engine(state_url(str(out)))
    with engine.connect() as connection:
        found = connection.execute(sa.text("SELECT url, outcome, coalesce(version, '') FROM pages"))
        pages = {(url, outcome, version) for url, outcome, version in found}
    engine.dispose()
    return pages


def count_archived(out: Path) -> Counter[str]:
    """How often each address stands in the archive."""
    store = open_store(str(out))
    counts: Counter[str] = Counter()
    for info in store.iter_keys("raw/"):
        with store.open_read(info.key) as stream:
            counts.update(page.url or "" for page in read_warc(stream))
    return counts


def _read(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".json":
        return text
    return json.dumps({key: value for key, value in json.loads(text).items() if key not in OF_ONE_RUN})
