"""`kill -9` at random instants: what is stored in the end is what one undisturbed run would have stored.

`make check` kills ten runs, `make torture` a hundred (`KHYBER_KILLS`).
"""

from __future__ import annotations

import os
import random
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.crawling import run_crawl, start_crawl, write_config, write_feed, write_source, write_story
from tests.support.outputs import Holdings, count_archived, read_holdings
from tests.support.raw_site import RawSite, respond

pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("KHYBER_KILLS", "10"))
IN_A_ROW = 2
"""Kills before a run may end: the second one also hits what a run does to take over from a killed one."""

STORIES = 24

IN_FLIGHT = 2
"""Pages of one host that a kill may cost: one on the wire, and one that has come and is not in the archive yet."""


@dataclass(frozen=True)
class Undisturbed:
    """The web, the configuration, and a run that nobody killed: its holdings and its length in seconds."""

    site: RawSite
    config: Path
    holdings: Holdings
    seconds: float


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Undisturbed]:
    folder = tmp_path_factory.mktemp("undisturbed")
    with RawSite() as site:
        links = [f"/a/{number}" for number in range(STORIES)]
        site.pages = {
            "/robots.txt": respond("", 404),
            "/feed": respond(write_feed(*links, "/a/gone", "/a/empty")),
            "/a/empty": respond("<html><body></body></html>"),
            **{link: respond(write_story(f"Village {link[3:]}")) for link in links},
        }
        config = write_config(folder / "config", {"test": write_source(site.url)}, delay=0.02, recent_hours=0)
        started = time.monotonic()
        crawl = run_crawl(config, folder / "out")
        seconds = time.monotonic() - started
        assert crawl.code == 0, crawl.errors
        holdings = read_holdings(crawl.out)
        assert (len(holdings.rows), len(holdings.texts), len(holdings.rejected)) == (STORIES, 2 * STORIES, 2)
        yield Undisturbed(site, config, holdings, seconds)


def kill_at(config: Path, out: Path, seconds: float) -> None:
    """Start a run and kill it after so many seconds, unless it ended before."""
    process = start_crawl(config, out)
    try:
        process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("series", range(-(-KILLS // IN_A_ROW)))
def test_whenever_it_is_killed_the_store_is_that_of_an_undisturbed_run(
    tmp_path: Path, undisturbed: Undisturbed, series: int
) -> None:
    chance = random.Random(series)  # noqa: S311 - when to kill
    undisturbed.site.asked.clear()
    for _ in range(IN_A_ROW):
        # The start of Python takes the first part of a second, in which there is nothing to disturb.
        kill_at(undisturbed.config, tmp_path, chance.uniform(0.15, 1.0) * undisturbed.seconds)
    last = run_crawl(undisturbed.config, tmp_path)
    assert last.code == 0, last.errors
    assert read_holdings(tmp_path) == undisturbed.holdings
    archived = count_archived(tmp_path)
    assert archived.total() - len(archived) <= IN_A_ROW * IN_FLIGHT
    asked = Counter(path for path in undisturbed.site.paths() if path.startswith("/a/"))
    assert asked.total() - len(asked) <= IN_A_ROW * IN_FLIGHT
    assert set(archived) == {f"{undisturbed.site.url}/a/{n}" for n in (*range(STORIES), "empty")}
    assert [
        path for path in (tmp_path / "state").rglob("*") if path.name.endswith((".warc.gz", ".jsonl"))
    ] == []
