"""Resumes what a killed run had fetched and not stored: from the archive, without asking for it again."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

from cleaners.model import Page, Reason
from crawler.discovery import Candidate
from crawler.discovery.choose import PlannedFetch
from crawler.errors import StoreError
from crawler.run.item import FetchedPage, reject
from crawler.run.session import Session
from crawler.state import ArchivedPage, QueuedUrl
from crawler.store import ObjectStore, read_warc

TRIES = 10
"""What taking over a page counts as: five such ends in a row, and the address is given up."""

log = logging.getLogger(__name__)


def find_kept(session: Session) -> tuple[QueuedUrl, ...]:
    """Addresses of this run's sources that an earlier run asked for and did not store, in the order of fetching.

    Taking one over counts as many tries of its address, so that a page on which the whole process dies is not
    taken over for ever. Raises StoreError when the state fails.
    """
    frontier = session.state.frontier
    found = frontier.find([source.id for source in session.job.sources], asked=True)
    kept = tuple(page for page in found if session.job.wants(page.hints.published))
    frontier.count_try((page.url for page in kept), TRIES)
    if kept:
        log.info("Taking over %d pages that an earlier run fetched and did not store", len(kept))
    return kept


def resume_pages(session: Session, kept: tuple[QueuedUrl, ...]) -> Iterator[FetchedPage]:
    """Read pages from the archive, one at a time, as if they had just been fetched.

    One that is not there (its archive lies on another machine, or a power cut took it) is queued again.
    """
    seen = session.state.find_pages(page.url for page in kept)
    for queued in kept:
        candidate = Candidate(queued.url, queued.source, queued.found_by, queued.hints)
        planned = PlannedFetch(candidate, seen.get(queued.url))
        page = _read_page(session.store, queued.kept, queued.url) if queued.kept else None
        if page is None and queued.dead is None:
            session.state.frontier.requeue([queued.url])
        elif session.ledger.start(queued.url, queued.source):
            dead = queued.dead is not None
            outcomes = (reject(planned, Reason.HTTP_STATUS, queued.dead),) if queued.dead is not None else ()
            yield FetchedPage(planned, page, outcomes, archived=True, fetched=False, dead=dead)


def _read_page(store: ObjectStore, kept: ArchivedPage, url: str) -> Page | None:
    try:
        with store.open_read(kept.key) as stream:
            stream.seek(kept.offset)
            record = stream.read(kept.length)
    except (FileNotFoundError, StoreError) as error:
        log.info("%s is asked for again: %s", url, error)
        return None
    found = next(read_warc(io.BytesIO(record)), None)
    return found if isinstance(found, Page) and found.url == url else None
