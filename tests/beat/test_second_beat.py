"""A second beat is a file: nothing else is needed for it to decide what is asked for, stored and explained."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cleaners.model import Media, Page, Reason, Rejected
from cleaners.process import clean_page, trace_page
from crawler.config import load_rules
from crawler.sources.learning.agreement import first_article, with_templates
from tests.support.crawling import run_crawl, write_config, write_source, write_story
from tests.support.khyber import run_khyber
from tests.support.raw_site import RawSite, respond

HILLS = """\
id = "hills"
threshold = 0.6
terms = [
    { name = "Hilltown", spellings = ["Hilltown", "هل تاون"], weight = 0.9, place = true, side = "hill" },
    { name = "dam", spellings = ["dam", "dams"], weight = 0.2 },
    { name = "namesakes", spellings = ["Lord Hilltown"], weight = 0 },
]
"""


def khyber(*arguments: str) -> str:
    done = run_khyber(*arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def add_beat(config: Path) -> Path:
    (config / "beats" / "hills.toml").write_text(HILLS, encoding="utf-8")
    return config


def test_a_source_with_a_beat_of_its_own_is_read_for_that_and_the_others_for_that_of_all(
    tmp_path: Path,
) -> None:
    with RawSite() as own, RawSite() as other:
        titles = {"hilltown": "Council of Hilltown", "dam": "A dam leaks", "kabul": "Council of Kabul"}
        for site in (own, other):
            items = [{"url": f"{site.url}/a/{name}", "title": title} for name, title in titles.items()]
            site.pages["/feed"] = respond(
                json.dumps({"version": "1.1", "items": items}), kind="application/feed+json"
            )
            site.pages |= {f"/a/{name}": respond(write_story(name.title())) for name in titles}
        sources = {
            "general": write_source(own.url, 'beat = "hills"\n'),
            "regional": write_source(other.url),
        }
        config = add_beat(write_config(tmp_path / "config", {}))
        write_config(config, sources)
        crawl = run_crawl(config, tmp_path / "out")
        assert crawl.code == 0, crawl.errors
        stored = {
            url: row["relevance"]["matched"]
            for url, row in crawl.articles().items()
            if url.startswith(own.url)
        }
        assert stored == {f"{own.url}/a/hilltown": ["Hilltown"]}
        assert crawl.rejected()[f"{own.url}/a/dam"]["reason"] == "off_beat"
        assert "/a/kabul" not in own.paths()
        rows = {row["source"]: row for row in crawl.report["sources"]}
        assert (rows["general"]["found"], rows["general"]["off_beat"]) == (3, 1)
        regional = {
            url: row["relevance"]["matched"]
            for url, row in crawl.articles().items()
            if url.startswith(other.url)
        }
        assert len(regional) == 3
        assert "Kabul" in regional[f"{other.url}/a/kabul"]
        assert "Hilltown" not in regional[f"{other.url}/a/hilltown"]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A configuration whose beat of all is the second one."""
    folder = add_beat(write_config(tmp_path / "config", {}))
    rules = (folder / "cleaning.toml").read_text(encoding="utf-8").replace('"afpak"', '"hills"')
    (folder / "cleaning.toml").write_text(rules, encoding="utf-8")
    return folder


def test_the_beat_of_all_may_be_another(tmp_path: Path, config: Path) -> None:
    text = tmp_path / "a.txt"
    text.write_text(
        "Lord Hilltown visits a dam\n\nThe dam above Hilltown was full on Monday, its keeper said.\n"
        "Kabul was not named by anyone who spoke at the dam that day, he said.\n"
    )
    row = json.loads(
        khyber("clean", str(text), "--config", str(config), "--format", "jsonl", "--out", "-").splitlines()[0]
    )
    assert row["relevance"]["matched"] == ["Hilltown", "dam"]
    assert row["relevance"]["places"] == ["Hilltown"]
    shown = " ".join(khyber("explain", str(text), "--config", str(config)).split())
    assert f"beat hills {row['relevance']['score']:.2f}: not on it (from 0.6) Hilltown" in shown
    assert "dam 0." in shown
    assert "in the title, 2 in the text" in shown


def test_a_source_works_though_its_newest_article_is_off_its_beat(tmp_path: Path) -> None:
    with RawSite() as site:
        item = {"url": f"{site.url}/a/1", "title": "A dam leaks", "date_published": "2026-11-20T10:00:00Z"}
        site.pages = {
            "/robots.txt": respond("", 404),
            "/": respond(write_story("Home")),
            "/feed": respond(json.dumps({"version": "1.1", "items": [item]}), kind="application/feed+json"),
            "/a/1": respond(write_story("Dam")),
        }
        config = add_beat(write_config(tmp_path / "config", {}))
        write_config(config, {"general": write_source(site.url, 'beat = "hills"\n')})
        arguments = ("sources", "check", "--config", str(config), "--format", "json", "--stale-days", "9999")
        row = json.loads(khyber(*arguments))
    assert row["article"]["problem"] is None
    assert row["article"]["title"] == "Council of Dam promises repairs"


def test_templates_are_learned_from_articles_off_the_beat_too(config: Path) -> None:
    write_config(config, {"general": write_source("https://general.example", 'beat = "afpak"\n')})
    page = Page(write_story("Dam").encode(), Media.HTML, source="general")
    rules = load_rules(config)
    [left_out] = clean_page(page, rules)
    assert isinstance(left_out, Rejected)
    assert left_out.reason is Reason.OFF_BEAT
    assert first_article(trace_page(page, with_templates(rules, "general", ()))) is not None


def test_the_digest_of_the_rules_tells_one_beat_from_another(config: Path) -> None:
    first = load_rules(config).digest
    path = config / "beats" / "hills.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("weight = 0.9", "weight = 0.8"), encoding="utf-8"
    )
    assert load_rules(config).digest != first
