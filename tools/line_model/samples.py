"""Reads the annotated texts: lines as the model will see them, each with its label."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zlib import crc32

from cleaners.blocks import Context, segment
from cleaners.model import Rules
from cleaners.process import clean_row
from cleaners.repair import repair_text
from tools.line_model.align import Label, label_lines, tokens

WEB_SETS = ("wcxb-dump", "wcxb-residual")
NEWS_SETS = ("the_news", "tribune")
CLEANER = "remove_unlikely_lines"
STORY_FROM = 0.75  # label from which a line counts as the story's
BOILERPLATE_BELOW = 0.3
DATE = 8  # digits: news texts of one day stay together, since they share stories


@dataclass(frozen=True, slots=True)
class Sample:
    """The lines of one text and their labels; texts of one `group` are never on both sides of a split."""

    name: str
    group: str
    lines: tuple[str, ...]
    labels: tuple[Label, ...]

    def fold(self, folds: int) -> int:
        """Which of so many parts this sample is in: by group, the same in every run."""
        return crc32(self.group.encode()) % folds

    def teaches(self) -> bool:
        """Whether a line is known to be the story's: without one the annotation is of another text."""
        return any(label is not None and label >= STORY_FROM for label in self.labels)


def read_texts(data: Path, rules: Rules) -> Iterator[tuple[str, dict[str, Any], Sample]]:
    """All texts of the four sets: name of the set, row of its file, sample."""
    pages = {row["key"]: row for row in read_rows(data / "pages" / "wcxb" / "gold.jsonl.gz")}
    for name in (*WEB_SETS, *NEWS_SETS):
        for row in read_rows(data / "text" / f"{name}.jsonl.gz"):
            page = pages.get(row["key"], {}) if name in WEB_SETS else {}
            yield name, row, read_sample(name, row, page, rules)


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a compressed file of JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def read_sample(name: str, row: dict[str, Any], page: dict[str, Any], rules: Rules) -> Sample:
    """One text as the cleaner meets it, behind the rules that run before it. A title counts as the story's."""
    story = row.get("text")
    if story is None:
        story = "\n".join(row.get("paragraphs") or ())
    lines = lines_before_cleaner(row["dirty"], rules)
    labels = label_lines(lines, story)
    title = tokens(page.get("title") or row.get("title") or "")
    if title:
        labels = [1.0 if tokens(line) == title else label for line, label in zip(lines, labels, strict=True)]
    if (
        name in NEWS_SETS
    ):  # the standfirst above a story goes into a field: no boilerplate, though not in the text
        first = next((at for at, label in enumerate(labels) if label and label >= STORY_FROM), 0)
        labels[:first] = [None] * first
    group = site_of(page, row["key"]) if name in WEB_SETS else f"{name} {row['key'].split('-')[1][:DATE]}"
    return Sample(f"{name}/{row['key']}", group, tuple(lines), tuple(labels))


def lines_before_cleaner(dirty: str, rules: Rules) -> list[str]:
    """The lines that the cleaners in front of the model's leave of a text."""
    names = rules.cleaners
    names = names[: names.index(CLEANER)] if CLEANER in names else names
    row, _ = segment(repair_text(dirty, rules.repairs)[0])
    last = clean_row(row, Context(), names)
    return [block.text for block in last if block.removal is None]


def site_of(page: dict[str, Any], key: str) -> str:
    """The registered domain of a page, roughly: its last two labels; its key where the address is not known."""
    host = urlsplit(page.get("url") or "").hostname
    return ".".join(host.split(".")[-2:]) if host else f"page {key}"
