"""Extraction beside two peers in one run: word F1, whole paragraphs, pages a second of CPU time.

Annotated pages are read from `../shared/data/pages` (or below `$KHYBER_SHARED`) where they are at hand, else pages are
invented. All are given the same decoded text; khyber's time has decoding, fields and cleaning in it as well.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from statistics import mean
from typing import NamedTuple

from cleaners.decoding import decode
from cleaners.model import Article, Decoded, Media, Page
from cleaners.process import clean_page
from crawler.config import load_rules
from tests.support.sites import make_pieces, print_doab, print_hills, print_wakhan

REPOSITORY = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("KHYBER_SHARED") or REPOSITORY.parent / "shared")
SETS = ("wcxb", "dari")
RULES = load_rules(REPOSITORY / "config")

Extractor = Callable[[bytes, str], list[str]]
"""From a page's bytes and its text to the paragraphs of its story."""


class Annotated(NamedTuple):
    """A page, and the paragraphs of its story as people marked them."""

    body: bytes
    paragraphs: list[str]


class Score(NamedTuple):
    """Means over pages, 0 to 1, and pages a second."""

    words: float
    paragraphs: float
    speed: float


def measure_pages(limit: int) -> None:
    """Print a table of each set of pages, at most `limit` of each, spread over the whole set."""
    sets = {name: list(read_set(name)) for name in SETS if (SHARED / "data" / "pages" / name).is_dir()}
    for name, pages in (sets or {"invented": list(invent_pages())}).items():
        chosen = pages[:: max(1, len(pages) // limit)][:limit]
        print(f"pages   {len(chosen)} of {name}: word F1, whole paragraphs (F1), pages a second of CPU")
        for engine, extract in list_engines():
            score = measure(extract, chosen)
            print(
                f"        {engine:12} {score.words:.3f}  {score.paragraphs:.3f}  {score.speed:6.1f}",
                flush=True,
            )


def read_set(name: str) -> Iterator[Annotated]:
    """The annotated articles of a set."""
    folder = SHARED / "data" / "pages" / name
    with gzip.open(folder / "gold.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if row["kind"] == "article":
                path = next((folder / "html").glob(f"{row['key']}.html*"))
                body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
                yield Annotated(body, row.get("paragraphs") or row["text"].splitlines())


def invent_pages() -> Iterator[Annotated]:
    """Pages of three invented sites in three languages."""
    designs = (("hills", "en", print_hills), ("doab", "ur", print_doab), ("wakhan", "ps", print_wakhan))
    for site, language, design in designs:
        for piece in make_pieces(site, language, design, range(1, 21)):
            yield Annotated(piece.html.encode(), list(piece.paragraphs))


def list_engines() -> Iterator[tuple[str, Extractor]]:
    """Ours and the peers that are installed, by name."""
    yield "khyber", extract_ours
    yield "trafilatura", load_trafilatura()
    try:
        yield "resiliparse", load_resiliparse()
    except ModuleNotFoundError:
        print("        resiliparse  not measured: pip install resiliparse")


def extract_ours(body: bytes, text: str) -> list[str]:
    """Every stage of the pipeline, from the bytes on."""
    outcomes = clean_page(Page(body, Media.HTML), RULES)
    return [line for one in outcomes if isinstance(one, Article) for line in one.paragraphs]


def load_trafilatura() -> Extractor:
    """Its text output without comments, a paragraph a line."""
    extract = import_module("trafilatura").extract
    return lambda body, text: (extract(text, include_comments=False, deduplicate=False) or "").splitlines()


def load_resiliparse() -> Extractor:
    """Its main content without bullets, a paragraph a line; ModuleNotFoundError where it is not installed."""
    extract = import_module("resiliparse.extract.html2text").extract_plain_text
    return lambda body, text: extract(
        text, main_content=True, list_bullets=False, alt_texts=False
    ).splitlines()


def measure(extract: Extractor, pages: Sequence[Annotated]) -> Score:
    """Run one extractor over pages and compare what it finds with what people marked."""
    texts = [decoded.text if isinstance(decoded, Decoded) else "" for decoded in map(decode_page, pages)]
    extract(pages[0].body, texts[0])  # what it loads at first is not the page's time
    began = time.process_time()
    found = [extract(page.body, text) for page, text in zip(pages, texts, strict=True)]
    spent = time.process_time() - began
    pairs = [(page.paragraphs, lines) for page, lines in zip(pages, found, strict=True)]
    words = mean(compare(split_words(gold), split_words(lines)) for gold, lines in pairs)
    whole = mean(compare(squeeze(gold), squeeze(lines)) for gold, lines in pairs)
    return Score(words, whole, len(pages) / spent)


def decode_page(page: Annotated) -> object:
    """The page's text, as khyber reads it."""
    return decode(Page(page.body, Media.HTML), RULES)


def compare(gold: Counter[str], found: Counter[str]) -> float:
    """F1 of two bags; 1.0 for two empty ones."""
    return 2 * (gold & found).total() / (gold.total() + found.total()) if gold or found else 1.0


def split_words(lines: Iterable[str]) -> Counter[str]:
    """How often each word comes."""
    return Counter(re.findall(r"\w+", "\n".join(lines).lower()))


def squeeze(lines: Iterable[str]) -> Counter[str]:
    """How often each paragraph comes, marks of lists and headings and runs of spaces left out."""
    bare = (" ".join(line.split()).lstrip("#-*• ") for line in lines)
    return Counter(line for line in bare if line)
