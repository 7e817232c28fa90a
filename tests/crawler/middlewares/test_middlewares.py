import asyncio
import gzip
import socket
import time
import zlib
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy import Request
from scrapy.core.downloader import Slot
from scrapy.http import HtmlResponse, Response
from scrapy.utils.test import get_crawler
from twisted.internet.address import IPv4Address, IPv6Address

from cleaners.model import Reason, SourceRules
from crawler.config import CrawlSettings, Source
from crawler.middlewares._retry_after import read_retry_after
from crawler.middlewares._robots_rules import find_delay, judge_robots
from crawler.middlewares.addresses import Admitted, GuardedResolver, is_public, read_literal
from crawler.middlewares.compression import BrokenBodyError, TooLargeError, unpack
from crawler.middlewares.politeness import Politeness, name_slot
from crawler.middlewares.redirects import CheckedRedirects
from crawler.middlewares.refused import Refused
from tests.support.waiting import must_end


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "127.0.0.2", "127.1", "2130706433", "017700000001", "0x7f000001", "0x7f.1", "0", "10.0.0.1",
        "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "192.0.2.1", "224.0.0.1", "255.255.255.255",
        "::1", "::", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "fe80::1%eth0", "fc00::1", "64:ff9b::7f00:1",
        "2002:7f00:1::", "ff02::1",
    ],
)  # fmt: skip
def test_private_addresses_are_recognised_in_every_form(host):
    address = read_literal(host)
    assert address is not None
    assert not is_public(address)


@pytest.mark.parametrize("host", ["8.8.8.8", "134744072", "2606:4700:4700::1111", "64:ff9b::808:808"])
def test_public_addresses_are_let_through(host):
    address = read_literal(host)
    assert address is not None
    assert is_public(address)


@given(st.ip_addresses())
def test_every_address_is_judged(ip):
    assert is_public(str(ip)) in (True, False)
    if ip.is_private or ip.is_loopback or ip.is_link_local:
        assert not is_public(str(ip))


@given(st.text(max_size=40))
def test_no_host_breaks_the_reading(host):
    address = read_literal(host)
    if address is not None:
        assert is_public(address) in (True, False)


class Names:
    """A resolver that answers at once, and never twice the same when `turn` is set."""

    def __init__(self, *addresses):
        self.addresses = addresses
        self.asked = 0

    def resolveHostName(self, receiver, host, *args, **kwargs):  # noqa: N802
        receiver.resolutionBegan(None)
        for address in self.addresses:
            kind = IPv6Address if ":" in address else IPv4Address
            receiver.addressResolved(kind("TCP", address, 80))
        receiver.resolutionComplete()


class Taken:
    def __init__(self):
        self.addresses = []
        self.complete = False

    def resolutionBegan(self, resolution):  # noqa: N802
        pass

    def addressResolved(self, address):  # noqa: N802
        self.addresses.append(address.host)

    def resolutionComplete(self):  # noqa: N802
        self.complete = True


@pytest.mark.parametrize(
    ("resolved", "left"),
    [
        (["10.0.0.1"], []),
        (["8.8.8.8", "127.0.0.1", "::1", "2606:4700:4700::1111"], ["8.8.8.8", "2606:4700:4700::1111"]),
        (["::ffff:169.254.169.254"], []),
        (["127.0.0.9"], ["127.0.0.9"]),
        ([], []),
    ],
)
def test_the_resolver_hands_on_public_and_allowed_addresses_only(resolved, left):
    resolver = GuardedResolver(None, Names(*resolved))
    resolver.admitted = Admitted(frozenset(("127.0.0.9",)))
    taken = Taken()
    resolver.resolveHostName(taken, "name.test", 80)
    assert (taken.addresses, taken.complete) == (left, True)
    assert ("name.test" in resolver.refused) == (len(left) < len(resolved))


def test_the_system_knows_names_for_loopback_that_the_resolver_must_refuse():
    # What the guard is for: names of this kind resolve without any name server.
    assert not any(is_public(info[4][0]) for info in socket.getaddrinfo("localhost", 80))


def test_packed_bodies_come_out_whole():
    body = b"story " * 1000
    assert unpack(gzip.compress(body, mtime=0), "gzip", 10_000) == body
    assert (
        unpack(gzip.compress(body, mtime=0) + gzip.compress(b"!", mtime=0), "x-gzip", 10_000) == body + b"!"
    )
    assert unpack(gzip.compress(body, mtime=0) + b"garbage", "gzip", 10_000) == body
    assert unpack(zlib.compress(body), "deflate", 10_000) == body
    raw = zlib.compressobj(wbits=-15)
    assert unpack(raw.compress(body) + raw.flush(), "deflate", 10_000) == body


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (gzip.compress(b"story " * 1000, mtime=0)[:-9], "gzip"),
        (b"plain text, not packed at all", "gzip"),
        (zlib.compress(b"story " * 1000)[:-9], "deflate"),
        (b"story", "br"),
        (b"story", "foo"),
        (b"", "gzip"),
    ],
)
def test_a_body_that_breaks_off_is_never_handed_on(body, encoding):
    with pytest.raises(BrokenBodyError):
        unpack(body, encoding, 10_000)


