"""Rows 35 to 66 of the list of network faults, each played to a real crawl over HTTP.

Every address that goes in comes out once: as an article, or counted under its reason.
"""

from __future__ import annotations

import json
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.hostile.documents import make_documents
from tests.hostile.measure import measure_crawl
from tests.hostile.server import CASES, EXTRA, make_ready
from tests.support.crawling import Crawl, run_crawl, write_config, write_feed, write_source, write_story
from tests.support.raw_site import RawSite, Reply, respond

MAX_MIB = 300

DOCUMENTS = make_documents("http://127.0.0.2:1")


@dataclass(frozen=True, slots=True)
class Played:
    """A crawl that is over, the site that it asked, and what it took."""

    crawl: Crawl
    site: RawSite
    mebibytes: float
    rejected: dict[str, dict[str, str]] = field(default_factory=dict)


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """One crawl of a feed that names every hostile article."""
    folder = tmp_path_factory.mktemp("articles")
    with RawSite() as site:
        site.pages = {
            "/robots.txt": respond("", 404),
            "/feed": respond(write_feed(*(f"/a/{name}" for name in sorted(CASES)))),
            **{f"/a/{name}": make_ready(case.reply) for name, case in CASES.items()},
            **EXTRA,
        }
        config = write_config(folder / "config", {"test": write_source(site.url)}, timeout=3)
        crawl, mebibytes = measure_crawl(config, folder / "out")
        return Played(crawl, site, mebibytes, crawl.rejected())


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_row_of_an_article(articles: Played, name: str) -> None:
    row = articles.rejected.get(f"{articles.site.url}/a/{name}")
    if CASES[name].reason is None:
        assert row is None
        assert f"{articles.site.url}/a/{name}" in articles.crawl.articles()
    else:
        assert row is not None
        assert row["reason"] == CASES[name].reason, row
        assert row["detail"]


@pytest.mark.slow
def test_every_address_in_comes_out_once(articles: Played) -> None:
    total = articles.crawl.total
    rejected = total["rejected"]
    assert isinstance(rejected, dict)
    assert articles.crawl.code == 0, articles.crawl.errors
    assert total["found"] == len(CASES)
    assert sum(rejected.values()) == len([case for case in CASES.values() if case.reason])
    assert total["found"] == total["articles"] + sum(rejected.values())
    assert total["failed"] == []
    lines = [
        json.loads(line)["url"]
        for path in articles.crawl.out.glob("rejected/*.jsonl")
        for line in path.read_text().splitlines()
    ]
    out = Counter([*lines, *articles.crawl.articles()])
    assert out == Counter(f"{articles.site.url}/a/{name}" for name in CASES)


@pytest.mark.slow
def test_memory_stays_bounded(articles: Played, documents: Named) -> None:
    assert articles.mebibytes < MAX_MIB
    assert documents.mebibytes < MAX_MIB


@pytest.mark.slow
def test_nothing_is_read_beyond_its_limit(articles: Played) -> None:
    # Of three answers without an end: the limit of a body, and what the system buffers meanwhile.
    assert articles.site.sent < 40 * 1024 * 1024


@pytest.mark.slow
def test_no_cookie_comes_back_and_both_lengths_are_noted(articles: Played) -> None:
    assert not any("cookie" in asked.headers for asked in articles.site.asked)
    assert "44-length-and-chunks': both Transfer-Encoding and Content-Length" in articles.crawl.errors


@pytest.mark.slow
def test_no_password_of_a_redirect_is_written_anywhere(articles: Played) -> None:
    files = [path for path in articles.crawl.out.rglob("*") if path.is_file()]
    assert not [path for path in files if b"secret" in path.read_bytes()]
    assert "secret" not in articles.crawl.errors


@dataclass(frozen=True, slots=True)
class Named:
    """A crawl of hostile documents that is over: each on a site of its own, `private` a server not to be asked."""

    crawl: Crawl
    sites: dict[str, RawSite]
    private: RawSite
    mebibytes: float


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Named:
    """One crawl of a source for every hostile document."""
    folder = tmp_path_factory.mktemp("documents")
    with ExitStack() as stack:
        private = stack.enter_context(RawSite(host="127.0.0.2"))
        served = make_documents(private.url)
        sites = {name: stack.enter_context(RawSite()) for name in served}
        sources = {}
        for name, document in served.items():
            below: dict[str, Reply] = {path: respond(write_story(path)) for path in document.asked}
            reply = make_ready(document.reply)
            below |= {f"/map{path}": reply for path in ("", "1", "2", "11", "12", "21", "22", "111")}
            sites[name].pages = {"/robots.txt": respond("", 404), **below}
            text = write_source(sites[name].url).replace("/feed", "/map").replace("feeds", document.key)
            sources[f"r{name}"] = text
        crawl, mebibytes = measure_crawl(write_config(folder / "config", sources, timeout=9), folder / "out")
        return Named(crawl, sites, private, mebibytes)


@pytest.mark.slow
@pytest.mark.parametrize("name", DOCUMENTS)
def test_row_of_a_document(documents: Named, name: str) -> None:
    expected, source = DOCUMENTS[name], f"r{name}"
    rows, problems = documents.crawl.report["sources"], documents.crawl.report["problems"]
    assert isinstance(rows, list)
    assert isinstance(problems, list)
    row = next(row for row in rows if row["source"] == source)
    notes = [line for line in problems if line.startswith(f"{source}: ")]
    assert {path for path in documents.sites[name].paths() if path.startswith("/a/")} == expected.asked
    assert row["articles"] == len(expected.asked)
    assert [(expected.failed or "nothing") in line for line in row["failed"]] == [True] * bool(
        expected.failed
    )
    assert {(expected.noted or "nothing") in line for line in notes} == {True} - {expected.noted is None}, (
        notes
    )


@pytest.mark.slow
def test_every_address_that_the_documents_name_comes_out_once(documents: Named) -> None:
    crawl = documents.crawl
    asked = [site.url + path for site in documents.sites.values() for path in site.paths() if "/a/" in path]
    assert Counter(asked) == Counter([*crawl.articles(), *crawl.rejected()])
    assert crawl.total["found"] == len(asked)


@pytest.mark.slow
def test_nothing_leads_to_a_private_server(documents: Named) -> None:
    assert documents.private.asked == []


@pytest.mark.slow
def test_an_index_that_grows_is_followed_to_its_third_level(documents: Named) -> None:
    paths = documents.sites["65-growing-index"].paths()
    assert sorted(paths) == ["/map", "/map1", "/map11", "/map12", "/map2", "/map21", "/map22", "/robots.txt"]


def test_what_failed_is_asked_for_again_and_what_is_dead_or_known_is_not(tmp_path: Path) -> None:
    names = "42-cut-body", "gone", "good"
    with RawSite() as site:
        site.pages = {
            "/robots.txt": respond("", 404),
            "/feed": respond(write_feed(*(f"/a/{name}" for name in names))),
            "/a/good": respond(write_story("Somewhere")),
            "/a/42-cut-body": CASES["42-cut-body"].reply,
        }
        config = write_config(tmp_path / "config", {"test": write_source(site.url)}, recent_hours=0)
        run_crawl(config, tmp_path / "out")
        site.asked.clear()
        site.pages["/a/42-cut-body"] = respond(write_story("Elsewhere"))
        again = run_crawl(config, tmp_path / "out")
    assert [path for path in site.paths() if path.startswith("/a/")] == ["/a/42-cut-body"]
    assert again.total["articles"] == 1
    assert again.total["found"] == 1  # its feed has not changed: only what was left is looked at
