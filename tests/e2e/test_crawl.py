"""The crawl of the demo web, on its first and on its second day."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.state import SourceRun, open_state, state_url
from crawler.store import open_store, read_warc
from tests.support.crawling import (
    REPOSITORY,
    Crawl,
    run_crawl,
    write_config,
    write_feed,
    write_source,
    write_story,
)
from tests.support.raw_site import Asked, RawSite, respond
from tests.web.expected import ExpectedArticle, ExpectedPage, find_differences
from tests.web.server import SeenRequest, start_web


@dataclass(frozen=True)
class TwoDays:
    """Two crawls of the demo web, with what was asked for and what was to be expected on each day."""

    crawls: tuple[Crawl, Crawl]
    asked: tuple[list[SeenRequest], list[SeenRequest]]
    expected: tuple[tuple[ExpectedPage, ...], tuple[ExpectedPage, ...]]
    articles: tuple[dict[str, dict[str, Any]], dict[str, dict[str, Any]]]
    rejected: dict[str, dict[str, str]]


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TwoDays]:
    folder = tmp_path_factory.mktemp("demo")
    with start_web() as web:
        config = web.write_config(folder / "config")
        first = run_crawl(config, folder / "out")
        articles, rejected, expected = first.articles(), first.rejected(), web.expected()
        count = len(web.requests)
        web.advance()
        second = run_crawl(config, folder / "out")
        yield TwoDays(
            (first, second),
            (web.requests[:count], web.requests[count:]),
            (expected, web.expected()),
            (articles, second.articles()),
            rejected,
        )


def test_every_story_is_stored_and_every_trap_has_its_reason(days: TwoDays) -> None:
    assert days.crawls[0].code == 0, days.crawls[0].errors
    for page in days.expected[0]:
        if page.articles:
            assert page.url in days.articles[0]
        elif page.reason in ("http_status", "forbidden", "redirect_loop", "empty"):
            assert days.rejected[page.url]["reason"] == page.reason
        elif page.reason:
            assert page.url in days.rejected
    report = days.crawls[0].report
    assert report["problems"] == []


def test_articles_come_out_as_they_were_written(days: TwoDays) -> None:
    wrong = {}
    for page in days.expected[1]:
        for part, article in enumerate(page.articles, start=1):
            stored = find_article(days.crawls[1].out, page.url, part)
            wanted = {f.name: getattr(article, f.name) for f in fields(ExpectedArticle)}
            if differences := find_differences(wanted, stored):
                wrong[f"{page.url} {part}"] = differences
    assert wrong == {}


def find_article(out: Path, url: str, part: int) -> dict[str, Any]:
    rows = (json.loads(path.read_text()) for path in out.glob("text/**/*.json"))
    return next(
        (row for row in rows if row["url"] == url and row["part"] == part),
        {f.name: None for f in fields(ExpectedArticle)},
    )


def test_nothing_forbidden_and_nothing_private_was_asked_for(days: TwoDays) -> None:
    for asked in days.asked:
        assert {request.host.rpartition(":")[0] for request in asked} == {"127.0.0.1"}
        assert not [
            request for request in asked if request.path.startswith(("/drafts/", "/chhapai/", "/panel/"))
        ]


def test_the_second_crawl_fetches_only_what_is_new_or_changed(days: TwoDays) -> None:
    new = {page.url for page in days.expected[1]} - {page.url for page in days.expected[0]}
    before = {page.url: page.articles for page in days.expected[0]}
    changed = {page.url for page in days.expected[1] if before.get(page.url, page.articles) != page.articles}
    assert new
    assert changed
    stored = {
        url
        for url, article in days.articles[1].items()
        if article["version"] != days.articles[0].get(url, {}).get("version")
    }
    assert stored == new | changed
    second = days.crawls[1].total
    assert second["articles"] == len(new | changed)
    stories = {page.url for page in days.expected[1] if page.articles}
    fetched = {f"http://{request.host}{request.path}" for request in days.asked[1] if request.status == 200}
    assert fetched & stories == new | changed
    assert second["updated"] == len(changed)
    assert f"{len(new)} new articles and {len(changed)} changed ones" in days.crawls[1].line


def test_the_reports_account_for_every_address(days: TwoDays) -> None:
    for crawl in days.crawls:
        report = crawl.report if crawl is days.crawls[1] else None
        for row in report["sources"] if report else ():  # type: ignore[attr-defined]
            assert row["failed"] == []
            # An article may share its page with another one.
            assert row["found"] <= row["unchanged"] + row["articles"] + sum(row["rejected"].values())


def test_every_version_of_a_page_is_in_the_archive(days: TwoDays) -> None:
    store = open_store(str(days.crawls[1].out))
    archived: list[str] = []
    for info in store.iter_keys("raw/"):
        with store.open_read(info.key) as stream:
            archived += [page.url or "" for page in read_warc(stream)]
    stories = [page.url for page in days.expected[0] if page.articles]
    assert set(stories) <= set(archived)
    counts = [archived.count(url) for url in stories]
    assert sorted(counts) == [1] * (len(stories) - 1) + [2]


def run_scrapy(config: Path, out: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("scrapy")), "crawl", "news"]
    for argument in (f"out={out}", f"config={config}", *arguments):
        command += ["-a", argument]
    return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def two_sites() -> Iterator[dict[str, RawSite]]:
    with RawSite() as one, RawSite() as two:
        for site in (one, two):
            dates = {number: f"2026-11-{10 + number}T10:00:00+05:00" for number in range(5)}
            items = "".join(
                f"<item><title>Story {n}</title><link>/a/{n}</link><pubDate>{date}</pubDate></item>"
                for n, date in dates.items()
            )
            site.pages = {
                "/robots.txt": respond("", 404),
                "/feed": respond(f'<rss version="2.0"><channel>{items}</channel></rss>'),
                **{f"/a/{n}": respond(write_story(f"Village {n} of {site.port}")) for n in dates},
            }
        yield {"one": one, "two": two}


def write_two(folder: Path, sites: dict[str, RawSite]) -> Path:
    return write_config(folder / "config", {name: write_source(site.url) for name, site in sites.items()})


def test_scrapy_runs_the_same_crawl(tmp_path: Path, two_sites: dict[str, RawSite]) -> None:
    config = write_two(tmp_path, two_sites)
    result = run_scrapy(config, tmp_path / "out", "sources=two", "limit=2")
    assert result.returncode == 0, result.stderr
    crawl = Crawl(0, "", tmp_path / "out")
    assert crawl.total["articles"] == 2
    assert two_sites["one"].asked == []
    assert "Overridden settings" not in result.stderr


def test_sources_can_be_named_and_wrong_names_are_refused(
    tmp_path: Path, two_sites: dict[str, RawSite]
) -> None:
    config = write_two(tmp_path, two_sites)
    crawl = run_crawl(config, tmp_path / "out", "one")
    assert crawl.total["articles"] == 5
    assert two_sites["two"].asked == []
    wrong = run_crawl(config, tmp_path / "out", "onne")
    assert wrong.code == 2
    assert "did you mean one?" in wrong.errors


def test_a_limit_is_shared_and_the_newest_come_first(tmp_path: Path, two_sites: dict[str, RawSite]) -> None:
    config = write_two(tmp_path, two_sites)
    run_crawl(config, tmp_path / "out", "--limit", "4")
    for site in two_sites.values():
        assert [path for path in site.paths() if "/a/" in path] == ["/a/4", "/a/3"]
        site.asked.clear()
    crawl = run_crawl(config, tmp_path / "out")
    assert crawl.total["articles"] == 6
    for site in two_sites.values():
        assert sorted(path for path in site.paths() if "/a/" in path) == ["/a/0", "/a/1", "/a/2"]


def test_days_can_be_chosen(tmp_path: Path, two_sites: dict[str, RawSite]) -> None:
    config = write_two(tmp_path, two_sites)
    crawl = run_crawl(config, tmp_path / "out", "one", "--since", "2026-11-11", "--until", "2026-11-12")
    assert crawl.total["articles"] == 2
    assert sorted(path for path in two_sites["one"].paths() if "/a/" in path) == ["/a/1", "/a/2"]
    assert run_crawl(config, tmp_path / "out", "--since", "soon").code == 2


def test_a_source_that_fails_is_named_and_the_others_are_crawled(
    tmp_path: Path, two_sites: dict[str, RawSite]
) -> None:
    two_sites["one"].pages["/feed"] = respond("<!DOCTYPE html><html><body>Sorry</body></html>")
    crawl = run_crawl(write_two(tmp_path, two_sites), tmp_path / "out")
    assert crawl.code == 3
    assert f"khyber: one: feed {two_sites['one'].url}/feed: HTML instead of a feed" in crawl.errors
    assert len(crawl.articles()) == 5


def test_a_page_of_the_same_bytes_is_unchanged_whatever_its_server_says(tmp_path: Path) -> None:
    with RawSite() as site:
        site.pages = {
            "/robots.txt": respond("", 404),
            "/feed": respond(write_feed("/a/1")),
            "/a/1": respond(write_story("Same")),
        }
        config = write_config(tmp_path / "config", {"test": write_source(site.url)}, recent_hours=8000)
        run_crawl(config, tmp_path / "out")
        again = run_crawl(config, tmp_path / "out")
    assert site.paths().count("/a/1") == 2
    assert (again.total["unchanged"], again.total["articles"]) == (1, 0)
    assert len(list((tmp_path / "out").glob("raw/**/*.warc.gz"))) == 1


def test_a_story_is_asked_for_again_when_some_of_its_age_has_passed(tmp_path: Path) -> None:
    hours = {1: 0, 2: 12, 3: 100}
    dates = {n: datetime.now(UTC) - timedelta(hours=age) for n, age in hours.items()}
    items = "".join(
        f"<item><title>Story {n}</title><link>/a/{n}</link><pubDate>{date.isoformat()}</pubDate></item>"
        for n, date in dates.items()
    )
    with RawSite() as site:
        site.pages = {"/feed": respond(f'<rss version="2.0"><channel>{items}</channel></rss>')}
        site.pages |= {f"/a/{n}": respond(write_story(f"Village {n}")) for n in hours}
        source = {"test": write_source(site.url)}
        config = write_config(tmp_path / "config", source, recent_hours=48, backoff=0.5)
        asked = []
        for _ in range(2):
            crawl = run_crawl(config, tmp_path / "out")
            assert crawl.code == 0, crawl.errors
            asked.append(sorted(path for path in site.paths() if path.startswith("/a/")))
            site.asked.clear()
        write_config(tmp_path / "config", source, recent_hours=48, backoff=0)
        run_crawl(config, tmp_path / "out")
        asked.append(sorted(path for path in site.paths() if path.startswith("/a/")))
    assert asked == [["/a/1", "/a/2", "/a/3"], ["/a/1"], ["/a/1", "/a/2"]]


def test_an_unchanged_feed_does_not_hide_what_was_left(tmp_path: Path) -> None:
    def feed(asked: Asked) -> Any:
        if asked.headers.get("if-none-match") == '"1"':
            return respond(b"", 304)
        return respond(write_feed("/a/1", "/a/2"), ETag='"1"')

    with RawSite() as site:
        site.pages = {"/robots.txt": respond("", 404), "/feed": feed}
        site.pages |= {f"/a/{n}": respond(write_story(f"Village {n}")) for n in (1, 2)}
        config = write_config(tmp_path / "config", {"test": write_source(site.url)}, recent_hours=0)
        run_crawl(config, tmp_path / "out", "--limit", "1")
        crawl = run_crawl(config, tmp_path / "out")
        assert crawl.total["articles"] == 1
        run_crawl(config, tmp_path / "out")
    assert "if-none-match" in site.asked[-1].headers
    assert len(crawl.articles()) == 2


def test_the_same_words_under_two_addresses_are_one_story_and_its_copy(tmp_path: Path) -> None:
    with RawSite() as site:
        site.pages = {
            "/robots.txt": respond("", 404),
            "/feed": respond(write_feed("/a/1", "/a/2")),
            "/a/1": respond(write_story("Same")),
            "/a/2": respond(write_story("Same")),
        }
        config = write_config(tmp_path / "config", {"test": write_source(site.url)})
        crawl = run_crawl(config, tmp_path / "out")
    one, two = (crawl.articles()[f"{site.url}/a/{n}"] for n in (1, 2))
    assert one["cluster"] is None
    assert two["cluster"] == {"id": one["id"], "role": "copy", "of": one["id"], "similarity": 1.0}


def test_it_crawls_into_a_bucket(tmp_path: Path, s3_url: str, two_sites: dict[str, RawSite]) -> None:
    sources = {name: write_source(site.url) for name, site in two_sites.items()}
    state = f'[store]\nstate = "sqlite:///{tmp_path}/state.sqlite"'
    config = write_config(tmp_path / "config", sources, more=state)
    crawl = run_crawl(config, s3_url)  # type: ignore[arg-type]
    assert crawl.code == 0, crawl.errors
    keys = [info.key for info in open_store(s3_url).iter_keys("")]
    for kind, count in (("text/", 20), ("raw/", 2), ("articles/", 10), ("runs/", 3)):
        assert len([key for key in keys if key.startswith(kind)]) == count
    secret = os.environ["AWS_SECRET_ACCESS_KEY"]
    assert secret not in crawl.errors


def test_a_source_that_brings_less_than_it_used_to_is_named(
    tmp_path: Path, two_sites: dict[str, RawSite]
) -> None:
    config, now = write_two(tmp_path, two_sites), datetime.now(UTC)
    week = [
        SourceRun(f"earlier-{day}", name, now - timedelta(days=day), count, 700 * count, {"title": count})
        for day in range(1, 8)
        for name, count in (("one", 12), ("two", 5))
    ]
    with open_state(state_url(str(tmp_path / "out"))) as state:
        state.history.save(week)
    part = run_crawl(config, tmp_path / "out", "--limit", "4")
    assert part.line.count("\n") == 1
    assert (
        ": 4 new articles and 0 changed ones from 2 of 2 sources, 0 pages unchanged, 0 rejected, "
        in part.line
    )
    assert part.code == 0, part.errors
    crawl = run_crawl(config, tmp_path / "out")
    assert crawl.code == 3
    assert (
        "khyber: one: article count: 5 new articles in 24 hours, less than half of the usual 12"
        in crawl.errors
    )
    assert "khyber: two:" not in crawl.errors
    assert "exit code 3; one: article count: 5 new" in crawl.line
    assert [row["source"] for row in crawl.report["sources"] if row["failed"]] == ["one"]  # type: ignore[attr-defined]
