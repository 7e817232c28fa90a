"""`khyber backfill --from ccnews` from files that the tests write: what is taken, what is left, what survives."""

from __future__ import annotations

import json
import signal
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from crawler.cli.app import app
from crawler.state import state_url
from crawler.store import open_store
from tests.support.crawling import Crawl, write_config, write_source
from tests.support.khyber import Process, start_khyber
from tests.support.outputs import count_archived, read_holdings
from tests.support.waiting import wait_until
from tests.support.warcs import Capture, name_warc, write_records, write_warc

SITE = "https://hills.example"
FIRST = datetime(2026, 3, 2, 9, tzinfo=UTC)
SECOND = datetime(2026, 3, 3, 9, tzinfo=UTC)


DAYS = ("--since", "2026-03-01", "--until", "2026-03-03")


def start_backfill(config: Path, out: Path, warcs: str) -> Process:
    """Start a backfill as a process of its own, to be killed or stopped."""
    return start_khyber(*name_arguments(config, out, warcs))


def run_backfill(config: Path, out: Path, warcs: str, *more: str) -> Crawl:
    """Run a backfill to its end in this process."""
    done = CliRunner().invoke(app, [*name_arguments(config, out, warcs), *more])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
    return Crawl(done.exit_code, done.stderr, out, done.stdout)


def name_arguments(config: Path, out: Path, warcs: str) -> list[str]:
    told = ("--from", "ccnews", *(("--warcs", warcs) if warcs else ()))
    return ["backfill", "hills", *DAYS, *told, "--config", str(config), "--out", str(out)]


def wait_until_archived(process: Process, out: Path, size: int) -> None:
    """Wait until a run has archived so many bytes that are not in the store yet."""

    def has_archived() -> bool:
        assert process.poll() is None
        return sum(path.stat().st_size for path in out.glob("state/spool/raw/hills/*/*.warc.gz")) >= size

    wait_until(has_archived, period=0.005)


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
    [page] = (path.read_text() for path in (tmp_path / "out").glob("runs/*/report.html"))
    assert "2026-03-01 (none)" in page

    again = run_backfill(config, tmp_path / "out", store_url)
    assert again.code == 0, again.errors
    assert told_files(again) == []
    assert again.total["found"] == 0
    assert len(again.rows()) == 3


def test_killed_in_the_middle_of_a_file_it_goes_on_there_and_adds_nothing_twice(tmp_path: Path) -> None:
    first = [story(number) for number in range(5)]
    second = [story(number, "2026-03-03") for number in range(5, 125)]
    warcs = tmp_path / "warcs"
    put_files(str(warcs), {name_warc(FIRST, 7): write_warc(first), name_warc(SECOND, 8): write_warc(second)})
    config = configure(tmp_path)
    undisturbed = run_backfill(config, tmp_path / "calm", str(warcs))
    assert undisturbed.code == 0, undisturbed.errors

    out = tmp_path / "out"
    process = start_backfill(config, out, str(warcs))
    wait_until_archived(process, out, 20_000)
    process.kill()
    process.communicate()
    assert [(row["done_at"] is not None, row["articles"]) for row in read_ledger(out)] == [
        (True, 5),
        (False, 0),
    ]

    crawl = run_backfill(config, out, str(warcs))
    assert crawl.code == 0, crawl.errors
    assert "was killed" in crawl.errors
    assert [row["number"] for row in told_files(crawl)] == [2]
    assert read_holdings(out) == read_holdings(tmp_path / "calm")
    assert set(count_archived(out).values()) == {1}
    assert [(row["done_at"] is not None, row["articles"]) for row in read_ledger(out)] == [
        (True, 5),
        (True, 120),
    ]


