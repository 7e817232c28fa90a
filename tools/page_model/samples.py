"""Reads the annotated pages: what the extractor measured of each, and whether it is an article."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch
from zlib import crc32

from cleaners.addresses import find_site
from cleaners.decoding import decode
from cleaners.extract import stage
from cleaners.extract.evidence import Evidence
from cleaners.extract.page import FlatPage, PageBlock
from cleaners.extract.page_kinds.measures import Row, measure_page
from cleaners.model import Media, Page, Rejected, Rules

ANNOTATED = ("wcxb", "dari")
SITES = "sites"


@dataclass(frozen=True, slots=True)
class Sample:
    """The measures of one page, for each choice of its story that was looked at; pages of one `group` (a site) are
    never on both sides of a split. `judged` pages count in the figures, the others only teach."""

    name: str
    group: str
    rows: tuple[Row, ...]
    article: bool
    judged: bool

    def fold(self, folds: int, seed: int = 0) -> int:
        """Part of a cross-validation that the page belongs to."""
        return crc32(f"{seed}{self.group}".encode()) % folds


def read_samples(data: Path, rules: Rules) -> Iterator[Sample]:
    """Every annotated page below `data` in which the extractor found blocks, in the order of the files."""
    for name, address, kind, body, judged in _read_pages(data / "pages"):
        rows = measure_html(body, rules)
        if rows:
            group = (find_site(address) if address else None) or name
            yield Sample(name, group, rows, kind.startswith("article"), judged)


def measure_html(body: bytes, rules: Rules) -> tuple[Row, ...]:
    """What the extractor would ask the page model about a page, refusing nothing."""
    rows: list[Row] = []

    def note(
        flat: FlatPage,
        blocks: Sequence[PageBlock],
        chosen: Sequence[int],
        evidence: Evidence,
        title: str | None,
        *,
        dated: bool,
    ) -> None:
        rows.append(measure_page(flat, blocks, chosen, evidence, title, dated=dated))

    page = Page(body, Media.HTML)
    decoded = decode(page, rules)
    if isinstance(decoded, Rejected):
        return ()
    with patch.object(stage, "judge_page", note):
        stage.extract(decoded.text, page, rules)
    return tuple(dict.fromkeys(rows))


def _read_pages(pages: Path) -> Iterator[tuple[str, str | None, str, bytes, bool]]:
    for name in ANNOTATED:
        with gzip.open(pages / name / "gold.jsonl.gz", "rt", encoding="utf-8") as lines:
            for line in lines:
                gold = json.loads(line)
                body = _read_html(pages / name / "html" / gold["key"])
                yield f"{name}/{gold['key']}", gold.get("url"), gold["kind"], body, name == ANNOTATED[0]
    with (pages / SITES / "index.tsv").open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table, delimiter="\t"):
            if (
                row["file"].endswith(".html") and "video" not in row["kind"]
            ):  # neither clearly a story nor none
                body = (pages / SITES / row["file"]).read_bytes()
                yield f"{SITES}/{row['file']}", row["original_url"] or None, row["kind"], body, False


def _read_html(path: Path) -> bytes:
    packed = path.with_name(f"{path.name}.html.gz")
    return (
        gzip.decompress(packed.read_bytes())
        if packed.exists()
        else path.with_name(f"{path.name}.html").read_bytes()
    )
