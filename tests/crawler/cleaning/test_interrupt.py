"""A run that is ended from outside takes its workers with it, whatever they are doing."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from tests.support.khyber import Process, start_khyber

pytestmark = pytest.mark.slow

LONG = (
    "The bridge was opened again on Monday, the ministry said, and traffic was heavy from the morning on.\n"
)
BUSY_SECONDS = 60.0
GONE_SECONDS = 10.0


@pytest.fixture
def long_text(tmp_path: Path) -> Path:
    path = tmp_path / "long.txt"
    path.write_text("".join(f"{number} {LONG}" for number in range(150_000)))
    return path


def start(path: Path, *options: str) -> Process:
    return start_khyber("clean", str(path), "--format", "jsonl", "--out", "-", *options, new_session=True)


def session(leader: int) -> set[int]:
    """Processes of a session that are not already dead."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
            if os.getsid(int(folder.name)) == leader and state != "Z":
                found.add(int(folder.name))
        except OSError:
            continue
    return found


def wait_until(leader: int, count: range, seconds: float = BUSY_SECONDS) -> set[int]:
    """Processes of a session once there are so many."""
    until = time.monotonic() + seconds
    while len(found := session(leader)) not in count and time.monotonic() < until:
        time.sleep(0.05)
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc to see processes")
@pytest.mark.parametrize("options", [["--no-learn", "--workers", "2"], []])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_no_process_is_left_and_no_traceback(
    long_text: Path, options: list[str], number: signal.Signals
) -> None:
    run = start(long_text, *options)
    # The main process, the server, and what is forked from it: a worker, or the process that counts what recurs.
    busy = wait_until(run.pid, range(3, 99))
    assert len(busy) >= 3
    os.kill(run.pid, number)
    _, said = run.communicate(timeout=BUSY_SECONDS)
    assert wait_until(run.pid, range(1), GONE_SECONDS) == set()
    assert "Traceback" not in said
    if number == signal.SIGINT:
        assert (run.returncode, said) == (130, "khyber: interrupted\n")
