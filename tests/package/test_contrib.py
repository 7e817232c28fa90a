"""The systemd units and the Dockerfile, as far as they can be checked without a machine of their own."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest

from tests.support.shared import REPOSITORY

UNITS = REPOSITORY / "contrib" / "systemd"
DOCKERFILE = (REPOSITORY / "Dockerfile").read_text(encoding="utf-8")


def test_systemd_takes_the_units(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("no systemd-analyze here")
    for unit in UNITS.iterdir():
        text = unit.read_text(encoding="utf-8").replace("/srv/khyber/.venv/bin/khyber", sys.executable)
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    names = ["khyber.service", "khyber.timer", "khyber-failure@x.service"]
    (tmp_path / names[2]).write_bytes((tmp_path / "khyber-failure@.service").read_bytes())
    done = subprocess.run(
        [analyze, "verify", "--man=no", *(tmp_path / name for name in names)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert [line for line in done.stderr.splitlines() if str(tmp_path) in line or "khyber" in line] == []


def test_a_failure_calls_the_notice_and_a_held_lock_is_none() -> None:
    service = (UNITS / "khyber.service").read_text(encoding="utf-8")
    assert "OnFailure=khyber-failure@%n.service\n" in service
    assert "SuccessExitStatus=4\n" in service


def test_the_notice_hands_a_message_to_the_program_that_is_named(tmp_path: Path) -> None:
    (command,) = re.findall(
        r"^ExecStart=/bin/sh -c '(.*)'$", (UNITS / "khyber-failure@.service").read_text(), re.M
    )
    (tmp_path / "journalctl").write_text('#!/bin/sh\necho "the last lines of $1"\n')
    (tmp_path / "journalctl").chmod(0o755)
    notify = f"tee '{tmp_path}/the notice'"
    done = subprocess.run(
        ["/bin/sh", "-c", command.replace("%i", "khyber.service").replace("$$", "$")],
        env={"PATH": f"{tmp_path}:/usr/bin:/bin", "KHYBER_NOTIFY": notify},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.startswith("khyber.service failed on ")
    assert (tmp_path / "the notice").read_text().endswith("the last lines of --unit=khyber.service\n")


def test_the_image_runs_as_nobody_special_and_ends_with_the_verbs_code() -> None:
    last = DOCKERFILE.split("\nFROM ")[-1]
    assert int(re.findall(r"^USER (\d+):\d+$", last, re.M)[-1]) > 0
    assert 'ENTRYPOINT ["khyber"]' in last, (
        "a shell in between would keep signals and the exit code to itself"
    )


def test_the_image_gets_what_the_wheel_is_built_from_and_no_more() -> None:
    lines = (REPOSITORY / ".dockerignore").read_text(encoding="utf-8").split()
    let_in = {line.removeprefix("!") for line in lines if line.startswith("!")}
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    packages = {one.rstrip("*") for one in project["tool"]["setuptools"]["packages"]["find"]["include"]}
    files = {"LICENSE", "README.md", "config", "pyproject.toml", "requirements.lock", "setup.py"}
    assert let_in == packages | files
    assert lines[0] == "*"
    assert not any(fnmatch("tests", one) for one in let_in)
