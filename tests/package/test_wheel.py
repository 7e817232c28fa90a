"""The wheel as a user has it: built from the files of the repository, installed into an empty environment, used elsewhere."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from tests.support.shared import REPOSITORY

pytestmark = pytest.mark.slow

VERSION = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
PACKAGES = ("cleaners", "crawler", "khyber")
SHIPPED = sorted(path.stem for path in (REPOSITORY / "config" / "sources").glob("*.toml"))


def call(*command: object, cwd: Path, **variables: str) -> str:
    """Run a command that must work; returns what it printed."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "KHYBER"))}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd, env=clean | variables, capture_output=True, text=True, encoding="utf-8", timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{command}: {done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built where an earlier build cannot have left anything."""
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    listed = call("git", "ls-files", "--cached", "--others", "--exclude-standard", cwd=REPOSITORY)
    for name in filter(lambda name: (REPOSITORY / name).is_file(), listed.splitlines()):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(REPOSITORY / name, source / name)
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")
    call(
        *pip, "wheel", "--no-index", "--no-deps", "--no-build-isolation", "--wheel-dir", out, ".", cwd=source
    )
    (built,) = out.iterdir()
    return built


@pytest.fixture(scope="module")
def khyber(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `khyber` program of an environment that holds the wheel, and its dependencies by reference."""
    place = tmp_path_factory.mktemp("environment")
    call(sys.executable, "-m", "venv", "--without-pip", place, cwd=place)
    program = place / "bin" / "khyber"
    pip = (
        sys.executable,
        "-m",
        "pip",
        "--disable-pip-version-check",
        "--quiet",
        "--python",
        place / "bin" / "python",
    )
    call(*pip, "install", "--no-index", "--no-deps", wheel, cwd=place)
    # A path file is read after the folder that it lies in: what the wheel brings wins. Path files behind it, such as
    # that of an editable install, are not read.
    (packages,) = place.glob("lib/python*/site-packages")
    (packages / "dependencies.pth").write_text(f"{Path(pytest.__file__).resolve().parents[1]}\n")
    return program


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, and no cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    empty = tmp_path / "empty"
    empty.mkdir()
    return empty


def test_it_holds_the_packages_and_the_configuration_and_nothing_else(wheel: Path) -> None:
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    listed = call("git", "ls-files", *PACKAGES, "config", cwd=REPOSITORY).splitlines()
    wanted = {f"khyber/{name}" if name.startswith("config/") else name for name in listed}
    untracked = set(call("git", "ls-files", "--others", "--exclude-standard", cwd=REPOSITORY).splitlines())
    assert held - untracked == {name for name in wanted if name in held or (REPOSITORY / name).is_file()}


def test_the_library_works_in_an_empty_folder(khyber: Path, folder: Path) -> None:
    code = (
        "import khyber, sys\n"
        "article = khyber.clean(sys.argv[1] * 9, url='https://valley-times.example/dam')\n"
        "print(khyber.__version__, article.language, article.code, khyber.__file__, sep='\\n')"
    )
    story = "The dam at Warsak was opened on Friday, the minister said in Peshawar. "
    lines = call(khyber.parent / "python", "-c", code, story, cwd=folder).splitlines()
    assert lines[:3] == [VERSION, "en", VERSION]
    assert khyber.parents[1] in Path(lines[3]).parents


def test_its_types_reach_whoever_uses_it(khyber: Path, folder: Path) -> None:
    (folder / "use.py").write_text(
        "import khyber\n\noutcome = khyber.clean(b'')\nreveal_type(outcome)\n"
        "if isinstance(outcome, khyber.Article):\n    reveal_type(outcome.published_at)\n"
        "for each in khyber.clean_files('x'):\n    reveal_type(each.to_dict())\n"
    )
    python = khyber.parent / "python"
    said = call(sys.executable, "-m", "mypy", "--strict", "--python-executable", python, "use.py", cwd=folder)
    assert 'note: Revealed type is "cleaners.' in said
    assert '"datetime.datetime | None"' in said
    assert '"dict[str, object]"' in said.replace("builtins.", "")


def test_the_command_finds_the_shipped_configuration(khyber: Path, folder: Path) -> None:
    assert call(khyber, "--version", cwd=folder) == f"khyber {VERSION}\n"
    listed = call(khyber, "sources", "list", cwd=folder, COLUMNS="200")
    assert all(f" {source} " in listed for source in SHIPPED)
    (folder / "story.txt").write_bytes((REPOSITORY / "seeds" / "two-stories.txt").read_bytes())
    printed = call(khyber, "clean", "story.txt", "--format", "jsonl", "--out", "-", cwd=folder)
    assert [json.loads(line)["part"] for line in printed.splitlines()] == [1, 2]
    assert sorted(path.name for path in folder.iterdir()) == ["story.txt"]
    refused = subprocess.run(
        [khyber, "crawl", "dwan"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert refused.returncode == 2
    assert refused.stderr.endswith("khyber/config/sources: did you mean dawn?\n")


def test_a_folder_of_ones_own_wins(khyber: Path, folder: Path) -> None:
    call(khyber, "init", cwd=folder)
    for path in (folder / "config" / "sources").glob("*.toml"):
        if path.stem != "dawn":
            path.unlink()
    listed = call(khyber, "sources", "list", cwd=folder, COLUMNS="200")
    assert [source for source in SHIPPED if f" {source} " in listed] == ["dawn"]


def test_what_is_shipped_is_not_changed_in_place(khyber: Path, folder: Path) -> None:
    done = subprocess.run(
        [khyber, "sources", "add", "https://valley-times.example/"],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "khyber init writes a copy to edit" in done.stderr
