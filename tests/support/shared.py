"""The annotated data beside the repository, where it is there; never part of it."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]

EXAMPLES = int(os.environ.get("KHYBER_EXAMPLES", "50"))
"""Inputs that a property is tried on: 50 while one works, 100 in `make check`, many in `make torture`."""


def shared_path(*parts: str) -> Path:
    """A path in the shared folder; skips the test where it is missing."""
    root = Path(os.environ.get("KHYBER_SHARED", REPOSITORY.parent / "shared"))
    path = root.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"no shared data at {path}: set KHYBER_SHARED to run this test")
    return path


def scale(count: int) -> int:
    """As many of `count` texts as `EXAMPLES` are of a hundred."""
    return count * EXAMPLES // 100


def read_set(name: str, limit: int | None = None) -> Iterator[dict[str, Any]]:
    """Rows of one text set."""
    with gzip.open(shared_path("data", "text", f"{name}.jsonl.gz"), "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if limit is not None and number >= limit:
                return
            yield json.loads(line)
