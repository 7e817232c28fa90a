"""The crontab entry, with a crontab program that keeps its table in a file."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.support.khyber import run_khyber

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
    monkeypatch.delenv("KHYBER_CONFIG", raising=False)
    return tmp_path / "table"


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "working folder"
    place.mkdir()
    return place


def cron(*arguments, cwd):
    return run_khyber("cron", *map(str, arguments), cwd=cwd)


def run_entry(line):
    """Run the command of an entry as cron does: by sh, with hardly any environment."""
    command = line.split(" ", 5)[5].replace("\\%", "%")
    return subprocess.run(
        ["sh", "-c", command],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin", "HOME": "/"},
    )


def test_an_entry_is_put_in_once_and_taken_out_again(table, folder, tmp_path):
    others = "MAILTO=someone\n5 5 * * * true\n# khyber: a remark of the owner\n"
    table.write_text(others)
    for minute in (7, 9):
        assert cron("install", "--out", tmp_path / "one", "--minute", minute, cwd=folder).returncode == 0
    done = cron("install", "dawn", "khaama", "--out", tmp_path / "two", "--every", "30m", cwd=folder)
    assert done.returncode == 0
    assert table.read_text().startswith(others)
    one, two = table.read_text().splitlines()[3:]
    assert done.stdout == f"{two}\n"
    assert one.startswith(f"9 * * * * cd '{folder}' && mkdir -p ")
    assert one.endswith(f" 2>> {tmp_path}/one/crawl.log # khyber: {tmp_path}/one")
    assert f" crawl dawn khaama --out {tmp_path}/two 2>> " in two
    assert cron("remove", "--out", tmp_path / "one", cwd=folder).stdout == f"{one}\n"
    assert cron("remove", "--out", tmp_path / "two", cwd=folder).returncode == 0
    again = cron("remove", "--out", tmp_path / "two", cwd=folder)
    assert (again.returncode, again.stderr) == (0, f"khyber: no entry of {tmp_path}/two\n")
    assert table.read_text() == others


def test_an_entry_of_the_first_version_is_replaced(table, folder, tmp_path):
    out = tmp_path / "news"
    table.write_text(
        f"# khyber: {out}\n17 * * * * cd /srv && python -m crawler crawl --out {out}\n1 1 * * * true\n"
    )
    assert cron("install", "--out", out, cwd=folder).returncode == 0
    lines = table.read_text().splitlines()
    assert lines[0] == "1 1 * * * true"
    assert len(lines) == 2


@pytest.mark.parametrize("out", ["100% of 'all' $news; x", "s3://bucket/100%/news"])
def test_the_command_of_an_entry_runs_and_its_log_is_there(table, folder, out):
    (folder / "config").mkdir()
    (folder / "config" / "crawl.toml").write_text("[politeness]\ndelay_seconds = 3\n")
    assert cron("install", "dawn", "--out", out, cwd=folder).returncode == 0
    (folder / "config" / "crawl.toml").write_text("[politeness]\ndelay_secs = 3\n")
    (line,) = table.read_text().splitlines()
    for log in folder.rglob("crawl.log"):
        pytest.fail(f"{log} is there before a run")
    for place in sorted((path for path in folder.rglob("*") if path.name != "config"), reverse=True):
        if place.is_dir():
            place.rmdir()  # whoever clears the folder does not stop the crawl
    done = run_entry(line)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "")
    (log,) = folder.rglob("crawl.log")
    assert 'unknown key "delay_secs"' in log.read_text()
    assert ("state" in log.parts) == out.startswith("s3://")


def test_sources_and_configuration_are_checked_first(table, folder, tmp_path):
    done = cron("install", "dwan", "--out", tmp_path / "news", cwd=folder)
    assert done.returncode == 2
    assert 'no source "dwan": did you mean "dawn"?' in done.stderr
    (folder / "config" / "sources").mkdir(parents=True)
    done = cron("install", "--out", tmp_path / "news", cwd=folder)
    assert (done.returncode, "no source is enabled" in done.stderr) == (2, True)
    done = cron("install", "--out", "a\nb", "--config", REPOSITORY / "config", cwd=folder)
    assert (done.returncode, "a line of a crontab cannot hold" in done.stderr) == (2, True)
    assert not table.exists()


def test_print_changes_nothing(table, folder):
    done = cron("install", "--print", "--every", "1d", "--minute", "5", cwd=folder)
    assert done.stdout.startswith("5 4 * * * cd ")
    assert not table.exists()
    assert not list(folder.iterdir())


def test_a_named_configuration_is_in_the_line(table, folder, monkeypatch):
    config = REPOSITORY / "config"
    named = cron("install", "--print", "--config", os.path.relpath(config, folder), cwd=folder)
    monkeypatch.setenv("KHYBER_CONFIG", str(config))
    assert named.stdout == cron("install", "--print", cwd=folder).stdout
    assert f" --config {config} 2>> " in named.stdout


def test_without_cron_it_says_what_to_do(folder, monkeypatch):
    monkeypatch.setenv("PATH", str(folder))
    done = cron("install", "--out", "news", cwd=folder)
    assert done.returncode == 2
    assert "use the systemd timer of docs/operations.md" in done.stderr


@pytest.mark.parametrize("out", ["http://bucket/x", "S3://bucket/x", "s3://", "s3:///", "/dev/null", " "])
def test_an_output_that_no_crawl_could_write_to_is_refused(out, table, folder):
    done = cron("install", "dawn", "--out", out, cwd=folder)
    assert done.returncode == 2
    assert done.stderr.startswith("khyber: --out ")
    assert "Traceback" not in done.stderr
    assert not table.exists()
    assert not list(folder.iterdir())


def test_a_folder_that_a_line_cannot_hold_is_refused(table, tmp_path):
    place = tmp_path / "line\nbreak"
    place.mkdir()
    assert cron("install", "dawn", "--out", tmp_path / "news", cwd=place).returncode == 2
    assert not table.exists()


def test_lines_of_others_come_back_in_their_encoding(table, folder, tmp_path):
    others = b"5 5 * * * caf\xe9\n"
    table.write_bytes(others)
    assert cron("install", "dawn", "--out", tmp_path / "news", cwd=folder).returncode == 0
    assert table.read_bytes().startswith(others)
