"""Who follows fewer redirects than RFC 9309 asks for may not take a robots.txt behind them for none."""

from __future__ import annotations

from pathlib import Path

from tests.support.crawling import run_crawl, write_config, write_feed, write_source, write_story
from tests.support.raw_site import RawSite, respond


def test_a_robots_txt_behind_redirects_that_are_not_followed_forbids(tmp_path: Path) -> None:
    with RawSite() as site:
        site.pages = {
            "/robots.txt": respond("", 301, Location="/moved"),
            "/moved": respond("User-agent: *\nDisallow: /a/secret\n", kind="text/plain"),
            "/feed": respond(write_feed("/a/secret/1")),
            "/a/secret/1": respond(write_story("Secret")),
        }
        config = write_config(tmp_path / "config", {"test": write_source(site.url)})
        settings = (config / "crawl.toml").read_text()
        (config / "crawl.toml").write_text(settings.replace("[limits]", "redirect_max = 0\n[limits]"))
        crawl = run_crawl(config, tmp_path / "out")
    assert crawl.code == 3
    assert site.paths() == ["/robots.txt"]
    assert "robots.txt: more than 0 redirects" in crawl.errors
