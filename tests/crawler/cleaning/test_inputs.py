"""Inputs as people leave them: files and folders that may not be read, empty names, stores among them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cleaners.model import Page, Rejected
from crawler.cleaning.inputs import list_files, read_inputs
from crawler.errors import InputError
from tests.support.shared import REPOSITORY

NOBODY = 65534
STORY = "The dam at Warsak was opened on Friday, officials said. The river had been low for months.\n"

READ = """
import os, sys
import crawler.store.warc.read, encodings.idna
from crawler.cleaning.inputs import read_inputs
os.setgid({uid}); os.setuid({uid})
for one in read_inputs([sys.argv[1]]):
    print(one.input, getattr(one, "reason", "page"), sep="\t")
"""


@pytest.mark.parametrize("name", ["", " "])
def test_an_input_without_a_name_is_an_error(name: str) -> None:
    with pytest.raises(InputError, match="no name"):
        list(list_files([name]))


@pytest.mark.skipif(os.getuid() != 0, reason="only root may become somebody who may not read a file")
def test_what_may_not_be_read_costs_itself(tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    (folder / "closed").mkdir(parents=True)
    for name in ("a.txt", "b.html", "c.warc", "closed/d.txt", "e.txt"):
        (folder / name).write_text(STORY, encoding="utf-8")
    for place in (tmp_path, *tmp_path.parents):
        if place.stat().st_uid == 0 and place != Path("/") and "pytest" in str(place):
            place.chmod(0o755)
    for name in ("b.html", "c.warc", "closed"):
        (folder / name).chmod(0)
    done = subprocess.run(
        [sys.executable, "-c", READ.format(uid=NOBODY), str(folder)],
        capture_output=True, text=True, cwd=REPOSITORY, check=True, timeout=120,
    )  # fmt: skip
    assert done.stdout.splitlines() == [
        "a.txt\tpage", "b.html\tunreadable", "c.warc\tunreadable", "closed/\tunreadable", "e.txt\tpage",
    ]  # fmt: skip


def test_a_file_that_went_away_costs_itself(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(STORY, encoding="utf-8")
    pages = read_inputs([str(tmp_path)])
    assert isinstance(next(pages), Page)
    (tmp_path / "b.txt").unlink()
    (gone,) = pages
    assert isinstance(gone, Rejected)
    assert gone.reason == "unreadable"


def test_of_a_store_only_its_archive_is_an_input(tmp_path: Path) -> None:
    for name in (
        "a.html",
        "data/raw/x.warc",
        "data/text/b.txt",
        "data/runs/r/report.html",
        "data/state/c.txt",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(STORY, encoding="utf-8")
    assert [file.key for file in list_files([str(tmp_path)])] == ["a.html", "data/raw/x.warc"]
    assert [file.key for file in list_files([str(tmp_path / "data")])] == ["raw/x.warc"]
    assert [file.key for file in list_files([str(tmp_path / "data/text")])] == ["b.txt"]
