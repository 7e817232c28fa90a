"""Runs that are killed, stopped, doubled or run out of disk: nothing lost, nothing doubled, nothing torn."""

from __future__ import annotations

import gzip
import os
import random
import shutil
import signal
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.support.crawling import (
    Crawl,
    run_crawl,
    start_crawl,
    write_config,
    write_feed,
    write_source,
    write_story,
)
from tests.support.khyber import Process, run_khyber
from tests.support.raw_site import RawSite, respond
from tests.support.waiting import wait_until as wait_until_it_holds

STORIES = 40


def fill(site: RawSite, stories: int = STORIES) -> RawSite:
    links = [f"/a/{number}" for number in range(stories)]
    site.pages = {
        "/robots.txt": respond("", 404),
        "/feed": respond(write_feed(*links)),
        **{link: respond(write_story(f"Village {link[3:]}")) for link in links},
    }
    return site


def wait_until(process: Process, site: RawSite, asked: int) -> None:
    """Wait until so many requests came, or the process ended."""
    wait_until_it_holds(lambda: len(site.asked) >= asked or process.poll() is not None)


def kill(process: Process) -> None:
    process.kill()
    process.communicate()


def check_whole(out: Path) -> None:
    """Every file that can be seen in the store is whole."""
    for path in out.glob("articles/**/*.parquet"):
        pq.ParquetFile(path).read()
    for path in out.glob("raw/**/*.warc.gz"):
        with gzip.open(path) as stream:
            stream.read()


def check_complete(crawl: Crawl, stories: int = STORIES) -> None:
    """Every story is stored, and none twice."""
    assert len(crawl.articles()) == stories
    rows = crawl.rows()
    assert len(rows) == stories
    assert len(set(rows)) == stories
    check_whole(crawl.out)


def test_killed_again_and_again_it_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    chance = random.Random(20261120)  # noqa: S311 - when to kill
    with fill(RawSite()) as site:
        config = write_config(tmp_path / "config", {"test": write_source(site.url)}, delay=0.01)
        for _ in range(3):
            site.asked.clear()
            process = start_crawl(config, tmp_path / "out")
            wait_until(process, site, chance.randint(3, STORIES))
            kill(process)
            check_whole(tmp_path / "out")
        crawl = run_crawl(config, tmp_path / "out")
        assert crawl.code == 0, crawl.errors
        assert "was killed" in crawl.errors
        check_complete(crawl)
        again = run_crawl(config, tmp_path / "out")
    assert again.total["articles"] == 0
    assert "was killed" not in again.errors
    check_complete(again)
    assert not list((tmp_path / "out" / "state").glob("*.log.jsonl"))


def test_a_page_that_is_not_in_the_archive_after_all_is_asked_for_again(tmp_path: Path) -> None:
    with fill(RawSite(), 12) as site:
        config = write_config(
            tmp_path / "config", {"test": write_source(site.url)}, delay=0.05, recent_hours=0
        )
        process = start_crawl(config, tmp_path / "out")
        wait_until(process, site, 9)
        kill(process)
        shutil.rmtree(tmp_path / "out" / "state" / "spool")  # as after a power cut
        crawl = run_crawl(config, tmp_path / "out")
    assert crawl.code == 0, crawl.errors
    check_complete(crawl, 12)


def test_what_was_answered_before_a_kill_is_not_asked_for_again(tmp_path: Path) -> None:
    with fill(RawSite(), 12) as site:
        dead = [f"/a/{number}" for number in range(0, 12, 2)]
        site.pages.update({path: respond("", 410) for path in dead})
        config = write_config(
            tmp_path / "config", {"test": write_source(site.url)}, delay=0.05, recent_hours=0
        )
        process = start_crawl(config, tmp_path / "out")
        wait_until(process, site, 12)
        kill(process)
        before = [path for path in site.paths() if "/a/" in path]
        crawl = run_crawl(config, tmp_path / "out")
    assert crawl.code == 0, crawl.errors
    assert len(set(before) & set(dead)) >= 3
    # The last one may have been on the wire, and the one before on its way to the state.
    again = [path for path in site.paths()[2 + len(before) :] if path in before[:-2]]
    assert again == []
    assert {row["reason"] for row in crawl.rejected().values()} == {"http_status"}
    assert len(crawl.rejected()) == len(dead)
    assert len(crawl.articles()) == 12 - len(dead)


def test_without_its_state_it_asks_again_and_stores_nothing_twice(tmp_path: Path) -> None:
    with fill(RawSite(), 5) as site:
        config = write_config(tmp_path / "config", {"test": write_source(site.url)})
        first = run_crawl(config, tmp_path / "out").articles()
        shutil.rmtree(tmp_path / "out" / "state")
        crawl = run_crawl(config, tmp_path / "out")
    assert crawl.code == 0, crawl.errors
    assert site.paths().count("/a/3") == 2
    check_complete(crawl, 5)
    assert {url: row["run"] for url, row in crawl.articles().items()} == {
        url: row["run"] for url, row in first.items()
    }