def test_what_damage_took_is_named_and_a_mended_file_is_read_again(tmp_path: Path) -> None:
    members = write_records([story(1), story(2), story(3)])
    torn = bytearray(b"".join(members))
    torn[len(b"".join(members[:4])) + 40] ^= 0xFF  # in the response of the second story
    warcs, name = tmp_path / "warcs", name_warc(FIRST, 7)
    put_files(str(warcs), {name: bytes(torn)})
    config = configure(tmp_path)
    crawl = run_backfill(config, tmp_path / "out", str(warcs))
    file = name.rpartition("/")[2]
    assert crawl.code == 3
    assert f"khyber: file: {file}: lost " in crawl.errors
    [lost] = (json.loads(path.read_text()) for path in (tmp_path / "out").glob("rejected/*.jsonl"))
    assert (lost["input"], lost["detail"].split(" at ")[0]) == (file, f"lost {len(members[4])} bytes")
    assert sorted(crawl.articles()) == [f"{SITE}/a/1", f"{SITE}/a/3"]
    [row] = read_ledger(tmp_path / "out")
    assert (row["damaged"], row["done_at"] is None) == (1, False)

    known = run_backfill(config, tmp_path / "out", str(warcs))
    assert known.code == 0  # said before, and nothing was read
    assert f"{file}: lost " in known.errors
    put_files(str(warcs), {name: b"".join(members)})
    mended = run_backfill(config, tmp_path / "out", str(warcs))
    assert mended.code == 0, mended.errors
    assert "lost" not in mended.errors
    assert (mended.total["articles"], mended.total["unchanged"]) == (1, 2)
    assert len(mended.rows()) == 3


def test_a_correction_is_a_version_and_what_is_older_than_the_store_is_left(tmp_path: Path) -> None:
    warcs, config = tmp_path / "warcs", configure(tmp_path)
    corrected = Capture(f"{SITE}/a/1", "Village One", "2026-03-02", captured="2026-03-02T12:00:00Z")
    put_files(str(warcs), {name_warc(FIRST, 7): write_warc([story(1), corrected, story(1)])})
    crawl = run_backfill(config, tmp_path / "out", str(warcs))
    assert crawl.code == 0, crawl.errors
    assert (crawl.total["articles"], crawl.total["unchanged"]) == (2, 1)
    older = Capture(f"{SITE}/a/1", "Village Uno", "2026-03-02", captured="2026-03-02T11:00:00Z")
    put_files(str(warcs), {name_warc(SECOND, 8): write_warc([older])})
    again = run_backfill(config, tmp_path / "out", str(warcs))
    assert (again.total["articles"], again.total["unchanged"]) == (0, 1)
    assert [row["title"] for row in again.articles().values()] == ["Council of Village One promises repairs"]


def test_the_ledger_may_lie_in_postgresql(tmp_path: Path, postgres_url: str) -> None:
    warcs, out = tmp_path / "warcs", tmp_path / "out"
    put_files(str(warcs), {name_warc(FIRST, 7): write_warc([story(1), story(2)])})
    config = write_config(
        tmp_path / "config", {"hills": write_source(SITE)}, more=f'[store]\nstate = "{postgres_url}"'
    )
    counts = [run_backfill(config, out, str(warcs)).total["articles"] for _ in range(2)]
    assert counts == [2, 0]
    assert not (out / "state" / "khyber.sqlite").exists()
    assert "2026-03-02       2" in run_backfill(config, out, "", "--gaps").line


def test_of_a_general_source_only_what_is_of_the_beat_is_kept(tmp_path: Path) -> None:
    warcs = tmp_path / "warcs"
    pages = [Capture(f"{SITE}/a/{name}", name, "2026-03-02") for name in ("Kabul", "Nowhere")]
    put_files(str(warcs), {name_warc(FIRST, 7): write_warc(pages)})
    config = configure(tmp_path, 'beat = "afpak"\n')
    crawl = run_backfill(config, tmp_path / "out", str(warcs))
    assert crawl.code == 0, crawl.errors
    assert sorted(crawl.articles()) == [f"{SITE}/a/Kabul"]
    assert crawl.total["rejected"] == {"off_beat": 1}
    assert count_archived(tmp_path / "out") == {f"{SITE}/a/Kabul": 1}


