"""The page on which a crawl can be read is the crawl: its steps alone, without Scrapy, bring an article into the store."""

import asyncio
from datetime import UTC, datetime

from scrapy.http import HtmlResponse, XmlResponse

from crawler.errors import Exit
from crawler.run.job import plan_job
from crawler.run.opening import open_session
from crawler.spiders import flow
from crawler.spiders.discovery import start_discovery
from crawler.store import open_store
from tests.support.crawling import write_config, write_feed, write_source, write_story

HOME = "https://hills.example"


async def crawl_by_hand(session):
    now = datetime.now(UTC)
    (source,) = session.job.sources
    discovery = start_discovery(source, session.job)
    (document,) = discovery.begin()
    answer = XmlResponse(document.url, body=write_feed(f"{HOME}/a/1", f"{HOME}/a/2").encode())
    found = await flow.find_candidates(document, answer, source)
    discovery.add(document, answer, found, now)
    plan = await flow.plan(session, discovery, now)
    requests = [flow.fetch(planned, source, now) for planned in plan.fetches]
    assert sorted(request.url for request in requests) == [f"{HOME}/a/1", f"{HOME}/a/2"]
    items = []
    for planned, request in zip(plan.fetches, requests, strict=True):
        session.ledger.start(request.url, source.id)
        status = 200 if request.url.endswith("1") else 404
        body = write_story("Bridge").encode()
        headers = {"Content-Type": "text/html"}
        response = HtmlResponse(request.url, status=status, body=body, headers=headers)
        items.append(flow.read_answer(planned, response, now))
    (page,) = (item.page for item in items if item.page)
    assert await flow.archive(session, [page]) == [None]
    (result,) = await flow.clean(session, [page])
    for item in items:
        done = item if item.page is None else type(item)(item.planned, page, result.outcomes)
        async with session.lock:
            (recorded,) = await flow.record(session, [done])
        flow.count(session, done, recorded)
    return flow.report(session)


def test_the_steps_are_the_crawl(tmp_path):
    config = write_config(tmp_path / "config", {"hills": write_source(HOME)})
    job = plan_job([], str(tmp_path / "out"), None, None, None, config)
    with open_session(job) as session:
        result = asyncio.run(crawl_by_hand(session))
    assert result.exit_code is Exit.OK
    total = result.summary.total
    assert (total.found, total.articles, total.rejected) == (2, 1, {"http_status": 1})
    store = open_store(job.out)
    kept = {info.key.partition("/")[0] for info in store.iter_keys("")}
    assert {"articles", "raw", "rejected", "runs"} <= kept
    assert result.report is not None
    assert session.close() is result
