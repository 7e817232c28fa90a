"""A challenge is reported and left alone, whatever status it comes with."""

from __future__ import annotations

from pathlib import Path

from tests.support.crawling import run_crawl, write_config, write_feed, write_source, write_story
from tests.support.raw_site import RawSite, respond

CHALLENGE = (
    "<html><head><title>One moment, please...</title></head><body><script>window._cf_chl_opt = {};</script>"
    "<form id='wsidchk-form'>Your request is being verified.</form></body></html>"
)


def test_a_challenge_with_status_200_is_reported_once_and_not_asked_again(tmp_path: Path) -> None:
    with RawSite() as site:
        site.pages = {
            "/robots.txt": respond("", 404),
            "/feed": respond(write_feed("/a/1", "/a/2")),
            "/a/1": respond(CHALLENGE),
            "/a/2": respond(write_story("Open")),
        }
        config = write_config(tmp_path / "config", {"test": write_source(site.url)}, retries=2)
        crawl = run_crawl(config, tmp_path / "out")
    assert site.paths().count("/a/1") == 1
    assert len({asked.headers["user-agent"] for asked in site.asked}) == 1
    assert set(crawl.articles()) == {f"{site.url}/a/2"}
    row = crawl.rejected()[f"{site.url}/a/1"]
    assert (row["reason"], row["stage"]) == ("blocked", "fetch")
    assert "a challenge instead of the page" in row["detail"]
    assert crawl.total["rejected"] == {"blocked": 1}
