"""A crawl enters the intranet that its configuration names, and nothing else, however an address is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy import Request
from scrapy.utils.test import get_crawler

from cleaners.model import Reason
from crawler.config import CrawlSettings
from crawler.config.private_hosts import PrivateHosts, check_private_host, unwrap
from crawler.middlewares.addresses import AddressGuard, Admitted, is_public, read_literal
from crawler.middlewares.refused import Refused

ENTRIES = ("news.corp.example", "10.1.0.0/16", "192.168.7.9", "fd12:3456::/32", "100.64.0.0/10")
HOSTS = PrivateHosts.read(ENTRIES)
ADMITTED = Admitted(private=HOSTS)


@pytest.mark.parametrize("entry", ENTRIES)
def test_hosts_addresses_and_networks_may_be_named(entry: str) -> None:
    assert check_private_host(entry) == entry


@pytest.mark.parametrize(
    "host",
    [
        "10.1.2.3", "10.1.515", "167838211", "0x0a010203", "0xa.1.2.3", "012.1.2.3", "::ffff:10.1.2.3",
        "64:ff9b::a01:203", "192.168.7.9", "fd12:3456::9", "100.64.1.1",
    ],
)  # fmt: skip
def test_an_address_of_a_named_network_is_let_through_in_every_form(host: str) -> None:
    address = read_literal(host)
    assert address is not None
    assert ADMITTED.admit(host, address)


@pytest.mark.parametrize(
    "host",
    [
        "10.2.0.1", "10.2", "167903233", "0x0a020001", "192.168.7.8", "127.0.0.1", "2130706433", "0x7f.1", "0",
        "169.254.169.254", "2852039166", "0xa9fea9fe", "::ffff:169.254.169.254", "fd00:ec2::254", "fd20:ce::254",
        "100.100.100.200", "1684301000", "::ffff:100.100.100.200", "::1", "fe80::1", "::ffff:10.2.0.1",
        "172.16.0.1", "224.0.0.1", "255.255.255.255",
    ],
)  # fmt: skip
def test_no_other_private_address_is(host: str) -> None:
    address = read_literal(host)
    assert address is not None
    assert not ADMITTED.admit(host, address)


@pytest.mark.parametrize(
    ("name", "address", "admitted"),
    [
        ("news.corp.example", "10.9.9.9", True),
        ("NEWS.corp.example.", "192.168.1.1", True),
        ("news.corp.example", "::ffff:10.9.9.9", True),
        ("news.corp.example", "127.0.0.1", False),
        ("news.corp.example", "::1", False),
        ("news.corp.example", "169.254.169.254", False),
        ("news.corp.example", "::ffff:169.254.169.254", False),
        ("news.corp.example", "fd00:ec2::254", False),
        ("news.corp.example", "100.100.100.200", False),
        ("news.corp.example", "8.8.8.8", True),
        ("mail.news.corp.example", "10.1.2.3", False),
        ("corp.example", "10.1.2.3", False),
        ("attacker.example", "10.1.2.3", False),
        ("attacker.example", "192.168.7.9", False),
    ],
)
def test_only_a_named_name_may_resolve_to_a_private_address(name: str, address: str, admitted: bool) -> None:
    assert ADMITTED.admit(name, address) is admitted


@given(st.ip_addresses(), st.sampled_from((None, "news.corp.example", "attacker.example")))
def test_what_is_admitted_is_of_an_intranet_and_named(ip: object, name: str | None) -> None:
    if HOSTS.admit(name, str(ip)):
        inner = unwrap(str(ip))
        assert not is_public(str(ip))
        assert not any((inner.is_loopback, inner.is_link_local, inner.is_multicast, inner.is_unspecified))
        assert name != "attacker.example"


@given(st.text(max_size=30))
def test_an_entry_is_refused_or_names_something(entry: str) -> None:
    try:
        check_private_host(entry)
    except ValueError:
        return
    hosts = PrivateHosts.read((entry,))
    assert hosts.names or hosts.networks


def ask(url: str, *came_from: str) -> None:
    settings = CrawlSettings(allow_hosts=("127.0.0.9",), allow_private_hosts=ENTRIES)
    guard = AddressGuard.from_crawler(get_crawler(settings_dict={"CRAWL": settings}))
    guard._require_resolver = lambda: None  # type: ignore[assignment, method-assign, return-value]  # no reactor runs here
    guard.process_request(Request(url, meta={"redirect_urls": list(came_from)} if came_from else {}))


@pytest.mark.parametrize(
    "came_from",
    [(), ("http://news.corp.example/a",), ("http://10.1.0.9/", "http://news.corp.example/b")],
)
@pytest.mark.parametrize(
    "url", ["http://news.corp.example/1", "http://10.1.2.3/1", "http://[fd12:3456::1]/1"]
)
def test_a_private_host_is_asked_and_may_redirect_to_another(url: str, came_from: tuple[str, ...]) -> None:
    ask(url, *came_from)


@pytest.mark.parametrize(
    "url", ["http://news.corp.example/", "http://10.1.2.3/", "http://167838211/", "http://127.0.0.9/"]
)
def test_no_redirect_of_the_internet_leads_into_the_intranet(url: str) -> None:
    with pytest.raises(Refused, match="redirects from the internet to the private host") as refused:
        ask(url, "https://attacker.example/robots.txt")
    assert refused.value.reason is Reason.FORBIDDEN
    with pytest.raises(Refused):
        ask(url, "http://news.corp.example/", "https://attacker.example/")


@pytest.mark.parametrize("url", ["http://169.254.169.254/latest", "http://127.0.0.1/", "http://10.2.0.1/"])
def test_a_private_host_cannot_redirect_to_what_is_not_named(url: str) -> None:
    with pytest.raises(Refused, match="not an address of the public internet"):
        ask(url, "http://news.corp.example/")


def test_a_private_host_is_asked_as_politely_as_any() -> None:
    settings = CrawlSettings(allow_private_hosts=ENTRIES)
    assert settings.delay_for("news.corp.example") == settings.delay_for("example.org") >= 2
