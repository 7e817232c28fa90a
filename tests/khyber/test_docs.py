"""The examples of docs/library.md run, one after the other, as a reader would type them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import khyber
from tests.support.shared import REPOSITORY

TEXT = (REPOSITORY / "docs" / "library.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


def test_the_examples_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old-scrapes").mkdir()
    for name in ("two-stories.txt", "dari-solar-date.txt"):
        (tmp_path / "old-scrapes" / name).write_bytes((REPOSITORY / "seeds" / name).read_bytes())
    (tmp_path / "my-rules").mkdir()
    (tmp_path / "my-rules" / "cleaning.toml").write_bytes((REPOSITORY / "config/cleaning.toml").read_bytes())
    names: dict[str, object] = {}
    for number, block in enumerate(BLOCKS):
        exec(compile(block, f"docs/library.md, example {number + 1}", "exec"), names)  # noqa: S102
    assert names["titles"] == ["Snow Closes the Salang", "Orchards Counted in Kandahar"]
    assert len((tmp_path / "articles.jsonl").read_text(encoding="utf-8").splitlines()) == 3


def test_every_promised_name_is_described() -> None:
    assert [name for name in khyber.__all__ if f"`{name}" not in TEXT and name != "__version__"] == []
