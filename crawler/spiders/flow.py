"""A whole crawl on one page: its steps in order, each a call into the room that does it.

    candidates → plan → fetch → archive → clean → record → count → report

`run.py` opens the session of a run and lets Scrapy drive the steps: the spider (`news.py`) those up to the answer of a
server, the pipelines (`crawler/pipelines.py`) those after it, page by page. Callers decide when a step is due, how
many pages share a call, and what a failure means; nothing else happens to a page. docs/architecture.md has the table
of the values that pass between the steps.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime

from scrapy import Request
from scrapy.http import Response

from cleaners.model import Page
from crawler.cleaning.workers.tasks import Result
from crawler.config import Source
from crawler.discovery import Found
from crawler.discovery.choose import PlannedFetch
from crawler.run import responses
from crawler.run.ending import RunResult
from crawler.run.item import FetchedPage
from crawler.run.recorder import Recorded
from crawler.run.session import Session
from crawler.spiders._planning import Plan, note_discovery, plan_fetches
from crawler.spiders.discovery import READERS, Document, SourceDiscovery


async def find_candidates(document: Document, response: Response, source: Source) -> Found:
    """Read the candidates that a feed, sitemap or section page names: `discovery`, in a thread."""
    return await asyncio.to_thread(READERS[document.kind], response.body, response.url, source)


async def plan(session: Session, discovery: SourceDiscovery, now: datetime) -> Plan:
    """Choose what to fetch of a source (`discovery.choose`), queue it in the frontier (`state`)."""
    note_discovery(session, discovery)
    return await asyncio.to_thread(plan_fetches, session, discovery, now)


def fetch(planned: PlannedFetch, source: Source, now: datetime) -> Request:
    """Ask for a page, only if it changed: on its way pass robots.txt, delays and guards (`middlewares`)."""
    return Request(planned.candidate.url, headers=planned.conditions(now), meta={"source": source})


def read_answer(planned: PlannedFetch, response: Response, now: datetime) -> FetchedPage:
    """Turn the answer into a page to clean, "unchanged", or a rejection with its reason: `run.responses`."""
    return responses.read_response(planned, response, now)


async def archive(session: Session, pages: Sequence[Page]) -> Sequence[Exception | None]:
    """Keep the responses as they came (`store.warc`), and note where in the frontier (`state`): `run.recorder`."""
    return await asyncio.to_thread(session.recorder.archive_all, pages)


async def clean(session: Session, pages: Sequence[Page]) -> Sequence[Result]:
    """Turn pages into articles or rejections (`cleaners.process`), in worker processes: `cleaning.workers`."""
    return await asyncio.wrap_future(session.pool.submit_many(tuple(pages)))


async def record(session: Session, items: Sequence[FetchedPage]) -> Sequence[Recorded | Exception]:
    """Write new articles (`articles.sink`, `store.articles`), then what was seen (`state`): `run.recorder`.

    The caller holds `session.lock`.
    """
    return await asyncio.to_thread(session.recorder.record_all, items)


def count(session: Session, item: FetchedPage, recorded: Recorded) -> None:
    """Give the address its one outcome in the ledger: `run.ledger`."""
    session.count(item, recorded)


def report(session: Session) -> RunResult:
    """Save what waits, compare each source with its past, and write the report (`report`): `run.session`."""
    return session.close()
