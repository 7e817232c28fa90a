"""An index of a million invented articles: how large it is, how long it takes to build, and to look a story up.

The invented articles are numbers drawn evenly, as hashes are; what is looked up are invented texts, half of them
new and half shortened copies of these, among the million.
"""

from __future__ import annotations

import argparse
import random
import shutil
import tempfile
import time
from pathlib import Path
from statistics import median

import numpy as np

from cleaners.article.identity import name_article
from cleaners.model import Article
from crawler.articles.clusters import Clusters
from crawler.articles.clusters.clusters import TABLE
from crawler.articles.clusters.index import Index
from crawler.articles.clusters.packing import pack_sketch
from crawler.articles.clusters.sketch import MAX_RUNS, MAX_WORDS, Sample, Sketch
from crawler.articles.clusters.table import Doc, Table

A_COMMIT = 1000
RUNS, LONG_WORDS, NUMBERS = 260, 110, 5
"""About what an article of two Pakistani papers has: a third of it up to twice as much, as far as a sketch reaches."""

BYTES_AN_ARTICLE = 3500
VOCABULARY = 5000


def fill_index(folder: Path, articles: int) -> None:
    """Put so many invented articles into an index, a thousand a transaction."""
    chance = np.random.default_rng(1)
    folder.mkdir(parents=True)
    table = Table(folder / TABLE)
    index = Index(folder, [])
    for number in range(1, articles + 1):
        name = f"{number:016x}"
        sketch = _draw(chance)
        table.add(
            Doc(number, name, name, "2026-11-20", name, None, None, None, name.encode(), pack_sketch(sketch))
        )
        index.add(number, sketch.runs.values)
        if number % A_COMMIT == 0 or number == articles:
            table.commit(index.flush())
            index.sweep()
    index.close()
    table.close()


def _draw(chance: np.random.Generator) -> Sketch:
    sizes = zip((RUNS, LONG_WORDS, NUMBERS), (MAX_RUNS, MAX_WORDS, NUMBERS), strict=True)
    samples = (
        np.unique(chance.integers(0, 2**32, chance.integers(size // 3, 2 * size), np.uint32))[:most]
        for size, most in sizes
    )
    return Sketch(*(Sample(values, int(values[-1])) for values in samples))


def look_up(folder: Path, count: int) -> list[float]:
    """Milliseconds that each of some texts takes, from its words to its cluster."""
    spent = []
    chance = random.Random(2)  # noqa: S311 - no secret hangs on it
    words: list[str] = []
    with Clusters(folder) as clusters:
        for number in range(count):
            copied = number % 2
            words = words[: chance.randrange(200, 400)] if copied else _write_words(chance)
            id_, version = name_article(f"https://{number}.example", None, text := " ".join(words))
            article = Article(id_, version, "bench", (text,), language="en", published="2026-11-20")
            began = time.perf_counter()
            cluster = clusters.label(article).cluster
            spent.append((time.perf_counter() - began) * 1000)
            if bool(cluster) != bool(copied):
                raise SystemExit(f"text {number} was {'not ' * (not cluster)}found: the index is wrong")
    return spent


def _write_words(chance: random.Random) -> list[str]:
    return [f"word{chance.randrange(VOCABULARY)}x" for _ in range(chance.randrange(400, 900))]


def measure_clusters(folder: Path, articles: int, texts: int = 1000) -> None:
    """Print size, time to build and time to look up."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    articles = min(articles, shutil.disk_usage(folder.parent).free // 2 // BYTES_AN_ARTICLE)
    began, cpu = time.perf_counter(), time.process_time()
    fill_index(folder, articles)
    size = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
    files = len(list(folder.glob("postings-*")))
    print(
        f"clusters {articles:,} articles indexed in {time.perf_counter() - began:.0f} s"
        f" ({time.process_time() - cpu:.0f} s of processor): {size:,.0f} MB in a table and {files} files",
        flush=True,
    )
    cpu = time.process_time()
    spent = sorted(look_up(folder, texts))
    print(
        f"clusters look-up: {(time.process_time() - cpu) * 1000 / texts:.2f} ms of processor on average; by the clock"
        f" {median(spent):.2f} ms, 95 in a hundred within {spent[len(spent) * 95 // 100]:.2f} ms",
        flush=True,
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=1_000_000)
    with tempfile.TemporaryDirectory() as name:
        measure_clusters(Path(name) / "clusters", parser.parse_args().articles)
