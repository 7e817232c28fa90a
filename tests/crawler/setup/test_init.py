"""`khyber init`: a configuration to edit, and nothing of its owner's overwritten."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.config import find_config_dir, load_crawl_settings, load_rules, load_sources
from crawler.errors import ConfigError, Exit
from crawler.setup.init import run_init
from tests.support.shared import REPOSITORY


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KHYBER_CONFIG", raising=False)
    return tmp_path


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_it_writes_the_shipped_configuration_and_a_line_for_cron(here: Path) -> None:
    assert run_init(Path("config"), force=False) == Exit.OK
    shipped = REPOSITORY / "config"
    assert names(here / "config") == names(shipped) | {"crontab.example"}
    assert find_config_dir() == Path("config")
    assert load_sources(Path("config")) == load_sources(shipped)
    assert load_rules(Path("config")) == load_rules(shipped)
    assert load_crawl_settings(Path("config")) == load_crawl_settings(shipped)
    line = (here / "config" / "crontab.example").read_text().splitlines()[-1]
    assert f"cd {here} && " in line
    assert " --config " not in line


def test_another_folder_is_named_in_what_it_says_next(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run_init(Path("mine"), force=False)
    said = capsys.readouterr()
    assert said.out == "mine\n"
    assert "khyber sources list --config mine" in said.err
    assert f" --config {here}/mine " in (here / "mine" / "crontab.example").read_text()


def test_it_overwrites_only_when_told_to(here: Path) -> None:
    folder = here / "config"
    folder.mkdir()
    (folder / "crawl.toml").write_text("# mine\n")
    with pytest.raises(
        ConfigError, match=r"config/crawl\.toml: exists already: name another folder, or overwrite"
    ):
        run_init(folder, force=False)
    assert names(folder) == {"crawl.toml"}
    (folder / "sources").mkdir()
    (folder / "sources" / "valley.toml").write_text("# mine too\n")
    assert run_init(folder, force=True) == Exit.OK
    assert (folder / "crawl.toml").read_bytes() == (REPOSITORY / "config" / "crawl.toml").read_bytes()
    assert (folder / "sources" / "valley.toml").read_text() == "# mine too\n"
    with pytest.raises(ConfigError, match=r"exists already \(and \d+ more files\)"):
        run_init(folder, force=False)


def test_a_folder_that_cannot_be_made_is_one_line(here: Path) -> None:
    (here / "file").write_text("")
    with pytest.raises(ConfigError, match=r"file/config: cannot be written \(Not a directory\)"):
        run_init(Path("file/config"), force=False)
