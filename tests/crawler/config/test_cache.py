"""The cache of checked rules: the same rules, for exactly the same files, and never in the way."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from crawler.config import load_rules
from crawler.config.cache import cache_path, digest_files, read_cache
from crawler.config.rules import read_rules
from crawler.errors import ConfigError
from tests.support.shared import REPOSITORY


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return Path(shutil.copytree(REPOSITORY / "config", tmp_path / "config"))


def test_cached_rules_are_the_rules(config: Path) -> None:
    checked = load_rules(config)
    assert (
        read_cache(cache_path(), digest_files(config)) == checked == load_rules(config) == read_rules(config)
    )


def test_a_changed_file_is_checked_again(config: Path) -> None:
    before = load_rules(config)
    path = config / "cleaning.toml"
    path.write_text(path.read_text().replace("max_bytes = 5_242_880", "max_bytes = 4_242_880"))
    after = load_rules(config)
    assert (after.max_bytes, after.digest == before.digest) == (4_242_880, False)
    path.write_text(path.read_text() + "\nmax_byte = 1\n")
    with pytest.raises(ConfigError):
        load_rules(config)


@pytest.mark.parametrize("damage", [b"", b"x", b"{}"])
def test_a_damaged_cache_is_passed_over(config: Path, damage: bytes) -> None:
    checked = load_rules(config)
    whole = cache_path().read_bytes()
    for body in (
        damage,
        whole[:-1],
        whole[:100] + damage + whole[101:],
        whole.replace(b"5242880", b"9242880"),
    ):
        cache_path().write_bytes(body)
        assert load_rules(config) == checked


def test_without_a_place_to_write_rules_are_loaded_all_the_same(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert load_rules(config) == read_rules(config)
