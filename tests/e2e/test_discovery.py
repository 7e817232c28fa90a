"""What a crawl finds through JSON feeds, date archives and the beat of a source, and what it leaves alone."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.support.crawling import (
    Crawl,
    run_crawl,
    write_config,
    write_feed,
    write_source,
    write_story,
)
from tests.support.khyber import run_khyber
from tests.support.raw_site import Answer, Asked, RawSite, Reply, respond


def run(verb: str, config: Path, out: Path, *arguments: str) -> Crawl:
    done = run_khyber(verb, *arguments, "--config", str(config), "--out", str(out))
    return Crawl(done.returncode, done.stderr, out)


def run_backfill(config: Path, out: Path, *arguments: str) -> Crawl:
    return run("backfill", config, out, *arguments)


def articles(crawl: Crawl, site: RawSite) -> set[str]:
    return {url.removeprefix(site.url) for url in crawl.articles()}


def test_a_general_source_is_asked_only_for_what_may_concern_the_beat(tmp_path: Path) -> None:
    with RawSite() as site:
        rows = {
            "kabul": ("Council of Kabul meets", ""),
            "dam": ("A dam is planned", "The river comes from Nangarhar."),
            "cup": ("A cup is won", "It rained all day."),
            "nameless": (None, ""),
        }
        items = [
            {"url": f"{site.url}/a/{name}", "content_text": text} | ({"title": title} if title else {})
            for name, (title, text) in rows.items()
        ]
        site.pages["/feed"] = respond(
            json.dumps({"version": "1.1", "items": items}), kind="application/feed+json"
        )
        site.pages |= {f"/a/{name}": respond(write_story(name.title())) for name in rows}
        config = write_config(tmp_path / "config", {"world": write_source(site.url, 'beat = "afpak"\n')})
        crawl = run_crawl(config, tmp_path / "out")
        assert crawl.code == 0, crawl.errors
        assert articles(crawl, site) == {"/a/kabul"}
        assert "/a/cup" not in site.paths()
        rejected = {url.removeprefix(site.url): row for url, row in crawl.rejected().items()}
        assert {path: row["reason"] for path, row in rejected.items()} == dict.fromkeys(
            ("/a/dam", "/a/nameless"), "off_beat"
        )
        assert "the beat afpak begins at 0.55" in rejected["/a/dam"]["detail"]
        assert (crawl.total["found"], crawl.total["off_beat"], crawl.total["rejected"]) == (
            4,
            1,
            {"off_beat": 2},
        )
        # What was left out is in the archive, and comes back when all of it is wanted.
        rules = config / "cleaning.toml"
        rules.write_text("keep_off_beat = true\n" + rules.read_text())
        raw = str(next(crawl.out.glob("raw/world/*")))
        again = run("clean", config, tmp_path / "again", raw, "--source", "world")
        assert again.code == 0, again.errors
        assert articles(again, site) == {"/a/kabul", "/a/dam", "/a/nameless"}


def test_pages_that_fall_short_of_the_text_in_their_feed_are_told_and_not_replaced(tmp_path: Path) -> None:
    with RawSite() as site:
        whole = "The council said that the dam and the road of the district would be built. " * 40
        names = {"teaser": range(4), "blocked": range(3), "whole": range(2), "summary": range(3)}
        paths = [f"/a/{name}-{number}" for name, numbers in names.items() for number in numbers]
        items = "".join(
            f"<item><title>{path}</title><link>{path}</link>"
            f"<description>{whole[:500] if 'summary' in path else whole}</description></item>"
            for path in paths
        )
        site.pages["/feed"] = respond(f'<rss version="2.0"><channel>{items}</channel></rss>', kind="text/xml")
        story = write_story("Dam")
        for path in paths:
            body = story.replace("</article>", f"<p>{whole}</p></article>") if "whole" in path else story
            site.pages[path] = respond(body.replace("Dam", path), 403 if "blocked" in path else 200)
        config = write_config(tmp_path / "config", {"hills": write_source(site.url)})
        crawl = run_crawl(config, tmp_path / "out")
        assert crawl.code == 0, crawl.errors
        assert "hills: 4 of 9 pages gave less than half of the text in their feed" in crawl.errors
        assert "hills: 3 of 9 pages gave no article, though their feed carries the whole text" in crawl.errors
        texts = {url: str(row["text"]) for url, row in crawl.articles().items()}
        assert not [url for url, text in texts.items() if "would be built" in text and "whole" not in url]


def test_dates_ahead_of_the_clock_are_told_and_stored_nowhere(tmp_path: Path) -> None:
    with RawSite() as site:
        now = datetime.now(UTC)
        times = {"/a/right": now - timedelta(hours=2), "/a/wrong": now + timedelta(hours=4)}
        items = "".join(
            f"<item><title>{path}</title><link>{path}</link><pubDate>{at:%a, %d %b %Y %H:%M:%S} GMT</pubDate></item>"
            for path, at in times.items()
        )
        site.pages["/feed"] = respond(f'<rss version="2.0"><channel>{items}</channel></rss>', kind="text/xml")
        site.pages |= {path: respond(write_story(path)) for path in times}
        crawl = run_crawl(
            write_config(tmp_path / "config", {"hills": write_source(site.url)}), tmp_path / "out"
        )
        assert crawl.code == 0, crawl.errors
        assert (
            f"hills: feed {site.url}/feed: 1 of 2 dates ahead of the clock, by up to 4.0 hours"
            in crawl.errors
        )
        published = {url: row["published"] for url, row in crawl.articles().items()}
        assert published[f"{site.url}/a/wrong"] is None
        assert published[f"{site.url}/a/right"] == times["/a/right"].strftime("%Y-%m-%dT%H:%M:%S+00:00")


def test_a_backfill_reads_the_archive_pages_of_its_days(tmp_path: Path) -> None:
    with RawSite() as site:
        for day in range(1, 6):
            link = f'<a href="/a/2026-03-{day:02}">Council</a><a href="/about">About</a>'
            site.pages[f"/archive/2026/03/{day:02}"] = respond(link)
            site.pages[f"/a/2026-03-{day:02}"] = respond(write_story(f"Village{day}"))
        site.pages["/map-2026-03.xml"] = respond(
            f"<urlset><url><loc>{site.url}/a/mapped</loc></url></urlset>", kind="text/xml"
        )
        site.pages["/a/mapped"] = respond(write_story("Mapped"))
        more = f'archives = ["{site.url}/archive/{{yyyy}}/{{mm}}/{{dd}}", "{site.url}/map-{{yyyy}}-{{mm}}.xml"]\n'
        config = write_config(tmp_path / "config", {"hills": write_source(site.url, more)})
        crawl = run_backfill(
            config, tmp_path / "out", "hills", "--since", "2026-03-02", "--until", "2026-03-04"
        )
        assert crawl.code == 0, crawl.errors
        assert articles(crawl, site) == {"/a/2026-03-02", "/a/2026-03-03", "/a/2026-03-04", "/a/mapped"}
        assert "/feed" not in site.paths()
        assert site.paths().count("/map-2026-03.xml") == 1
        assert crawl.report["days"][0]["days"] == {f"2026-03-{day:02}": 1 for day in (2, 3, 4)}


def test_a_source_without_archives_is_named_before_anything_is_asked_for(tmp_path: Path) -> None:
    with RawSite() as site:
        config = write_config(tmp_path / "config", {"hills": write_source(site.url)})
        crawl = run_backfill(
            config, tmp_path / "out", "hills", "--since", "2026-03-02", "--until", "2026-03-04"
        )
        assert crawl.code == 2
        assert "hills.toml: names no archives and no sitemaps" in crawl.errors
        assert site.paths() == []


def conditionally(body: str, tag: str) -> Reply:
    """Answers "unchanged" to whoever names the version."""

    def answer(asked: Asked) -> Answer:
        if asked.headers.get("if-none-match") == f'"{tag}"':
            return respond("", 304, ETag=f'"{tag}"')
        return respond(body, kind="text/xml", ETag=f'"{tag}"')

    return answer


def fill_maps(site: RawSite) -> None:
    """An index of maps by month and by number, and a map by day that no index names."""
    old, new = "2026-02-20", "2026-03-20T08:00:00+00:00"
    maps = {"map-2026-02.xml": None, "map-2026-03.xml": None, "map-1.xml": old, "map-2.xml": new}
    rows = "".join(
        f"<sitemap><loc>{site.url}/{name}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</sitemap>"
        for name, day in maps.items()
    )
    site.pages["/index.xml"] = conditionally(f"<sitemapindex>{rows}</sitemapindex>", "index")
    stories = {
        "map-2026-02.xml": [("february", None)],
        "map-2026-03.xml": [("march", None), ("older", "2026-02-27"), ("2026/03/09/later", None)],
        "map-1.xml": [("first", None)],
        "map-2.xml": [("second", "2026-03-03")],
        "daily-20260303.xml": [("daily", None)],
        "daily-20260302.xml": [],
    }
    for name, entries in stories.items():
        urls = "".join(
            f"<url><loc>{site.url}/a/{path}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</url>"
            for path, day in entries
        )
        site.pages[f"/{name}"] = conditionally(f"<urlset>{urls}</urlset>", name)
        site.pages |= {f"/a/{path}": respond(write_story(path.title())) for path, _ in entries}


def test_sitemaps_by_date_are_asked_for_once_and_then_only_whether_they_changed(tmp_path: Path) -> None:
    with RawSite() as site:
        fill_maps(site)
        more = (
            f'archives = ["{site.url}/index.xml"]\nsitemaps = ["{site.url}/daily-{{yyyy}}{{mm}}{{dd}}.xml"]\n'
        )
        config = write_config(tmp_path / "config", {"hills": write_source(site.url, more)}, recent_hours=0)
        days = ("hills", "--since", "2026-03-02", "--until", "2026-03-03")
        crawl = run_backfill(config, tmp_path / "out", *days)
        assert crawl.code == 0, crawl.errors
        assert articles(crawl, site) == {"/a/march", "/a/second", "/a/daily"}
        asked = [path for path in site.paths() if path.endswith(".xml")]
        assert sorted(asked) == [
            "/daily-20260302.xml",
            "/daily-20260303.xml",
            "/index.xml",
            "/map-2.xml",
            "/map-2026-03.xml",
        ]
        site.asked.clear()
        again = run_backfill(config, tmp_path / "out", *days)
        assert again.code == 0, again.errors
        assert sorted(path for path in site.paths() if path.endswith(".xml")) == sorted(asked)
        assert all("if-none-match" in request.headers for request in site.asked if request.path in asked)
        assert not [path for path in site.paths() if path.startswith("/a/")]

        site.asked.clear()
        earlier = run_backfill(
            config, tmp_path / "out", "hills", "--since", "2026-02-27", "--until", "2026-03-01"
        )
        assert "/a/older" in articles(earlier, site)
        [march] = [request for request in site.asked if request.path == "/map-2026-03.xml"]
        assert "if-none-match" not in march.headers  # what it names of other days was not wanted before


def test_a_sitemap_by_date_is_asked_for_yesterday_and_today_if_it_is_there_yet(tmp_path: Path) -> None:
    with RawSite() as site:
        yesterday = datetime.now(UTC).date() - timedelta(days=1)
        name = f"/map-{yesterday:%Y-%m-%d}.xml"
        site.pages[name] = respond(f"<urlset><url><loc>{site.url}/a/1</loc></url></urlset>", kind="text/xml")
        site.pages |= {"/a/1": respond(write_story("Village")), "/feed": respond(write_feed())}
        more = f'sitemaps = ["{site.url}/map-{{yyyy}}-{{mm}}-{{dd}}.xml"]\n'
        crawl = run_crawl(
            write_config(tmp_path / "config", {"hills": write_source(site.url, more)}), tmp_path / "out"
        )
        assert crawl.code == 0, crawl.errors
        assert articles(crawl, site) == {"/a/1"}
        assert len([path for path in site.paths() if "/map-" in path]) == 2