def test_without_its_articles_it_still_knows_what_it_has_seen(tmp_path: Path) -> None:
    with fill(RawSite(), 5) as site:
        config = write_config(tmp_path / "config", {"test": write_source(site.url)}, recent_hours=0)
        run_crawl(config, tmp_path / "out")
        for folder in ("articles", "text", "raw"):
            shutil.rmtree(tmp_path / "out" / folder)
        site.asked.clear()
        crawl = run_crawl(config, tmp_path / "out")
    assert crawl.code == 0, crawl.errors
    assert not [path for path in site.paths() if path.startswith("/a/")]


def test_a_second_run_ends_at_once_and_asks_for_nothing(tmp_path: Path) -> None:
    with fill(RawSite()) as site, fill(RawSite()) as other:
        config = write_config(tmp_path / "config", {"test": write_source(site.url)}, delay=0.2)
        second = write_config(tmp_path / "second", {"test": write_source(other.url)})
        first = start_crawl(config, tmp_path / "out")
        wait_until(first, site, 3)
        refused = run_crawl(second, tmp_path / "out")
        assert first.poll() is None
        kill(first)
        assert refused.code == 4
        assert f"process {first.pid}" in refused.errors
        assert other.asked == []
        assert run_crawl(second, tmp_path / "out").code == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_saves_what_it_has(tmp_path: Path, number: signal.Signals) -> None:
    with fill(RawSite()) as site:
        config = write_config(tmp_path / "config", {"test": write_source(site.url)}, delay=0.15)
        process = start_crawl(config, tmp_path / "out")
        wait_until(process, site, 8)
        process.send_signal(number)
        _, errors = process.communicate(timeout=30)
        stopped = Crawl(process.returncode, errors, tmp_path / "out")
        assert stopped.code == 0, errors
        asked = [path for path in site.paths() if "/a/" in path]
        assert len(stopped.articles()) == len(asked) >= 5
        assert stopped.total["found"] == len(asked)
        assert f"stopped: {STORIES - len(asked)} addresses are left for the next run" in errors
        if number is signal.SIGINT:
            return
        site.asked.clear()
        config = write_config(tmp_path / "config", {"test": write_source(site.url)}, recent_hours=0)
        crawl = run_crawl(config, tmp_path / "out")
        assert not set(asked) & set(site.paths())
    check_complete(crawl)


SMALL_FILES = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (120_000, 120_000))"


def test_a_full_disk_ends_the_run_and_the_next_one_goes_on(tmp_path: Path) -> None:
    with fill(RawSite()) as site:
        for number in range(STORIES):
            noise = f"<!-- {random.Random(number).randbytes(20_000).hex()} -->"  # noqa: S311
            site.pages[f"/a/{number}"] = respond(write_story(f"Village {number}") + noise)
        config = write_config(tmp_path / "config", {"test": write_source(site.url)})
        limited = run_khyber(
            "crawl", "--config", str(config), "--out", str(tmp_path / "out"), first=SMALL_FILES
        )
        assert limited.returncode == 5, limited.stderr
        assert "khyber: " in limited.stderr
        assert "Traceback" not in limited.stderr
        asked = len(site.asked)
        assert asked < STORIES
        check_whole(tmp_path / "out")
        crawl = run_crawl(config, tmp_path / "out")
        assert crawl.code == 0, crawl.errors
    check_complete(crawl)


def test_no_worker_outlives_a_killed_run(tmp_path: Path) -> None:
    with fill(RawSite()) as site:
        config = write_config(tmp_path / "config", {"test": write_source(site.url)}, delay=0.05)
        process = start_crawl(config, tmp_path / "out")
        wait_until(process, site, 10)
        family = children_of(process.pid)
        kill(process)
    assert family
    wait_until_it_holds(lambda: not [pid for pid in family if is_alive(pid)])


def children_of(pid: int) -> list[int]:
    found: list[int] = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, path.read_text().split()):
            found += [child, *children_of(child)]
    return found


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_an_output_that_cannot_be_written_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with fill(RawSite()) as site:
        config = write_config(tmp_path / "config", {"test": write_source(site.url)})
        crawl = run_crawl(config, tmp_path / "out")
    assert crawl.code == 5
    assert crawl.errors.startswith("khyber: ")
    assert len(crawl.errors.splitlines()) == 1
    assert site.asked == []


def test_secrets_in_the_environment_stay_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    canary = "CANARY-7f3a9"
    for name in ("AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "AWS_SESSION_TOKEN", "PGPASSWORD"):
        monkeypatch.setenv(name, canary)
    with fill(RawSite(), 2) as site:
        config = write_config(tmp_path / "config", {"test": write_source(site.url)})
        crawl = run_crawl(config, tmp_path / "out")
    assert crawl.code == 0
    assert canary not in crawl.errors
    files = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert len(files) > 5
    assert not [path for path in files if canary.encode() in path.read_bytes()]
    assert os.environ["PGPASSWORD"] == canary
