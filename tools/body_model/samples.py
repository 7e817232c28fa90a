"""Reads the annotated pages: their visible blocks, each with whether it is the story's."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from cleaners.addresses import find_site
from cleaners.decoding import decode
from cleaners.extract.align import align_texts
from cleaners.extract.body import PageView, view_page
from cleaners.extract.declared import list_declared_paragraphs
from cleaners.extract.evidence import read_evidence
from cleaners.extract.page import read_page
from cleaners.extract.page.prepare import prepare_html
from cleaners.model import Media, Page, Rejected, Rules

SETS = ("wcxb", "dari", "fundus-tests", "postlight-tests", "newspaper-tests", "readability-tests")
MEASURED = ("trafilatura-eval",)
"""A set of which only snippets are annotated: learning from them cost 0.009 on unseen news."""
OPTIONAL = frozenset({"fundus-tests"})  # sets whose standfirsts, in brackets, are no part of the story
KINDS = frozenset({"article", "programme"})
"""Kinds of pages that are read; a programme is a page that prints no story."""
UNKNOWN, OTHER, STORY = -1, 0, 1
"""Labels of a block."""
MIN_LABEL = 3  # letters of a site's own label that is taken for the publisher's name


@dataclass(frozen=True, slots=True)
class Sample:
    """One page as the model sees it, and the label of each block.

    `paragraphs` is the annotated story, empty where the page has none, None where only snippets are: `wanted` must be in
    the story, `unwanted` must not. Pages of one `group` (one publisher) are never on both sides of a split.
    """

    set: str
    key: str
    group: str
    language: str
    view: PageView
    labels: NDArray[np.int8]
    paragraphs: Sequence[str] | None
    wanted: Sequence[str]
    unwanted: Sequence[str]

    def fold(self, folds: int) -> int:
        """Which of so many parts this page is in: by group, the same in every run."""
        return crc32(self.group.encode()) % folds


def read_samples(data: Path, rules: Rules, sets: Sequence[str] = SETS) -> Iterator[Sample]:
    """All annotated articles and programmes of the page sets that are there.

    Pages of which no block is labelled, and pages made by hand for tests of other readers, are passed by.
    """
    for name in sets:
        folder = data / "pages" / name
        if not folder.is_dir():
            continue
        with gzip.open(folder / "gold.jsonl.gz", "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                if row.get("kind", "article") not in KINDS or row.get("synthetic"):
                    continue
                sample = _read_page(name, row, _read_body(folder / "html", row["key"]), rules)
                if sample is not None and (sample.labels != UNKNOWN).any():
                    yield sample


def _read_body(folder: Path, key: str) -> bytes:
    packed = folder / f"{key}.html.gz"
    return gzip.decompress(packed.read_bytes()) if packed.exists() else (folder / f"{key}.html").read_bytes()


def _read_page(name: str, row: Mapping[str, Any], body: bytes, rules: Rules) -> Sample | None:
    page = Page(body, Media.HTML, url=row.get("url"))
    decoded = decode(page, rules)
    if isinstance(decoded, Rejected):
        return None
    flat = read_page(prepare_html(decoded.text))
    if flat is None or not len(flat.blocks):
        return None
    evidence = read_evidence(flat, page, None)
    view = view_page(flat, evidence.titles, list_declared_paragraphs(evidence))
    paragraphs = _list_paragraphs(name, row)
    wanted, unwanted = row.get("with") or (), row.get("without") or ()
    if row.get("kind") == "programme":
        paragraphs, labels = [], np.full(len(view.texts), OTHER, np.int8)
    elif paragraphs is None:
        labels = label_by_snippets(view.texts, wanted, unwanted)
    else:
        chosen = align_texts(view.texts, paragraphs).chosen
        labels = np.array([number in chosen for number in range(len(view.texts))], np.int8)
        if not chosen:
            labels[:] = UNKNOWN  # annotated from what the page does not print
    return Sample(
        name, row["key"], name_group(row.get("url"), row.get("site")), str(row.get("lang") or "")[:2].lower(), view,
        labels, paragraphs, wanted, unwanted,
    )  # fmt: skip


def _list_paragraphs(name: str, row: Mapping[str, Any]) -> list[str] | None:
    paragraphs = row.get("paragraphs")
    if paragraphs is None:
        text = row.get("text")
        return None if text is None else [line for line in text.split("\n") if line.strip()]
    if name in OPTIONAL:
        return [one for one in paragraphs if one.strip() and not _is_bracketed(one)]
    return [one[1:-1] if _is_bracketed(one) else one for one in paragraphs if one.strip()]


def _is_bracketed(paragraph: str) -> bool:
    return paragraph[:1] == "[" and paragraph[-1:] == "]"


def label_by_snippets(
    texts: Sequence[str], wanted: Sequence[str], unwanted: Sequence[str]
) -> NDArray[np.int8]:
    """Labels of blocks of which only some are known: those that hold a snippet.

    >>> label_by_snippets(["Kabul opens a road.", "Share", "Menu"], ["opens a road"], ["Share"]).tolist()
    [1, 0, -1]
    """
    labels = np.full(len(texts), UNKNOWN, np.int8)
    for number, text in enumerate(map(str.lower, texts)):
        if any(snippet.lower() in text for snippet in wanted):
            labels[number] = STORY
        elif any(snippet.lower() in text for snippet in unwanted):
            labels[number] = OTHER
    return labels


def name_group(url: str | None, site: str | None) -> str:
    """The publisher of a page, by the label of its site: `bbc.co.uk` and `bbc.com` are one.

    >>> name_group("https://www.bbc.co.uk/news/1", None), name_group(None, "bbc.com")
    ('bbc', 'bbc')
    """
    host = (urlsplit(url or "").hostname or site or "").removeprefix("www.")
    found = find_site(f"https://{host}/") if host else None
    label = (found or host).split(".")[0]
    return label if len(label) >= MIN_LABEL else found or host