def test_bombs_stop_at_the_limit():
    bomb = gzip.compress(bytes(50_000_000))
    with pytest.raises(TooLargeError):
        unpack(bomb, "gzip", 1_000_000)
    with pytest.raises(TooLargeError):
        unpack(zlib.compress(bytes(50_000_000)), "deflate", 1_000_000)


ROBOTS = b"User-agent: *\nDisallow: /private\nCrawl-delay: 7\n\nUser-agent: khyber\nDisallow: /secret\n"


@pytest.mark.parametrize(
    ("status", "allowed"),
    [
        (200, None), (204, True), (301, True), (400, True), (401, True), (403, True), (404, True), (410, True),
        (429, False), (500, False), (502, False), (503, False), (599, False),
    ],
)  # fmt: skip
def test_a_status_for_robots_txt_allows_or_forbids(status, allowed):
    verdict = judge_robots(status, ROBOTS if status in (200, 404) else b"", 512_000, "khyber")
    if allowed is False:
        assert verdict.rules is None
        assert str(status) in verdict.detail
    else:
        assert verdict.rules is not None
        assert verdict.rules.can_fetch("https://example.org/secret", "khyber") is (allowed is True)
        assert verdict.rules.can_fetch("https://example.org/private", "khyber")


def test_of_a_huge_robots_txt_the_first_part_is_read_to_the_end_of_a_line():
    body = b"User-agent: *\n" + b"Disallow: /aaaa\n" * 40_000 + b"Disallow: /\n"
    verdict = judge_robots(200, body, 512_000, "khyber")
    assert verdict.rules is not None
    assert not verdict.rules.can_fetch("https://example.org/aaaa", "khyber")
    assert verdict.rules.can_fetch("https://example.org/aa", "khyber")  # not the half of a cut line


@pytest.mark.parametrize(
    "body", [b"\xff\xfe\x00junk", b"\x00" * 100, "User-agent: *\r\nDisallow: /x".encode("utf-16")]
)
def test_a_robots_txt_of_junk_breaks_nothing(body):
    assert judge_robots(200, body, 512_000, "khyber").rules is not None


def test_stars_in_rules_cost_no_time():
    verdict = judge_robots(200, b"User-agent: *\nDisallow: /" + b"*a" * 200 + b"b\n", 512_000, "khyber")
    assert verdict.rules is not None
    with must_end():
        assert verdict.rules.can_fetch("https://example.org/" + "a" * 2000, "khyber")


@pytest.mark.parametrize(
    ("lines", "delay"),
    [
        ("", 0.0),
        ("Crawl-delay: 7", 7.0),
        ("Crawl-delay: nan", 0.0),
        ("Crawl-delay: inf", 0.0),
        ("Crawl-delay: -5", 0.0),
        ("Crawl-delay: soon", 0.0),
        ("Request-rate: 1/10s", 10.0),
        ("Request-rate: 0/10s", 0.0),
        ("Request-rate: 1/0s", 0.0),
        ("Request-rate: often", 0.0),
        ("Crawl-delay: 3\nRequest-rate: 1/1m", 60.0),
    ],
)
def test_a_delay_is_read_where_it_is_one(lines, delay):
    rules = judge_robots(200, f"User-agent: *\n{lines}\n".encode(), 512_000, "khyber").rules
    assert rules is not None
    assert find_delay(rules, "khyber") == delay


@pytest.fixture
def polite():
    crawler = get_crawler(settings_dict={"CRAWL": CrawlSettings(allow_hosts=("127.0.0.1",))})
    crawler.engine = SimpleNamespace(downloader=SimpleNamespace(slots={}, per_slot_settings={}))
    return Politeness.from_crawler(crawler)


def enter_slot(polite, url):
    """What Scrapy does with a request between the middlewares and the network; its slot."""
    request = Request(url)
    polite.process_request(request)
    downloader = polite.crawler.engine.downloader
    name = request.meta["download_slot"]
    kept = downloader.per_slot_settings[name]
    slot = downloader.slots.setdefault(name, Slot(kept["concurrency"], kept["delay"], kept["jitter"]))
    polite.throttle(request, polite.crawler.spider)
    return request, slot


def test_the_throttle_may_slow_a_host_down_and_never_below_its_own_delay(polite):
    polite.slow_down("example.org", 30.0)
    request, slot = enter_slot(polite, "https://example.org/1")
    assert request.meta["autothrottle_dont_adjust_delay"] is False
    assert (slot.concurrency, slot.delay, slot.jitter) == (1, 30.0, 0.0)
    slot.delay = 5.0  # as the throttle does, whose least delay is that of the crawl
    enter_slot(polite, "https://example.org/2")
    assert slot.delay == 30.0
    slot.delay = 60.0
    enter_slot(polite, "https://example.org/3")
    assert slot.delay == 60.0


