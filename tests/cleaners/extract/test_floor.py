"""Extraction measured on annotated pages, where they are at hand: quality that cannot quietly fall."""

from __future__ import annotations

import gzip
import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import mean
from typing import Any

import pytest

from cleaners.decoding import decode
from cleaners.extract import extract
from cleaners.model import STORY, Decoded, Extracted, Media, Page, Rules

RULES = Rules((), (), {})
SHARED = Path(os.environ.get("KHYBER_SHARED") or Path(__file__).parents[3].parent / "shared")
PAGES = SHARED / "data" / "pages"

pytestmark = pytest.mark.skipif(
    not PAGES.is_dir(),
    reason=f"no annotated pages in {PAGES}; set KHYBER_SHARED to the folder that holds data/pages",
)


def read_set(name: str, limit: int) -> Iterator[tuple[dict[str, Any], Extracted | None]]:
    """Annotations of a set with what is extracted from the pages."""
    with gzip.open(PAGES / name / "gold.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    for row in rows[:limit]:
        path = next((PAGES / name / "html").glob(f"{row['key']}.html*"))
        body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        page = Page(body, Media.HTML)
        decoded = decode(page, RULES)
        result = extract(decoded.text, page, RULES) if isinstance(decoded, Decoded) else None
        yield row, result if isinstance(result, Extracted) else None


def story_of(extracted: Extracted | None) -> list[str]:
    blocks = extracted.blocks if extracted else ()
    return [block.text for block in blocks if block.removal is None and block.kind in STORY]


def words(texts: list[str]) -> Counter[str]:
    return Counter(re.findall(r"\w+", "\n".join(texts).lower()))


def score(gold: Counter[str], found: Counter[str]) -> float:
    return 2 * (gold & found).total() / (gold.total() + found.total())


def test_dari_pages_come_out_word_for_word() -> None:
    for row, extracted in read_set("dari", 100):
        if row["kind"] == "article":
            assert extracted is not None, row["key"]
            assert words(story_of(extracted)) == words(row["paragraphs"]), row["key"]
            assert (extracted.fields.title, (extracted.fields.published or "")[:10]) == (
                row["title"],
                row["published"][:10],
            )
        else:
            assert extracted is None, row["key"]


def test_pages_of_the_general_web_do_not_fall_below_the_floor() -> None:
    read = [(row, extracted) for row, extracted in read_set("wcxb", 60) if row["kind"] == "article"]
    assert [row["key"] for row, extracted in read if extracted is None] == []
    assert mean(score(words([row["text"]]), words(story_of(extracted))) for row, extracted in read) >= 0.938
