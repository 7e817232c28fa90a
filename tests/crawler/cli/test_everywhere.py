"""What a command line has everywhere: a version, short help, completion, stdin, days by their names."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path

import pytest
from typer.testing import CliRunner

from crawler.cli.app import app
from tests.support.shared import REPOSITORY
from tests.support.warcs import Capture, write_warc

SEED = REPOSITORY / "seeds" / "two-stories.txt"
STORY = (
    "The road over the Salang was closed by snow on Friday, said the governor of the province in Charikar. "
)
PAGE = f"<html><body><h1>Salang Closed</h1><p>{STORY * 5}</p></body></html>"


def clean_stdin(body: bytes, *arguments: str) -> list[dict[str, object]]:
    done = subprocess.run(
        [sys.executable, "-m", "crawler", "clean", *arguments, "--format", "jsonl", "--out", "-"],
        input=body, capture_output=True, cwd=REPOSITORY, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (SEED.read_bytes(), "stdin.txt"),
        (PAGE.encode(), "stdin.html"),
        (gzip.compress(PAGE.encode("utf-16")), "stdin.html.gz"),
        (write_warc([Capture("https://news.example/bridge", "bridge", "2026-03-01")]), "stdin.warc.gz"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_stdin_is_what_its_bytes_say(body: bytes, name: str) -> None:
    articles = clean_stdin(body, "-")
    assert {article["input"] for article in articles} == {name}


def test_stdin_is_one_input_among_others() -> None:
    articles = clean_stdin(PAGE.encode(), str(SEED), "-")
    assert [article["input"] for article in articles] == [SEED.name, SEED.name, "stdin.html"]


def invoke(*arguments: str) -> str:
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output
    return done.output


def test_the_version_is_that_of_the_package() -> None:
    assert invoke("--version") == f"khyber {version('khyber')}\n"


@pytest.mark.parametrize(
    "verb", [(), ("clean",), ("sources", "add"), ("articles", "compact"), ("cron", "install")]
)
def test_help_has_a_short_name(verb: tuple[str, ...]) -> None:
    assert invoke(*verb, "-h") == invoke(*verb, "--help")


def test_completion_is_offered() -> None:
    assert "--install-completion" in invoke("--help")


@pytest.mark.parametrize(
    ("verb", "asks"),
    [
        (("crawl",), "crawler.cli.commands.run_crawl"),
        (("backfill", "dawn"), "crawler.backfill.run_backfill"),
        (("articles",), "crawler.articles.run.run_articles"),
    ],
)
def test_days_have_names(
    verb: tuple[str, ...], asks: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[str] = []

    def note(*arguments: object) -> int:
        asked.append(repr(arguments))
        return 0

    monkeypatch.setattr(asks, note)
    before = datetime.now().astimezone().date()
    invoke(*verb, "--since", "7d", "--until", "yesterday")
    after = datetime.now().astimezone().date()  # midnight may pass meanwhile
    shown = [
        (repr(day - timedelta(days=7)), repr(day - timedelta(days=1)))
        if verb == ("articles",)
        else ((day - timedelta(days=7)).isoformat(), (day - timedelta(days=1)).isoformat())
        for day in (before, after)
    ]
    assert any(since in asked[0] and until in asked[0] for since, until in shown), asked