def test_a_file_that_cannot_be_read_is_a_failure_and_the_next_one_is_read(tmp_path: Path) -> None:
    warcs = tmp_path / "warcs"
    put_files(str(warcs), {name_warc(SECOND, 8): write_warc([story(1)])})
    (warcs / name_warc(FIRST, 7)).symlink_to("/proc/self/mem")  # can be opened, and not be read
    crawl = run_backfill(configure(tmp_path), tmp_path / "out", str(warcs))
    assert crawl.code == 3
    assert f"file: {name_warc(FIRST, 7).rpartition('/')[2]}: cannot be read to its end" in crawl.errors
    assert len(crawl.articles()) == 1
    first, second = read_ledger(tmp_path / "out")
    assert (first["done_at"], str(first["problem"])[:14]) == (None, "cannot be read")
    assert second["done_at"] is not None


def test_told_to_stop_it_saves_what_it_has(tmp_path: Path) -> None:
    warcs = tmp_path / "warcs"
    put_files(str(warcs), {name_warc(FIRST, 7): write_warc([story(number) for number in range(150)])})
    config, out = configure(tmp_path), tmp_path / "out"
    process = start_backfill(config, out, str(warcs))
    wait_until_archived(process, out, 8_000)
    process.send_signal(signal.SIGTERM)
    line, errors = process.communicate(timeout=60)
    stopped = Crawl(process.returncode, errors, out, line)
    assert stopped.code == 0, errors
    assert 0 < len(stopped.rows()) < 150
    assert "not read to its end for hills" in errors
    assert run_backfill(config, out, str(warcs)).code == 0
    assert len(stopped.rows()) == len(set(stopped.rows())) == 150


def test_a_limit_is_a_stop_and_gaps_are_printed_by_themselves(tmp_path: Path) -> None:
    warcs, config = tmp_path / "warcs", configure(tmp_path)
    files = {
        FIRST: [*(story(n, "2026-02-20") for n in range(11, 15)), story(1), story(2), story(3)],
        SECOND: [story(4, "2026-03-03")],
    }
    put_files(
        str(warcs),
        {name_warc(begun, begun.day + 5): write_warc(captures) for begun, captures in files.items()},
    )
    crawl = run_backfill(config, tmp_path / "out", str(warcs), "--limit", "2")
    assert (crawl.code, crawl.total["articles"]) == (0, 2)
    (warcs / name_warc(SECOND, 8)).rename(warcs / name_warc(SECOND, 9))
    gaps = run_backfill(config, tmp_path / "out", str(warcs), "--gaps")
    assert gaps.code == 0, gaps.errors
    assert gaps.line.splitlines() == [
        "hills: 2 articles of 2026-03-01 to 2026-03-03; 2 of 3 days without any: 2026-03-01, 2026-03-03",
        "  2026-03-01       0  none",
        "  2026-03-02       2",
        "  2026-03-03       0  none",
        "CC-NEWS-20260302090000-00007.warc.gz: not read to its end for hills",
        "1 file missing between CC-NEWS-20260302090000-00007.warc.gz and CC-NEWS-20260303090000-00009.warc.gz",
        "no file of 2026-03-01",
        "1 of 2 files not read yet, the first of them CC-NEWS-20260303090000-00009.warc.gz",
    ]
    crawl = run_backfill(config, tmp_path / "out", str(warcs), "--limit", "2")
    assert (crawl.code, crawl.total["articles"], crawl.total["unchanged"]) == (0, 2, 2)
    assert "not read" not in crawl.errors


@pytest.mark.parametrize(
    ("warcs", "said"),
    [("nowhere", "nowhere: no such folder"), (".", "holds no file of these days"), ("", "--warcs")],
)
def test_mistakes_are_said_before_anything_is_opened(tmp_path: Path, warcs: str, said: str) -> None:
    crawl = run_backfill(configure(tmp_path), tmp_path / "out", warcs)
    assert crawl.code == 2
    assert said in crawl.errors
    assert not (tmp_path / "out").exists()


def test_gaps_of_nothing_and_a_bucket_that_is_not_there_are_mistakes(tmp_path: Path, s3_url: str) -> None:
    config, out = configure(tmp_path), tmp_path / "out"
    nothing = run_backfill(config, out, "", "--gaps")
    assert nothing.code == 2
    assert "nothing was crawled into it" in nothing.errors
    nowhere = run_backfill(config, out, s3_url.replace("/some/prefix", "-not-there"))
    assert nowhere.code == 2
    assert "-not-there" in nowhere.errors
    assert not out.exists()
