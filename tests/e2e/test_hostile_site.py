"""One crawl of a site where nearly everything goes wrong: every address in has its one outcome out."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from tests.support.crawling import Crawl, run_crawl, write_config, write_feed, write_source, write_story
from tests.support.raw_site import Answer, RawSite, respond

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n"
STORY = write_story("Nowhere").encode()
PACKED = gzip.compress(STORY)


def packed(body: bytes, encoding: str = "gzip") -> Answer:
    length = b"Content-Length: %d\r\nContent-Encoding: %s\r\n\r\n" % (len(body), encoding.encode())
    return Answer(HEAD + length + body)


def redirect(target: str) -> Answer:
    return respond(b"", 302, Location=target)


# Path, answer, reason. Good pages stand between the bad ones, since a host that only fails is left alone.
CASES: dict[str, tuple[Answer, str]] = {
    "10-not-found": (respond("gone", 404), "http_status"),
    "11-server-error": (respond("oops", 500), "http_status"),
    "12-no-content": (Answer(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"), "empty"),
    "13-part-of-it": (respond(STORY, 206), "http_status"),
    "14-empty": (respond(b"   "), "empty"),
    "15-challenge": (respond("Just a moment", 403), "blocked"),
    "16-challenge-with-200": (respond("Checking your browser", 200, cf_mitigated="challenge"), "blocked"),
    "17-picture": (respond(b"\x89PNG\r\n", 200, "image/png"), "binary"),
    "18-unasked-304": (Answer(b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n"), "http_status"),
    "20-cut-body": (Answer(HEAD + b"Content-Length: 99999\r\n\r\n" + STORY), "unreachable"),
    "21-cut-chunk": (Answer(HEAD + b"Transfer-Encoding: chunked\r\n\r\nffff\r\n" + STORY), "unreachable"),
    "22-bad-chunk": (Answer(HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nstory"), "unreachable"),
    "23-cut-gzip": (packed(PACKED[:-30]), "unreachable"),
    "24-no-gzip": (packed(STORY), "unreachable"),
    "25-foreign-encoding": (packed(STORY, "foo"), "unreachable"),
    "26-no-length-no-end": (Answer(HEAD + b"\r\n" + STORY[:-20]), "unreachable"),
    "30-bomb": (packed(gzip.compress(bytes(30_000_000))), "too_large"),
    "31-too-large": (Answer(HEAD + b"Content-Length: 20000000\r\n\r\n" + b"x" * 100_000), "too_large"),
    "40-to-itself": (redirect("/a/40-to-itself"), "redirect_loop"),
    "41-circle": (redirect("/b/1"), "redirect_loop"),
    "42-without-end": (redirect("/c/1"), "redirect_loop"),
    "43-private": (redirect("http://127.0.0.2/"), "forbidden"),
    "44-private-decimal": (redirect("http://2130706434/"), "forbidden"),
    "45-private-mapped": (redirect("http://[::ffff:10.0.0.1]/"), "forbidden"),
    "46-metadata": (redirect("http://169.254.169.254/latest/meta-data/"), "forbidden"),
    "47-file": (redirect("file:///etc/passwd"), "http_status"),
    "48-elsewhere": (redirect("http://example.org/"), "forbidden"),
    "49-no-address": (redirect("http://[::1"), "http_status"),
    "50-garbage": (Answer(b"\x00\x01\x02 no http at all\r\n\r\n"), "unreachable"),
    "51-reset": (Answer(HEAD, reset=True), "unreachable"),
    "52-hang": (Answer(HEAD, wait=9), "unreachable"),
    "53-slow-head": (Answer(HEAD + STORY, drip=0.2), "unreachable"),
    "54-two-lengths": (Answer(HEAD + b"Content-Length: 5\r\nContent-Length: 9\r\n\r\nstory"), "unreachable"),
    "60-secret/page": (respond(STORY), "forbidden"),
}


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Crawl, RawSite]:
    folder: Path = tmp_path_factory.mktemp("hostile")
    with RawSite() as site:
        names = sorted([*CASES, *(f"{number}-good" for number in (19, 29, 39, 49, 59))])
        links = [f"/a/{name}" for name in names]
        hostile_links = (
            "file:///etc/passwd",
            "javascript:alert(1)",
            "http://[::1",
            "http://elsewhere.test/a/1",
        )
        site.pages = {
            "/robots.txt": respond("User-agent: *\nDisallow: /a/60-secret/\n", kind="text/plain"),
            "/feed": respond(write_feed(*hostile_links, *links), kind="application/rss+xml"),
            **{f"/a/{name}": answer for name, (answer, _) in CASES.items()},
            **{f"/a/{name}": respond(write_story(name)) for name in names if name.endswith("good")},
            "/b/1": redirect("/b/2"),
            "/b/2": redirect("/a/41-circle"),
            **{f"/c/{number}": redirect(f"/c/{number + 1}") for number in range(1, 20)},
        }
        config = write_config(folder / "config", {"test": write_source(site.url)}, timeout=2)
        return run_crawl(config, folder / "out"), site


def test_every_address_has_its_one_outcome(crawled: tuple[Crawl, RawSite]) -> None:
    crawl, _ = crawled
    assert crawl.code == 0, crawl.errors
    total = crawl.total
    assert total["found"] == len(CASES) + 5
    assert total["articles"] == 5
    rejected = total["rejected"]
    assert isinstance(rejected, dict)
    assert sum(rejected.values()) == len(CASES)
    assert total["failed"] == []


@pytest.mark.parametrize("name", CASES)
def test_the_outcome_has_the_right_reason(crawled: tuple[Crawl, RawSite], name: str) -> None:
    crawl, site = crawled
    row = crawl.rejected()[f"{site.url}/a/{name}"]
    assert row["reason"] == CASES[name][1], row
    assert row["detail"]
    assert row["title"].startswith("Story")


def test_nothing_forbidden_was_asked_for(crawled: tuple[Crawl, RawSite]) -> None:
    _, site = crawled
    assert not [path for path in site.paths() if "secret" in path]
    assert site.paths()[0] == "/robots.txt"
    assert len([path for path in site.paths() if path.startswith("/c/")]) == 5


def test_what_failed_is_asked_for_again_and_what_is_dead_or_known_is_not(tmp_path: Path) -> None:
    names = "20-cut-body", "10-not-found", "19-good"
    with RawSite() as site:
        site.pages = {
            "/robots.txt": respond("", 404),
            "/feed": respond(write_feed(*(f"/a/{name}" for name in names))),
            "/a/19-good": respond(write_story("Somewhere")),
            "/a/20-cut-body": CASES["20-cut-body"][0],
        }
        config = write_config(tmp_path / "config", {"test": write_source(site.url)}, recent_hours=0)
        run_crawl(config, tmp_path / "out")
        site.asked.clear()
        site.pages["/a/20-cut-body"] = respond(write_story("Elsewhere"))
        again = run_crawl(config, tmp_path / "out")
    assert [path for path in site.paths() if "/a/" in path] == ["/a/20-cut-body"]
    assert again.total["articles"] == 1
    assert again.total["unchanged"] == 2
