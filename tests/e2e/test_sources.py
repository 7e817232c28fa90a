"""`khyber sources check` and `khyber sources add` on sites that work, and on sites that only look as if they did."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.config import load_sources
from tests.support.crawling import write_config, write_source, write_story
from tests.support.khyber import run_khyber
from tests.support.raw_site import Asked, RawSite, respond
from tests.web.server import RunningWeb, start_web

NAMES = ("bannu", "chaman", "dir", "ghazni", "hangu", "kurram")


@dataclass(frozen=True)
class Done:
    """One finished run of `khyber sources`."""

    code: int
    out: str
    errors: str

    def rows(self) -> dict[str, dict[str, Any]]:
        return {row["source"]: row for row in map(json.loads, self.out.splitlines())}


def sources(config: Path, *arguments: str) -> Done:
    done = run_khyber("sources", *arguments, "--config", str(config))
    return Done(done.returncode, done.stdout, done.stderr)


def feed(site: RawSite, age: timedelta, path: str = "a") -> str:
    """An RSS feed of stories, one an hour, the newest of this age; its dates are written as UTC."""
    now = datetime.now(UTC)
    items = "".join(
        f"<item><title>Council of {name}</title><link>{site.url}/{path}/{name}</link>"
        f"<pubDate>{format_datetime(now - age - timedelta(hours=hours))}</pubDate></item>"
        for hours, name in enumerate(NAMES)
    )
    return f'<rss version="2.0"><channel><title>T</title><language>en</language>{items}</channel></rss>'


def publish(site: RawSite, **pages: Any) -> RawSite:
    """Give a site its stories, a front page, and other pages by path (without the slash)."""
    site.pages |= {f"/a/{name}": respond(write_story(name.title())) for name in NAMES}
    site.pages["/"] = respond("<html lang='en'><title>Test</title><p>The news of the hills and the valley.")
    site.pages |= {f"/{path.replace('_', '.')}": answer for path, answer in pages.items()}
    return site


def say_unchanged(asked: Asked, body: str) -> Any:
    return respond("", 304) if "if-none-match" in asked.headers else respond(body, kind="text/xml")


HOURS, MONTHS = timedelta(hours=2), timedelta(days=276)


@dataclass(frozen=True)
class Checked:
    """Sites with one fault each, and what the check said of them."""

    sites: dict[str, RawSite]
    config: Path
    done: Done
    rows: dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checked]:
    names = ("well", "stale", "html", "forbidden", "blocked", "ahead", "short", "foreign", "gone")
    with (
        RawSite() as well, RawSite() as stale, RawSite() as html, RawSite() as forbidden, RawSite() as blocked,
        RawSite() as ahead, RawSite() as short, RawSite() as foreign, RawSite() as gone,
    ):  # fmt: skip
        sites = dict(
            zip(names, (well, stale, html, forbidden, blocked, ahead, short, foreign, gone), strict=True)
        )
        for site in sites.values():
            publish(site, feed=respond(feed(site, HOURS), kind="text/xml"))
        link = '<link rel="alternate" type="application/rss+xml" href="/fresh.xml">'
        publish(stale, feed=respond(feed(stale, MONTHS)), fresh_xml=respond(feed(stale, HOURS)))
        stale.pages["/"] = respond(f"<html><head>{link}</head><p>News of the hills.")
        locations = "".join(f"<url><loc>{html.url}/a/{name}</loc></url>" for name in NAMES)
        html.pages["/feed"] = respond("<!DOCTYPE html><p>Subscribe to our feed")
        html.pages["/map.xml"] = respond(f"<urlset>{locations}</urlset>", kind="text/xml")
        html.pages["/robots.txt"] = respond(f"Sitemap: {html.url}/map.xml\nSitemap: {html.url}/none.xml")
        forbidden.pages["/robots.txt"] = respond("User-agent: *\nDisallow: /feed\nDisallow: /a/")
        for path in ("/", "/feed"):
            blocked.pages[path] = respond("Access denied", 403)
        body = feed(ahead, -timedelta(hours=5))
        ahead.pages["/feed"] = lambda asked: say_unchanged(asked, body)
        for name in NAMES:
            short.pages[f"/a/{name}"] = respond("<html><body><h1>Short</h1><p>The bridge was opened.</p>")
        gone.pages |= {f"/a/{name}": respond("", 404) for name in NAMES}
        texts = {name: write_source(site.url) for name, site in sites.items()}
        texts["foreign"] = texts["foreign"].replace('languages = ["en"]', 'languages = ["ps"]')
        texts["well"] = "# A comment that stays.\n" + texts["well"]
        config = write_config(tmp_path_factory.mktemp("check") / "config", texts)
        done = sources(config, "check", "--format", "json", "--write")
        yield Checked(sites, config, done, done.rows())


def test_a_source_that_works_has_no_problem_and_is_noted_as_verified(checked: Checked) -> None:
    row = checked.rows["well"]
    assert row["ok"], row["problems"]
    [document] = row["documents"]
    assert (document["items"], document["newest_hours"]) == (6, pytest.approx(2, abs=0.2))
    article = row["article"]
    assert article["language"] == "en"
    assert article["letters"] > 600
    assert {"title", "published"} <= set(article["fields"])
    text = (checked.config / "sources" / "well.toml").read_text()
    assert text.startswith("# A comment that stays.\n")
    verified = {source.id: source.checked for source in load_sources(checked.config) if source.verified}
    assert verified.keys() == {"well", "ahead"}
    assert verified["well"] is not None
    assert abs(verified["well"] - datetime.now(UTC).date()) <= timedelta(days=1)


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("stale", "stale: its newest item is 276 days old"),
        ("html", "HTML instead of a feed"),
        ("forbidden", "forbidden by robots.txt"),
        ("blocked", "403"),
        ("short", "short|letters only|no_story"),
        ("foreign", "is in en, not in ps"),
        ("gone", "http_status: status 404"),
    ],
)
def test_a_fault_is_named(checked: Checked, source: str, problem: str) -> None:
    row = checked.rows[source]
    assert not row["ok"]
    said = "\n".join(row["problems"])
    assert any(part in said for part in problem.split("|")), said


def test_the_run_ends_with_3_and_names_those_that_failed(checked: Checked) -> None:
    assert checked.done.code == 3, checked.done.errors
    last = checked.done.errors.strip().splitlines()[-1]
    assert "2 of 9 sources are well" in last
    assert "stale" in last
    assert "well;" in last


def test_dates_ahead_of_the_clock_and_false_answers_are_noted(checked: Checked) -> None:
    notes = checked.rows["ahead"]["documents"][0]["notes"]
    assert any("5.0 hours ahead" in note for note in notes)
    assert any("304" in note for note in notes)
    assert checked.rows["well"]["documents"][0]["notes"] == []


def test_what_the_site_announces_is_tried_where_its_file_fails(checked: Checked) -> None:
    [fresh] = checked.rows["stale"]["announced"]
    assert (fresh["kind"], fresh["url"]) == ("feed", f"{checked.sites['stale'].url}/fresh.xml")
    [found] = checked.rows["html"]["announced"]
    assert (found["kind"], found["url"]) == ("sitemap", f"{checked.sites['html'].url}/map.xml")
    assert "/fresh.xml" not in checked.sites["well"].paths()


def test_nothing_that_robots_forbids_is_asked_for(checked: Checked) -> None:
    assert not [path for path in checked.sites["forbidden"].paths() if path.startswith(("/feed", "/a/"))]


def test_the_table_says_what_to_write_into_the_file(tmp_path: Path) -> None:
    with RawSite() as site:
        publish(site, feed=respond(feed(site, MONTHS)), new_xml=respond(feed(site, HOURS)))
        site.pages["/"] = respond(
            '<link rel=alternate type="application/atom+xml" href=/new.xml><p>News of hills.'
        )
        config = write_config(tmp_path / "config", {"hills": write_source(site.url)})
        done = sources(config, "check", "hills")
        assert done.code == 3
        assert "stale" in done.out
        assert f'feeds = [\n    "{site.url}/new.xml",  # 6 items, the newest 2 h old' in done.out
        assert "verified" not in (config / "sources" / "hills.toml").read_text()


@pytest.fixture(scope="module")
def web() -> Iterator[RunningWeb]:
    with start_web() as running:
        yield running


def test_a_drafted_file_loads_and_finds_its_articles(web: RunningWeb, tmp_path: Path) -> None:
    config = write_config(tmp_path / "config", {})
    url = web.sites["margalla"]
    # The web's dates stand still, and ours do not.
    old = ("--stale-days", "36500")
    shown = sources(config, "add", url, "--id", "margalla", "--dry-run", *old)
    assert shown.code == 0, shown.errors
    assert not list((config / "sources").iterdir())
    done = sources(config, "add", url, "--id", "margalla", *old)
    assert done.code == 0, done.errors
    path = config / "sources" / "margalla.toml"
    assert done.out.strip() == str(path)
    [source] = load_sources(config)
    assert (source.name, source.languages, source.verified) == ("The Margalla Courier", ("en",), False)
    assert (source.feeds, source.sitemaps) == ((f"{url}/rss.xml",), (f"{url}/sitemap.xml",))
    assert source.article == (r"/news/\d{5,}/",)
    text = path.read_text()
    for force, code in (((), 2), (("--force",), 0)):
        path.write_text(text + "# mine\n")
        again = sources(config, "add", url, "--id", "margalla", *force, *old)
        assert again.code == code, again.errors
        assert ("# mine" in path.read_text()) == (not force)
    other = sources(config, "add", url, "--id", "courier")
    assert other.code == 2
    assert "margalla has this domain already" in other.errors


def test_a_site_that_announces_nothing_is_drafted_from_its_front_page(tmp_path: Path) -> None:
    with RawSite() as site:
        stories = {
            f"/news/{104820 + n}/council-of-{name}": write_story(name.title()) for n, name in enumerate(NAMES)
        }
        links = "".join(f'<a href="{path}">Council</a>' for path in ("/about-us", "/sport", *stories))
        site.pages = {path: respond(text) for path, text in stories.items()}
        site.pages["/"] = respond(f"<html lang='en'><title>Hills</title>{links}")
        config = write_config(tmp_path / "config", {})
        done = sources(config, "add", site.url, "--id", "hills")
        assert done.code == 0, done.errors
        [source] = load_sources(config)
    assert (source.feeds, source.sitemaps, source.sections) == ((), (), (f"{site.url}/",))
    assert (source.article, source.languages) == ((r"/news/\d{5,}/",), ("en",))


def test_a_hostile_front_page_writes_no_key_of_its_own(tmp_path: Path) -> None:
    name = 'News"\nenabled = false\ndomains = ["127.0.0.1"]\nx = "\x1b[31m'
    with RawSite() as site:
        publish(site, feed=respond(feed(site, HOURS)))
        link = '<link rel="alternate" type="application/rss+xml" href="/feed">'
        site.pages["/"] = respond(
            f"<meta property='og:site_name' content='{name}'>{link}<p>News of the hills."
        )
        config = write_config(tmp_path / "config", {})
        done = sources(config, "add", site.url, "--id", "hills")
        assert done.code == 0, done.errors
        [source] = load_sources(config)
    assert source.enabled
    assert source.rules.domains == (site.url.removeprefix("http://"),)
    assert source.name.startswith('News" enabled')
    assert "\x1b" not in source.name


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("check", "nobody"), 2, 'no source "nobody"'),
        (("check", "--format", "xml"), 2, "choose of table, json"),
        (("add", "https://user:secret@times.example/"), 2, "cannot be asked for"),
        (("add", "file:///etc/passwd"), 2, "cannot be asked for"),
        (("add", "http://127.0.0.2:9/", "--id", "inside"), 3, "not an address of the public internet"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    tmp_path: Path, arguments: tuple[str, ...], code: int, says: str
) -> None:
    config = write_config(tmp_path / "config", {})
    done = sources(config, *arguments)
    assert done.code == code, done.errors
    assert says in done.errors
    assert "secret" not in done.errors
    assert len(done.errors.strip().splitlines()) == 1
    assert not list((config / "sources").iterdir())
