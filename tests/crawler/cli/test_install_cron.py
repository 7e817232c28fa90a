"""The crontab entry, with a crontab program that keeps its table in a file."""

import doctest
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools import install_cron

REPOSITORY = Path(__file__).resolve().parents[3]

CRONTAB = """#!/bin/sh
if [ "$1" = -l ]; then
  cat "$TABLE" 2>/dev/null || { echo "no crontab for you" >&2; exit 1; }
else
  cat > "$TABLE"
fi
"""


@pytest.fixture
def table(tmp_path, monkeypatch):
    program = tmp_path / "bin" / "crontab"
    program.parent.mkdir()
    program.write_text(CRONTAB)
    program.chmod(0o755)
    monkeypatch.setenv("TABLE", str(tmp_path / "table"))
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    return tmp_path / "table"


def install(*arguments):
    command = [sys.executable, "-m", "tools.install_cron", *map(str, arguments)]
    return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)


def test_an_entry_is_put_in_once_and_taken_out_again(table, tmp_path):
    table.write_text("MAILTO=someone\n5 5 * * * true\n")
    for minute in (7, 9):
        assert install("--out", tmp_path / "one", "--minute", minute).returncode == 0
    assert install("--out", tmp_path / "two", "a", "b").returncode == 0
    lines = table.read_text().splitlines()
    assert lines[:2] == ["MAILTO=someone", "5 5 * * * true"]
    assert [line for line in lines if line.startswith("# khyber")] == [
        f"# khyber: {tmp_path}/one",
        f"# khyber: {tmp_path}/two",
    ]
    assert lines[3].startswith("9 * * * * cd ")
    assert "-m crawler crawl a b --out" in lines[5]
    assert install("--out", tmp_path / "one", "--remove").returncode == 0
    assert install("--out", tmp_path / "two", "--remove").returncode == 0
    assert table.read_text() == "MAILTO=someone\n5 5 * * * true\n"


def test_the_command_of_an_entry_runs_and_says_one_line(table, tmp_path):
    out = tmp_path / "100% news"
    assert install("--out", out, "no-such-source").returncode == 0
    command = table.read_text().splitlines()[1].split(" ", 5)[5].replace("\\%", "%")
    done = subprocess.run(
        ["sh", "-c", command], capture_output=True, text=True, check=False, env={"PATH": "/bin"}
    )
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "")
    assert "no source 'no-such-source'" in (out / "crawl.log").read_text()


def test_without_cron_it_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    done = install("--out", tmp_path / "out")
    assert done.returncode == 1
    assert "use the systemd timer of docs/operations.md" in done.stderr


def test_its_examples_hold():
    result = doctest.testmod(install_cron)
    assert (result.failed, result.attempted > 2) == (0, True)
