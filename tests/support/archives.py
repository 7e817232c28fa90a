"""Invented archives: WARC files as a crawl leaves them, with pages of several sites."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from cleaners.model import Media, Page
from crawler.store import WarcArchive, open_store
from tests.support.sites import Piece, make_pieces, print_doab, print_hills, print_wakhan

FETCHED_AT = datetime(2026, 11, 29, 8, tzinfo=UTC)
SITES = (("hills", "en", print_hills), ("doab", "ur", print_doab), ("wakhan", "ps", print_wakhan))


def fetch(piece: Piece, site: str, **changes: object) -> Page:
    """A page of a site as a crawl fetched it."""
    values: dict[str, object] = {
        "body": piece.html.encode(),
        "media": Media.HTML,
        "url": piece.url,
        "final_url": piece.url,
        "status": 200,
        "headers": (("content-type", "text/html; charset=utf-8"),),
        "fetched_at": FETCHED_AT,
        "source": site,
    }
    return Page(**{**values, **changes})


def invent_pages(count: int) -> list[Page]:
    """So many pages of each of three sites."""
    return [
        fetch(piece, site)
        for site, language, design in SITES
        for piece in make_pieces(site, language, design, range(1, count + 1))
    ]


def write_archive(pages: Iterable[Page], out: str, spool: Path, run: str = "crawl-1") -> None:
    """Put pages into `raw/` of a store."""
    with WarcArchive(open_store(out), run, spool) as archive:
        for page in pages:
            archive.append(page)
