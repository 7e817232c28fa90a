"""Rows 67 to 70: whatever robots.txt answers, it is obeyed as RFC 9309 says, and costs little."""

from __future__ import annotations

import gzip
from contextlib import ExitStack

import pytest

from tests.hostile.measure import measure_crawl
from tests.hostile.server import MIB, make_gzip_bomb, stream
from tests.support.crawling import Crawl, write_config, write_feed, write_source, write_story
from tests.support.raw_site import Answer, RawSite, respond

MAX_MIB = 300
RULES = "User-agent: *\nDisallow: /a/secret\n"
EVERYTHING = "User-agent: *\nDisallow: /\n"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n"
LONG = b"# a line of no interest\n" * (MIB // 24)
STARS = "Disallow: /" + "*a" * 200 + "b\n"


def text(body: str | bytes, status: int = 200, **headers: str) -> Answer:
    return respond(body, status, "text/plain", **headers)


def endless(head: bytes = b"") -> Answer:
    """500 MiB: rules, then comments without end."""
    return stream(HEAD + head + b"\r\n" + RULES.encode(), LONG, 500)


# What robots.txt answers, and which of two pages may be asked for then.
BOTH, ONE, NONE = {"/a/1", "/a/secret/1"}, {"/a/1"}, set[str]()
ANSWERS: dict[str, tuple[Answer, set[str]]] = {
    "rules": (text(RULES), ONE),
    "rules-for-us": (text(f"{EVERYTHING}\nUser-agent: Khyber\nDisallow: /a/secret\n"), ONE),
    "rules-forbid-all": (text(EVERYTHING), NONE),
    "rules-in-gzip": (text(gzip.compress(RULES.encode()), Content_Encoding="gzip"), ONE),
    "67-six-megabytes": (text(RULES + "# long\n" * 900_000 + EVERYTHING), ONE),
    "67-500-mb": (endless(), ONE),
    "67-500-mb-announced": (endless(b"Content-Length: 524288000\r\n"), ONE),
    "67-bomb": (text(make_gzip_bomb(2048), Content_Encoding="gzip"), NONE),
    "68-500": (text("", 500), NONE),
    "68-503": (text("", 503), NONE),
    "68-429": (text("", 429), NONE),
    "68-reset": (Answer(b"HTTP/1.1 200", reset=True), NONE),
    "68-hang": (Answer(HEAD, wait=9), NONE),
    "68-cut": (Answer(HEAD + b"Content-Length: 9999\r\n\r\n" + RULES.encode()), NONE),
    "68-private": (text("", 302, Location="http://127.0.0.2/robots.txt"), NONE),
    "69-404-with-rules": (text(EVERYTHING, 404), BOTH),
    "69-403": (text("", 403), BOTH),
    "69-moved": (text("", 301, Location="/moved/4"), ONE),
    "69-moved-too-often": (text("", 301, Location="/moved/5"), BOTH),
    "69-circle": (text("", 301, Location="/robots.txt"), BOTH),
    "70-stars": (text(RULES + STARS), ONE),
}


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Crawl, dict[str, RawSite], float]:
    folder = tmp_path_factory.mktemp("robots")
    with ExitStack() as stack:
        sites = {name: stack.enter_context(RawSite()) for name in ANSWERS}
        for name, site in sites.items():
            site.pages = {
                "/robots.txt": ANSWERS[name][0],
                "/moved/0": text(RULES),
                **{f"/moved/{n}": text("", 301, Location=f"/moved/{n - 1}") for n in range(1, 6)},
                "/feed": respond(write_feed("/a/secret/1", "/a/1")),
                "/a/1": respond(write_story(name)),
                "/a/secret/1": respond(write_story("Secret")),
            }
        sources = {name: write_source(site.url) for name, site in sites.items()}
        crawl, mebibytes = measure_crawl(write_config(folder / "config", sources, timeout=3), folder / "out")
        return crawl, sites, mebibytes


@pytest.mark.parametrize("name", ANSWERS)
def test_row_of_a_robots_txt(crawled: tuple[Crawl, dict[str, RawSite], float], name: str) -> None:
    crawl, sites, _ = crawled
    url, paths, allowed = sites[name].url, sites[name].paths(), ANSWERS[name][1]
    assert paths[0] == "/robots.txt"
    assert paths.count("/robots.txt") == 1
    assert {path for path in paths if path.startswith("/a/")} == allowed
    if allowed == NONE:
        assert "/feed" not in paths
        assert f"khyber: {name}: feed {url}/feed: " in crawl.errors
    if allowed == ONE:
        assert crawl.rejected()[f"{url}/a/secret/1"]["reason"] == "forbidden"


def test_sources_that_could_not_be_asked_are_failures(
    crawled: tuple[Crawl, dict[str, RawSite], float],
) -> None:
    crawl, _, _ = crawled
    sources = crawl.report["sources"]
    assert isinstance(sources, list)
    assert crawl.code == 3
    failed = {row["source"] for row in sources if row["failed"]}
    assert failed == {name for name, (_, allowed) in ANSWERS.items() if allowed == NONE}


def test_of_500_megabytes_hardly_more_is_taken_than_is_read(
    crawled: tuple[Crawl, dict[str, RawSite], float],
) -> None:
    _, sites, mebibytes = crawled
    assert sites["67-500-mb"].sent < 20 * MIB
    assert sites["67-500-mb-announced"].sent < 20 * MIB
    assert mebibytes < MAX_MIB
