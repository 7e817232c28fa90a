"""Names of Scrapy and Twisted that may move with any version: each test names what here breaks when one does."""

import ast
import asyncio
import inspect
import logging
import tomllib
from types import SimpleNamespace

import pytest
from packaging.requirements import Requirement
from scrapy import Request, Spider
from scrapy.core.downloader import Downloader, Slot
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.core.engine import ExecutionEngine
from scrapy.extensions.memusage import MemoryUsage
from scrapy.http import Headers
from scrapy.utils.test import get_crawler
from twisted.internet.defer import Deferred
from twisted.internet.testing import StringTransport
from twisted.web._newclient import HTTP11ClientProtocol, HTTPClientParser
from twisted.web.client import HTTPConnectionPool, _HTTP11ClientFactory

from crawler.middlewares import scrapy_internals as internals
from crawler.middlewares.heads import BoundedFactory, BoundedParser, BoundedProtocol
from crawler.middlewares.refused import Interrupted
from tests.policy.modules import REPOSITORY, read_modules


@pytest.fixture
def crawler():
    """A crawler with Scrapy's own downloader, which has one slot."""
    handlers = dict.fromkeys(("data", "file", "ftp", "http", "https", "s3"))  # nothing is fetched
    crawler = get_crawler(settings_dict={"TELNETCONSOLE_ENABLED": False, "DOWNLOAD_HANDLERS": handlers})
    crawler.engine = SimpleNamespace(downloader=Downloader(crawler))
    crawler.engine.downloader.slots["a.example"] = Slot(1, 5.0)
    return crawler


def test_scrapy_has_an_upper_bound():
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (scrapy,) = (one for one in map(Requirement, project["dependencies"]) if one.name == "scrapy")
    assert "<" in {bound.operator for bound in scrapy.specifier}, (
        "no bound on scrapy: a version that nobody has tried may be installed"
    )


def test_the_parser_has_a_state_while_it_reads_the_head():
    parser = internals.ClientParser(SimpleNamespace(method=b"GET"), lambda response: None)
    assert issubclass(internals.ClientParser, HTTPClientParser), "heads.BoundedParser bounds another parser"
    parser.makeConnection(StringTransport())
    assert internals.is_reading_head(parser), "heads.BoundedParser no longer counts the bytes of a head"
    parser.state = "BODY"
    assert not internals.is_reading_head(parser), "heads.BoundedParser bounds whole bodies"


def test_a_connection_gives_its_parser_up_to_another_class():
    assert issubclass(internals.ClientProtocol, HTTP11ClientProtocol), (
        "heads.BoundedProtocol is no connection"
    )
    protocol = internals.make_connection(BoundedProtocol, BoundedFactory(lambda protocol: None, ""))
    assert isinstance(protocol, BoundedProtocol), "heads.BoundedFactory opens other connections"
    internals.replace_parser(protocol, BoundedParser)  # none yet
    protocol._parser = internals.ClientParser(SimpleNamespace(method=b"GET"), lambda response: None)
    internals.replace_parser(protocol, BoundedParser)
    assert isinstance(protocol._parser, BoundedParser), "responses are read without a bound on their heads"


def test_the_download_handler_opens_connections_by_the_factory_of_its_pool():
    assert HTTPConnectionPool._factory is _HTTP11ClientFactory, "Twisted's pool takes its factory elsewhere"
    source = inspect.getsource(HTTP11DownloadHandler)
    assert "_pool" in source, "heads.BoundedHandler sets the factory of a pool that is not used"
    handler = SimpleNamespace(_pool=SimpleNamespace(_factory=_HTTP11ClientFactory))
    internals.set_client_factory(handler, BoundedFactory)
    assert handler._pool._factory is BoundedFactory


