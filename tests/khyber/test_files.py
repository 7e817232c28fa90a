"""The library on files: the same articles as the command, one at a time."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

import khyber
from tests.support.shared import REPOSITORY
from tests.support.warcs import Capture, write_warc

SEEDS = REPOSITORY / "seeds"
STORY = (
    "The road over the Salang was closed by snow on Friday, said the governor of the province in Charikar. "
)


def test_it_gives_what_the_command_prints() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "crawler", "clean", str(SEEDS), "--format", "jsonl", "--out", "-"],
        capture_output=True, cwd=REPOSITORY, check=True,
    )  # fmt: skip
    printed = [json.loads(line) for line in done.stdout.splitlines()]
    given = [one.to_dict() for one in khyber.clean_files(SEEDS) if isinstance(one, khyber.Article)]
    assert [list(one) for one in given] == [list(one) for one in printed]
    assert [{**one, "run": None} for one in json.loads(json.dumps(given))] == [
        {**one, "run": None} for one in printed
    ]


def test_files_folders_and_packed_ones_come_in_their_order(tmp_path: Path) -> None:
    (tmp_path / "b.html.gz").write_bytes(gzip.compress(f"<h1>Snow</h1><p>{STORY * 5}</p>".encode()))
    (tmp_path / "a.txt").write_text(f"Snow\n\n{STORY * 5}")
    (tmp_path / "c.txt.gz").write_bytes(b"\x1f\x8b damaged")
    (tmp_path / "notes.pdf").write_bytes(b"%PDF-1.7")
    single = tmp_path / "a.txt"
    outcomes = list(khyber.clean_files(tmp_path, str(single)))
    assert [one.input for one in outcomes] == ["a.txt", "b.html.gz", "c.txt.gz", "a.txt"]
    assert [isinstance(one, khyber.Article) for one in outcomes] == [True, True, False, True]


def test_archives_give_the_pages_in_them(tmp_path: Path) -> None:
    captures = [Capture(f"https://news.example/{name}", name, "2026-03-01") for name in ("bridge", "school")]
    (tmp_path / "news.warc.gz").write_bytes(write_warc(captures))
    one, two = khyber.clean_files(tmp_path / "news.warc.gz")
    assert [one.url, two.url] == [capture.url for capture in captures]
    assert isinstance(one, khyber.Article)
    assert str(one.published_at) == "2026-03-01 00:00:00+00:00"


def test_one_page_is_read_at_a_time(tmp_path: Path) -> None:
    for name in "abc":
        (tmp_path / f"{name}.txt").write_text(f"Snow\n\n{STORY * 5}")
    outcomes = khyber.clean_files(tmp_path, learn=False)
    assert next(outcomes).input == "a.txt"
    (tmp_path / "c.txt").write_bytes(b"%PDF-1.7")
    assert [isinstance(one, khyber.Article) for one in outcomes] == [True, False]


def test_lines_that_recur_around_the_texts_of_a_folder_go(tmp_path: Path) -> None:
    for number in range(6):
        body = "".join(f"{STORY}It was day {number} of {10 * number + n}.\n\n" for n in range(4))
        (tmp_path / f"{number}.txt").write_text(
            f"Day {number} on the Salang\n\n{body}Bring oranges to the valley\n"
        )
    assert all("oranges" not in one.text for one in khyber.clean_files(tmp_path))
    assert all("oranges" in one.text for one in khyber.clean_files(tmp_path, learn=False))


def test_what_is_not_there_is_said_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nowhere"):
        khyber.clean_files(SEEDS, tmp_path / "nowhere")
    (tmp_path / "notes.pdf").write_bytes(b"%PDF-1.7")
    with pytest.raises(ValueError, match=r"notes\.pdf: not a \.txt"):
        khyber.clean_files(tmp_path / "notes.pdf")
    with pytest.raises(ValueError, match="no such source"):
        khyber.clean_files(SEEDS, source="nobody")


def test_it_is_safe_in_a_script_without_a_guard(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(f"import khyber\nprint(sum(1 for _ in khyber.clean_files({str(SEEDS)!r})))\n")
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert int(done.stdout) > 8
