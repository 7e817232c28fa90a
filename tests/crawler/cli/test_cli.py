"""The `khyber` command as a user runs it: a process of its own, its output, its exit codes."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from crawler.state.lock import hold_lock
from tests.support.khyber import run_khyber as khyber
from tests.support.shared import REPOSITORY, shared_path

SEEDS = str(REPOSITORY / "seeds")


@pytest.mark.parametrize(
    "verb",
    [
        [],
        ["clean"],
        ["undo"],
        ["explain"],
        ["crawl"],
        ["sources"],
        ["sources", "list"],
        ["sources", "learn"],
        ["report"],
        ["articles"],
        ["articles", "compact"],
    ],
)
def test_help_shows_an_example(verb: list[str]) -> None:
    done = khyber(*verb, "--help")
    assert done.returncode == 0
    assert "Example: khyber " in " ".join(done.stdout.split())


def test_clean_prints_lines_in_the_order_of_the_files() -> None:
    done = khyber("clean", SEEDS, "--format", "jsonl", "--out", "-")
    assert done.returncode == 0, done.stderr
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(records) > 8
    assert [r["input"] for r in records] == sorted(r["input"] for r in records)
    assert all(r["schema"] == "article/1" and r["text"] == "\n\n".join(r["paragraphs"]) for r in records)
    last = json.loads(done.stderr.splitlines()[-1])
    assert last["event"] == "finished"


def test_clean_gives_the_same_with_more_workers() -> None:
    lines = [
        khyber("clean", SEEDS, "--format", "jsonl", "--out", "-", "--workers", n).stdout for n in ("1", "3")
    ]
    plain = [[without_run(line) for line in text.splitlines()] for text in lines]
    assert plain[0] == plain[1]


def without_run(line: str) -> dict[str, object]:
    return {key: value for key, value in json.loads(line).items() if key != "run"}


def test_clean_twice_adds_nothing(tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = khyber("clean", SEEDS, "--out", str(out), "--format", "files,jsonl,parquet")
    assert first.returncode == 0, first.stderr
    kept = {
        p: p.read_bytes()
        for folder in ("articles", "text", "jsonl")
        for p in (out / folder).rglob("*")
        if p.is_file()
    }
    assert any(p.suffix == ".parquet" for p in kept)
    assert sum(pq.read_metadata(p).num_rows for p in kept if p.suffix == ".parquet") > 8
    second = khyber("clean", SEEDS, "--out", str(out), "--format", "files,jsonl,parquet")
    assert second.returncode == 0, second.stderr
    again = {
        p: p.read_bytes()
        for folder in ("articles", "text", "jsonl")
        for p in (out / folder).rglob("*")
        if p.is_file()
    }
    assert again == kept


def test_clean_writes_to_s3_under_the_same_keys(tmp_path: Path, s3_url: str) -> None:
    local = tmp_path / "out"
    assert khyber("clean", SEEDS, "--out", str(local), "--format", "files").returncode == 0
    seeds = tmp_path / "work"
    seeds.mkdir()
    options = ("--format", "files", "--config", str(REPOSITORY / "config"))
    done = khyber("clean", SEEDS, "--out", s3_url, *options, cwd=seeds)
    assert done.returncode == 0, done.stderr
    from crawler.store import open_store

    keys = {info.key for info in open_store(s3_url).iter_keys("text/")}
    assert keys == {p.relative_to(local).as_posix() for p in (local / "text").rglob("*") if p.is_file()}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (
            ("clean", "no/such/folder", "--format", "jsonl", "--out", "-"),
            "no/such/folder: no such file or folder",
        ),
        (("clean", SEEDS, "--out", "-"), "add --format jsonl"),
        (("clean", SEEDS, "--format", "xml"), "--format xml: choose of files, jsonl, parquet"),
        (
            ("clean", SEEDS, "--source", "nobody", "--format", "jsonl", "--out", "-"),
            "--source nobody: no such source",
        ),
        (("clean", SEEDS, "--out", "ftp://x/y"), "ftp://"),
        (("explain", "no-such-file.txt"), "no such file or folder"),
        (("crawl", "--config", "tests"), "cleaning.toml"),
    ],
)
def test_usage_errors_are_one_line_and_exit_with_2(arguments: tuple[str, ...], says: str) -> None:
    done = khyber(*arguments)
    assert done.returncode == 2, done.stderr
    lines = done.stderr.strip().splitlines()
    assert says in lines[-1]
    assert len(lines) == 1


def test_a_configuration_error_names_file_key_and_nearest(tmp_path: Path) -> None:
    config = tmp_path / "config"
    shutil.copytree(REPOSITORY / "config", config)
    text = (config / "cleaning.toml").read_text(encoding="utf-8")
    (config / "cleaning.toml").write_text(text.replace('"fix_mojibake"', '"fix_mojibak"'), encoding="utf-8")
    done = khyber("clean", SEEDS, "--out", "-", "--format", "jsonl", "--config", str(config))
    assert done.returncode == 2
    assert "cleaning.toml" in done.stderr
    assert "fix_mojibak" in done.stderr
    assert "fix_mojibake" in done.stderr


def test_a_second_run_on_the_same_output_is_refused(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with hold_lock(out / "state" / "khyber.lock"):
        done = khyber("clean", SEEDS, "--out", str(out))
    assert done.returncode == 4
    assert "another run" in done.stderr


def test_bad_inputs_cost_themselves_only_and_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Bridge reopens\nThe bridge was opened again on Monday, police said.\n")
    (tmp_path / "b.html.gz").write_bytes(b"\x1f\x8b not gzip at all")
    (tmp_path / "c.txt").write_bytes(b"%PDF-1.7 \x00\x01\x02" + bytes(range(256)))
    (tmp_path / "d.warc.gz").write_bytes(b"\x1f\x8b\x08 cut off")
    (tmp_path / "e.txt").write_bytes(b"")
    (tmp_path / "f.txt").write_text("Road closes\nThe road was closed on Tuesday, police said.\n")
    done = khyber("clean", str(tmp_path), "--format", "jsonl", "--out", "-")
    assert done.returncode == 3
    assert [json.loads(line)["input"] for line in done.stdout.splitlines()] == ["a.txt", "f.txt"]
    for name in ("b.html.gz", "c.txt", "d.warc.gz"):
        assert name in done.stderr


def test_explain_names_the_cleaner_and_the_reason() -> None:
    done = khyber("explain", str(REPOSITORY / "seeds" / "stray-circumflex.txt"))
    assert done.returncode == 0
    assert "remove_stray_circumflex" in done.stdout
    assert "remove_pull_quotes" in done.stdout
    as_json = khyber("explain", "--json", str(REPOSITORY / "seeds" / "stray-circumflex.txt"))
    verdicts = [json.loads(line) for line in as_json.stdout.splitlines()]
    assert {"HIGHLIGHT"} == {v["text"] for v in verdicts if v["cleaner"] == "remove_pull_quotes"} - {
        v["text"] for v in verdicts if v["kept"]
    }


def test_sources_are_listed_as_unverified() -> None:
    done = khyber("sources", "list")
    assert done.returncode == 0
    assert {"dawn", "arabnews", "khaama", "menafn"} <= set(done.stdout.split())


def test_the_shared_seeds_come_out_exactly() -> None:
    check = shared_path("seeds", "check.py")
    command = f"{sys.executable} -m crawler clean {{input}} --format jsonl --out -"
    done = subprocess.run(
        [sys.executable, str(check), "--command", command],
        capture_output=True,
        text=True,
        cwd=REPOSITORY,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert done.stdout.strip().endswith(" 0 failed")
