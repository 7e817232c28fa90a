import asyncio
from concurrent.futures import Future
from contextlib import ExitStack
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from scrapy.exceptions import DropItem

from cleaners.model import Article, Media, Page, Reason, Rejected
from crawler import pipelines
from crawler.cleaning.workers.tasks import Result
from crawler.config import CrawlSettings
from crawler.discovery import Candidate
from crawler.discovery.choose import PlannedFetch
from crawler.errors import StoreError
from crawler.pipelines import ArchivePipeline, CleanPipeline, StorePipeline
from crawler.run.ending import Cause, Ending
from crawler.run.item import FetchedPage
from crawler.run.ledger import UrlLedger
from crawler.run.recorder import Recorded
from crawler.run.session import Session
from crawler.spiders.news import NewsSpider

PAGE = Page(b"<p>x", Media.HTML, url="https://example.org/1", fetched_at=datetime(2026, 11, 20, tzinfo=UTC))
ITEM = FetchedPage(PlannedFetch(Candidate("https://example.org/1", "a", "feed")), PAGE)
ARTICLE = Article("id", "v", "a", ("x",))


class Recorder:
    def __init__(self, error=None):
        self.error = error
        self.calls = []

    def archive_all(self, pages):
        self._do("archive")
        return [None for _ in pages]

    def record_all(self, items):
        self._do("record")
        return [Recorded(item.outcomes) for item in items]

    def _do(self, name):
        self.calls.append(name)
        if self.error:
            raise self.error


class Workers:
    """Cleaning workers that answer at once, or never."""

    def __init__(self, alive=True):
        self.alive = alive

    def submit_many(self, pages):
        future = Future()
        if self.alive:
            future.set_result(tuple(Result((ARTICLE,)) for _ in pages))
        return future


class Engine:
    def __init__(self):
        self.closed = []

    async def close_spider_async(self, reason):
        self.closed.append(reason)


class Spider:
    """Ends a run as the real one does."""

    def __init__(self, session):
        self.session = session
        self.crawler = SimpleNamespace(engine=Engine())

    end_run = NewsSpider.end_run


def make_crawler(recorder=None, workers=None):
    ledger = UrlLedger(["a"])
    ledger.start(ITEM.url, "a")
    session = Session(
        job=SimpleNamespace(settings=CrawlSettings(page_limit_seconds=0.001)),
        holder="one",
        store=None,
        state=None,
        ledger=ledger,
        recorder=recorder or Recorder(),
        pool=workers or Workers(),
        workers=1,
        run_log=None,
        opened=ExitStack(),
    )
    spider = Spider(session)
    spider.crawler.spider = spider
    return spider.crawler


async def run(crawler, item=ITEM):
    for pipeline in (ArchivePipeline, CleanPipeline, StorePipeline):
        item = await pipeline(crawler).process_item(item)
    await asyncio.sleep(0)
    return item


def test_a_page_is_archived_then_cleaned_then_recorded():
    crawler = make_crawler()
    item = asyncio.run(run(crawler))
    assert item.outcomes == (ARTICLE,)
    session = crawler.spider.session
    assert session.recorder.calls == ["archive", "record"]
    assert session.ledger.summarize("r", *[PAGE.fetched_at] * 2).total.articles == 1


def test_a_failure_of_the_store_ends_the_run_once():
    crawler = make_crawler(Recorder(StoreError("disk full")))

    async def two():
        for _ in range(2):
            with pytest.raises(DropItem):
                await run(crawler)
            await asyncio.sleep(0)

    asyncio.run(two())
    assert crawler.engine.closed == ["store failed"]
    assert crawler.spider.session.run_end.cause == Cause(Ending.STORE_FAILED, "disk full")
    assert crawler.spider.session.recorder.calls == ["archive"]


def test_a_fault_of_ours_on_one_page_is_counted_and_passed_over():
    crawler = make_crawler(Recorder(ZeroDivisionError("a bug")))
    item = asyncio.run(run(crawler))
    [outcome] = item.outcomes
    assert isinstance(outcome, Rejected)
    assert outcome.reason is Reason.CRASHED
    assert "a bug" in (outcome.detail or "")
    ledger = crawler.spider.session.ledger
    assert ledger.summarize("r", *[PAGE.fetched_at] * 2).total.rejected == {"crashed": 1}
    assert ledger.count_open() == 0
    assert crawler.engine.closed == []


def test_workers_that_never_answer_end_the_run(monkeypatch):
    monkeypatch.setattr(pipelines, "PATIENCE_SECONDS", 0.05)
    crawler = make_crawler(workers=Workers(alive=False))

    async def wait():
        with pytest.raises(DropItem):
            await run(crawler)
        await asyncio.sleep(0)

    asyncio.run(wait())
    assert crawler.engine.closed == ["failed"]
    assert "no worker answered" in crawler.spider.session.run_end.cause.detail
