"""`khyber backfill --from ccnews` from files that the tests write: what is taken, what is left, what survives."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from crawler.state import state_url
from crawler.store import open_store
from tests.support.crawling import REPOSITORY, Crawl, write_config, write_source
from tests.support.outputs import count_archived
from tests.support.warcs import Capture, name_warc, write_warc

SITE = "https://hills.example"
FIRST = datetime(2026, 3, 2, 9, tzinfo=UTC)
SECOND = datetime(2026, 3, 3, 9, tzinfo=UTC)


def start_backfill(config: Path, out: Path, warcs: str, *arguments: str) -> subprocess.Popen[str]:
    days = ("--since", "2026-03-01", "--until", "2026-03-03")
    command = [
        sys.executable,
        "-m",
        "crawler",
        "backfill",
        "hills",
        *days,
        "--from",
        "ccnews",
        "--warcs",
        warcs,
    ]
    return subprocess.Popen(
        [*command, *arguments, "--config", str(config), "--out", str(out)],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def run_backfill(config: Path, out: Path, warcs: str, *arguments: str) -> Crawl:
    process = start_backfill(config, out, warcs, *arguments)
    line, errors = process.communicate(timeout=120)
    return Crawl(process.returncode, errors, out, line)


def put_files(place: str, files: Mapping[str, bytes]) -> None:
    store = open_store(place)
    for key, data in files.items():
        store.put_bytes(key, data)


def configure(folder: Path, more: str = "") -> Path:
    return write_config(folder / "config", {"hills": write_source(SITE, more)})


def story(number: int, day: str = "2026-03-02", **changes: str) -> Capture:
    return Capture(f"{SITE}/a/{number}", f"Village {number}", f"{day}T08:00:00+05:00", **changes)


def read_ledger(out: Path) -> list[dict[str, object]]:
    engine = sa.create_engine(state_url(str(out)))
    with engine.connect() as connection:
        rows = [
            dict(row._mapping) for row in connection.execute(sa.text("SELECT * FROM warcs ORDER BY file"))
        ]
    engine.dispose()
    return rows


def told_files(crawl: Crawl) -> list[dict[str, object]]:
    return [json.loads(line) for line in crawl.errors.splitlines() if line.startswith('{"event": "file"')]


OTHERS = [
    Capture("https://elsewhere.example/a/1", "Elsewhere", "2026-03-02"),
    Capture(f"{SITE}/about", "About", "2026-03-02"),
    Capture(f"{SITE}/2025/03/02/a/9", "Last year", None),
]


def test_articles_of_the_days_come_out_of_the_files_once(tmp_path: Path, store_url: str) -> None:
    files = {
        name_warc(FIRST, 7): write_warc([story(1), *OTHERS, story(2, "2026-02-27"), story(3)]),
        name_warc(SECOND, 8): write_warc([story(3), story(4, "2026-03-03")]),
        name_warc(datetime(2026, 2, 20, tzinfo=UTC), 1): b"too early to be opened",
        name_warc(datetime(2026, 3, 12, tzinfo=UTC), 30): b"too late to be opened",
        "crawl-data/CC-NEWS/2026/03/warc.paths.gz": b"no page",
    }
    put_files(store_url, files)
    config = configure(tmp_path)
    crawl = run_backfill(config, tmp_path / "out", store_url)
    assert crawl.code == 0, crawl.errors
    assert sorted(crawl.articles()) == [f"{SITE}/a/{number}" for number in (1, 3, 4)]
    assert {row["fetched_at"] for row in crawl.articles().values()} == {"2026-03-02T10:00:00+00:00"}
    assert count_archived(tmp_path / "out") == {f"{SITE}/a/{number}": 1 for number in (1, 3, 4)}
    assert [(row["records"], row["pages"], row["articles"]) for row in told_files(crawl)] == [
        (6, 3, 2),
        (2, 2, 2),
    ]
    assert [(row["source"], row["pages"], row["damaged"]) for row in read_ledger(tmp_path / "out")] == [
        ("hills", 3, 0),
        ("hills", 2, 0),
    ]
    assert crawl.report["days"] == [
        {
            "source": "hills",
            "days": {"2026-03-01": 0, "2026-03-02": 2, "2026-03-03": 1},
            "usual": None,
            "none": ["2026-03-01"],
            "few": [],
        }
    ]
    assert "no file of 2026-03-01" in crawl.errors

    again = run_backfill(config, tmp_path / "out", store_url)
    assert again.code == 0, again.errors
    assert told_files(again) == []
    assert again.total["found"] == 0
    assert len(again.rows()) == 3
