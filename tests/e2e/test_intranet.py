"""A site of an intranet is crawled where the configuration names it, and leads nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.crawling import Crawl, write_config, write_feed, write_source, write_story
from tests.support.khyber import run_fresh
from tests.support.raw_site import RawSite, respond

# Stands for the network: a name server of the intranet, and a route from 10.1.2.3 to the server of this test.
INTRANET = """
import socket
resolve, connect = socket.getaddrinfo, socket.socket.connect_ex
names = {"news.corp.test": "10.1.2.3", "turned.corp.test": "169.254.169.254"}
socket.getaddrinfo = lambda host, *rest, **more: resolve(names.get(host, host), *rest, **more)
def route(self, address):
    return connect(self, ("127.0.0.1", address[1]) if address[0] == "10.1.2.3" else address)
socket.socket.connect_ex = route
"""


def crawl_intranet(folder: Path, site: RawSite, allowed: str) -> Crawl:
    home = f"http://news.corp.test:{site.port}"
    domains = f'"corp.test", "10.9.9.9:{site.port}"'
    config = write_config(folder / "config", {"news": write_source(home, domains=domains)})
    settings = (config / "crawl.toml").read_text()
    more = f"delay_seconds = 2\nallow_private_hosts = [{allowed}]\n[limits]"
    (config / "crawl.toml").write_text(settings.replace("[limits]", more))
    options = ("--config", str(config), "--out", str(folder / "out"))
    done = run_fresh("crawl", *options, first=INTRANET)
    return Crawl(done.returncode, done.stderr, folder / "out")


@pytest.fixture
def site():
    with RawSite() as running:
        turned = f"http://turned.corp.test:{running.port}/a/3"
        running.pages = {
            "/robots.txt": respond("", 404),
            "/feed": respond(write_feed("/a/1", "/a/2", turned)),
            "/a/1": respond(write_story("Intranet")),
            "/a/2": respond("", 302, Location=f"http://10.9.9.9:{running.port}/a/2"),
        }
        yield running


def test_a_named_host_is_crawled_and_what_it_leads_to_is_not(tmp_path: Path, site: RawSite) -> None:
    crawl = crawl_intranet(tmp_path, site, '"news.corp.test", "turned.corp.test"')
    home = f"http://news.corp.test:{site.port}"
    assert set(crawl.articles()) == {f"{home}/a/1"}, crawl.errors
    rows = crawl.rejected()
    assert rows[f"{home}/a/2"]["detail"].endswith("10.9.9.9 is not an address of the public internet")
    turned = rows[f"http://turned.corp.test:{site.port}/a/3"]
    assert turned["reason"] == "forbidden"
    assert "169.254.169.254: not an address of the public internet" in turned["detail"]
    assert site.paths() == ["/robots.txt", "/feed", "/a/1", "/a/2"]


def test_a_name_that_is_not_listed_is_not_asked_though_its_address_is(tmp_path: Path, site: RawSite) -> None:
    crawl = crawl_intranet(tmp_path, site, '"10.1.0.0/16"')
    assert crawl.code == 3
    assert site.asked == []
    assert "news.corp.test is 10.1.2.3: not an address of the public internet" in crawl.errors
