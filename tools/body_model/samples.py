"""Reads the annotated pages: their visible blocks, each with whether it is the story's."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from cleaners.decoding import decode
from cleaners.extract.align import align_texts
from cleaners.extract.body_model.layout import lay_out
from cleaners.extract.body_model.measures import Table, measure_blocks
from cleaners.extract.body_model.names import Names, split_names
from cleaners.extract.evidence import read_evidence
from cleaners.extract.page import FlatPage, PageBlock, read_page
from cleaners.extract.page.prepare import prepare_html
from cleaners.model import Media, Page, Rejected, Rules

SETS = ("wcxb", "dari")

Chain = tuple[frozenset[str], ...]
"""Words in class and id of a block's element and of those around it, innermost first."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The blocks of one page: texts, features (names not yet weighed), labels, names around each; `story` is the
    annotated text. Pages of one `group` are never on both sides of a split."""

    name: str
    group: str
    story: str
    texts: tuple[str, ...]
    rows: Table
    labels: NDArray[np.bool_]
    chains: tuple[Chain, ...]

    def fold(self, folds: int) -> int:
        """Which of so many parts this page is in: by group, the same in every run."""
        return crc32(self.group.encode()) % folds


def read_samples(data: Path, rules: Rules) -> Iterator[Sample]:
    """All annotated articles of the page sets; pages of which no block is the story's are passed by."""
    for name in SETS:
        folder = data / "pages" / name
        with gzip.open(folder / "gold.jsonl.gz", "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                if row["kind"] == "article":
                    sample = _read_page(name, row, _read_body(folder / "html", row["key"]), rules)
                    if sample is not None and sample.labels.any():
                        yield sample


def _read_body(folder: Path, key: str) -> bytes:
    packed = folder / f"{key}.html.gz"
    return gzip.decompress(packed.read_bytes()) if packed.exists() else (folder / f"{key}.html").read_bytes()


def _read_page(name: str, row: dict[str, Any], body: bytes, rules: Rules) -> Sample | None:
    page = Page(body, Media.HTML, url=row.get("url"))
    decoded = decode(page, rules)
    flat = None if isinstance(decoded, Rejected) else read_page(prepare_html(decoded.text))
    if flat is None:
        return None
    titles = read_evidence(flat, page, None).titles
    blocks = flat.list_blocks()
    if not blocks:
        return None
    story = row.get("text") or "\n".join(row.get("paragraphs") or ())
    texts = tuple(block.text for block in blocks)
    chosen = align_texts(texts, [line for line in story.split("\n") if line.strip()]).chosen
    host = urlsplit(row.get("url") or "").hostname
    group = ".".join(host.split(".")[-2:]) if host else name
    labels = np.array([number in chosen for number in range(len(blocks))])
    rows = measure_blocks(flat, blocks, titles, Names({}))
    return Sample(
        f"{name}/{row['key']}", group, story, texts, rows, labels, tuple(_list_chains(flat, blocks))
    )


def _list_chains(flat: FlatPage, blocks: Sequence[PageBlock]) -> Iterator[Chain]:
    layout = lay_out(flat, blocks, None)
    chains: list[Chain] = [()]
    for element, parent in zip(layout.elements[1:], layout.parents[1:], strict=True):
        names = "" if element < 0 else flat.names[element]
        chains.append((frozenset(split_names(names)), *chains[parent]))
    return (chains[leaf] for leaf in layout.leaves)