def test_the_throttle_leaves_demonstrations_alone(polite):
    request, slot = enter_slot(polite, "http://127.0.0.1:8000/1")
    assert request.meta["autothrottle_dont_adjust_delay"] is True
    assert slot.delay < 0.01


def answer_with(polite, status, **headers):
    request, slot = enter_slot(polite, "https://example.org/1")
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    response = Response(request.url, status=status, headers=named)
    asyncio.run(polite.process_response(request, response))
    return slot.lastseen + slot.delay - time.monotonic()


@pytest.mark.parametrize("status", [429, 503])
def test_rest_is_given_for_as_long_as_it_is_asked_for(polite, status):
    assert 599 < answer_with(polite, status, Retry_After="600") <= 602
    # A shorter one that follows does not end it, also when the slot is made anew: without a time it is ten delays.
    assert 599 < answer_with(polite, status) <= 602
    assert polite.backoffs["example.org"].until - datetime.now(UTC) > timedelta(seconds=599)


def test_rest_without_end_is_a_day(polite):
    with pytest.raises(Refused, match="asked for 999999999 s of rest"):
        answer_with(polite, 503, Retry_After="999999999")
    assert polite.backoffs["example.org"].until - datetime.now(UTC) <= timedelta(hours=24, seconds=1)
    with pytest.raises(Refused, match="left alone for this run"):
        enter_slot(polite, "https://example.org/2")


@given(st.text(max_size=60))
def test_no_retry_after_breaks_the_reading(value):
    wait = read_retry_after(value, datetime(2026, 11, 20, tzinfo=UTC))
    assert wait is None or wait >= 0


def test_slots_tell_ports_apart():
    assert name_slot("http://example.org/") == name_slot("https://EXAMPLE.org/b")
    assert name_slot("http://127.0.0.1:1/") != name_slot("http://127.0.0.1:2/")


SOURCE = Source(
    id="a", name="A", home="https://example.org/", rules=SourceRules(id="a", domains=("example.org",))
)


@pytest.fixture
def redirects():
    return CheckedRedirects.from_crawler(
        get_crawler(settings_dict={"REDIRECT_MAX_TIMES": 5, "CRAWL": CrawlSettings()})
    )


def follow(redirects, location, url="https://example.org/a", source=SOURCE, **meta):
    request = Request(url, meta={"source": source, **meta})
    response = Response(url, status=302, headers={"Location": location})
    return redirects.process_response(request, response)


def test_a_redirect_on_the_site_is_followed(redirects):
    assert follow(redirects, "/b").url == "https://example.org/b"
    assert follow(redirects, "https://www.example.org/b").url == "https://www.example.org/b"
    assert (
        follow(redirects, "https://other.test/robots.txt", source=None).url == "https://other.test/robots.txt"
    )


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("/a", Reason.REDIRECT_LOOP),
        ("https://example.org/a#again", Reason.REDIRECT_LOOP),
        ("https://other.test/b", Reason.FORBIDDEN),
        ("https://example.org.other.test/", Reason.FORBIDDEN),
        ("http://127.0.0.2/", Reason.FORBIDDEN),
        ("http://2130706433/", Reason.FORBIDDEN),
        ("http://[::1", Reason.HTTP_STATUS),
    ],
)
def test_a_redirect_that_is_not_followed_has_a_reason(redirects, location, reason):
    with pytest.raises(Refused) as refused:
        follow(redirects, location)
    assert refused.value.reason is reason


def test_redirects_in_a_circle_and_without_an_end_stop(redirects):
    with pytest.raises(Refused, match="circle of 3"):
        follow(
            redirects,
            "/1",
            url="https://example.org/3",
            redirect_urls=["https://example.org/1", "https://example.org/2"],
        )
    with pytest.raises(Refused, match="more than 5") as refused:
        follow(redirects, "/7", url="https://example.org/6", redirect_times=5, redirect_ttl=0)
    assert refused.value.reason is Reason.REDIRECT_LOOP


@pytest.mark.parametrize("location", ["file:///etc/passwd", "data:text/html,x", "ftp://example.org/"])
def test_a_redirect_to_another_scheme_is_handed_on_as_it_is(redirects, location):
    assert follow(redirects, location).status == 302


def test_a_page_that_refreshes_itself_is_no_redirect(redirects):
    page = HtmlResponse(
        "https://example.org/a", body=b'<meta http-equiv="refresh" content="0;url=http://127.0.0.1/">'
    )
    assert redirects.process_response(Request(page.url, meta={"source": SOURCE}), page) is page