def test_the_least_delay_of_a_slot_is_raised_and_never_lowered(crawler):
    internals.raise_least_delay(crawler, "a.example", 9.0, 0.001)
    internals.raise_least_delay(crawler, "a.example", 2.0, 0.001)
    assert internals.get_least_delay(crawler, "a.example") == 9.0, "Politeness loses a host's delay"
    internals.raise_least_delay(crawler, "c.example", 7.0, 0.001)
    request = Request("https://c.example/", meta={"download_slot": "c.example"})

    async def make_slot():
        return crawler.engine.downloader._get_slot(request)[1]

    slot = asyncio.run(make_slot())
    assert (slot.concurrency, slot.delay, slot.jitter) == (1, 7.0, 0.0), (
        "Scrapy's downloader no longer takes the settings of a slot from per_slot_settings: hosts are asked too often"
    )


def test_a_slot_waits_for_its_delay_and_until_a_time(crawler):
    slot = crawler.engine.downloader.slots["a.example"]
    internals.raise_least_delay(crawler, "a.example", 9.0, 0.001)
    internals.delay_slot(crawler, "a.example", None)
    assert slot.delay == 9.0, "the throttle may go below a host's least delay"
    internals.delay_slot(crawler, "a.example", 1000.0)
    assert slot.lastseen + slot.delay == 1000.0, "a host that asks for backoff is asked at once"
    internals.delay_slot(crawler, "none.example", 1000.0)  # not in use: nothing to delay


def test_what_the_downloader_works_on_can_be_seen(crawler):
    request = Request("https://a.example/")
    assert list(internals.find_downloading(crawler)) == []
    crawler.engine.downloader.active.add(request)
    assert list(internals.find_downloading(crawler)) == [request], (
        "HostScheduler no longer knows which hosts are busy: one slow host holds up the others"
    )


def test_requests_that_wait_are_answered_when_a_run_is_stopped(crawler):
    answers, waiting = [], Deferred()
    waiting.addErrback(answers.append)
    crawler.engine.downloader.slots["a.example"].queue.append((Request("https://a.example/"), waiting))
    internals.reject_waiting(crawler, Interrupted())
    assert [type(failure.value) for failure in answers] == [Interrupted], (
        "a stopped crawl waits for all requests in the downloader"
    )


@pytest.mark.parametrize(
    ("method", "parameters", "broken"),
    [
        ("close_spider_async", {"reason"}, "NewsSpider.end_run cannot end a run"),
        ("download_async", {"request"}, "robots.txt and probes cannot be asked for"),
        ("crawl", {"request"}, "the spider cannot dispatch the next pages of a source"),
    ],
)
def test_the_engine_takes_what_it_is_asked(method, parameters, broken):
    assert parameters <= set(inspect.signature(getattr(ExecutionEngine, method)).parameters), broken


def test_a_body_is_given_the_class_of_its_type():
    kind = internals.responsetypes.from_args(
        headers=Headers({"Content-Type": "text/html"}), url="https://a.example/", body=b""
    )
    assert kind.__name__ == "HtmlResponse", "StrictCompression makes responses of another class"


def test_scrapy_prints_its_settings_in_the_message_that_is_filtered(caplog):
    with caplog.at_level(logging.INFO):
        get_crawler(Spider, {"BOT_NAME": "another"})
    printed = [record for record in caplog.records if "another" in record.getMessage()]
    assert printed, "Scrapy prints no settings any more: the filter in logs.quiet_scrapy can go"
    assert all(
        record.name == "scrapy.crawler" and internals.SETTINGS_MESSAGE in str(record.msg)
        for record in printed
    ), "settings, secrets among them, reach the log of a run"


def test_the_memory_extension_asks_for_the_size_that_is_overridden():
    assert "get_virtual_size" in inspect.getsource(MemoryUsage._check_limit), "MemoryLimit measures nothing"


def test_no_other_module_touches_what_may_move():
    found = []
    for module in read_modules():
        if module.name == internals.__name__:
            continue
        for line, name in module.imports():
            first, *rest = name.split(".")
            if first in ("scrapy", "twisted") and any(part.startswith("_") for part in rest):
                found.append(f"{module.place}:{line} imports {name}")
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Attribute) and node.attr == "downloader":
                found.append(f"{module.place}:{node.lineno} reaches into Scrapy's downloader")
    assert found == [], "put it into scrapy_internals, with a test"
