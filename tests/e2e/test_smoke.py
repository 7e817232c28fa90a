"""The command as a user starts it: a process of its own, from nothing. All other tests spare themselves its start."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.support.crawling import Crawl, write_config, write_feed, write_source, write_story
from tests.support.khyber import REPOSITORY, run_fresh
from tests.support.raw_site import RawSite, respond
from tests.support.stores import fill_store

SEEDS = str(REPOSITORY / "seeds")


def test_the_installed_command_shows_its_help() -> None:
    command = [str(Path(sys.executable).with_name("khyber")), "--help"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert "Example: khyber " in " ".join(done.stdout.split())


def test_a_clean_prints_its_lines() -> None:
    done = run_fresh("clean", SEEDS, "--format", "jsonl", "--out", "-")
    assert done.returncode == 0, done.stderr
    assert len([json.loads(line) for line in done.stdout.splitlines()]) > 8
    assert json.loads(done.stderr.splitlines()[-1])["event"] == "finished"


def test_a_crawl_stores_what_it_found(tmp_path: Path) -> None:
    with RawSite() as site:
        site.pages = {"/feed": respond(write_feed("/a/1")), "/a/1": respond(write_story("Bridge"))}
        config = write_config(tmp_path / "config", {"test": write_source(site.url)})
        done = run_fresh("crawl", "--config", str(config), "--out", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    assert '"level"' not in done.stderr  # a run in which all is well says nothing
    assert set(Crawl(0, "", tmp_path / "out").articles()) == {f"{site.url}/a/1"}


def test_articles_are_asked_for(tmp_path: Path) -> None:
    store = fill_store(str(tmp_path / "data"))
    done = run_fresh("articles", "--store", store, "--format", "csv", "--columns", "id")
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 7


def test_a_mistake_is_told_in_one_line_with_its_exit_code() -> None:
    done = run_fresh("clean", SEEDS, "--out", "-")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("khyber: ")
    assert done.stderr.count("\n") == 1
