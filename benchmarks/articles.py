"""A store of a million small invented articles, and the time that questions to it take."""

from __future__ import annotations

import random
import shutil
import time
from datetime import date, timedelta
from pathlib import Path
from statistics import median

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks.texts import sentence
from crawler.articles.query import Selection, find_articles, hold_locally, list_parts, read_rows
from crawler.articles.query.columns import TABLE_COLUMNS
from crawler.articles.query.rows import conform
from crawler.store import open_store
from crawler.store.articles.parquet import SCHEMA

SOURCES, DAYS, A_DAY = 12, 365, 229
"""A year of twelve sources: 1,003,020 articles in 4,380 partitions, compacted."""

FIRST_DAY = date(2025, 11, 22)
BYTES_AN_ARTICLE = 400
SENTENCES = 5000
CORRECTED = 50
"""Every so many articles, one is a correction of the one before it."""

LAST_WEEK = FIRST_DAY + timedelta(days=DAYS - 7)
LAST_QUARTER = FIRST_DAY + timedelta(days=DAYS - 91)
QUESTIONS = {
    "a week, a source, a language": Selection(since=LAST_WEEK, sources=("source-03",), languages=("ps",)),
    "a source, a language": Selection(sources=("source-03",), languages=("ps",)),
    "a quarter, words": Selection(since=LAST_QUARTER, terms=("closed the road",)),
    "all, a language": Selection(languages=("ur",)),
    "all, words": Selection(terms=("closed the road",)),
}


def write_store(folder: Path, articles: int) -> int:
    """Write about so many articles, as few as the disk has room for; returns how many."""
    room = shutil.disk_usage(folder).free // 2 // BYTES_AN_ARTICLE
    a_day = max(1, min(articles, room) // (SOURCES * DAYS))
    chance = random.Random(1)  # noqa: S311 - no secret hangs on it
    pool = pa.array([sentence(chance) for _ in range(SENTENCES)])
    for source in range(SOURCES):
        table = _make_articles(pool, source, a_day * DAYS, chance)
        for day in range(DAYS):
            path = folder / f"articles/source=source-{source:02}/date={FIRST_DAY + timedelta(days=day)}"
            path.mkdir(parents=True)
            pq.write_table(table.slice(day * a_day, a_day), path / "compact-1.parquet", compression="zstd")
    return SOURCES * DAYS * a_day


def _make_articles(pool: pa.Array, source: int, count: int, chance: random.Random) -> pa.Table:
    first, second = (pool.take(pa.array(chance.choices(range(SENTENCES), k=count))) for _ in range(2))
    own = [number - (number % CORRECTED == 1) for number in range(count)]
    pairs = pa.concat_arrays([first, second]).take(
        pa.array([at for number in range(count) for at in (number, number + count)])
    )
    hours = pa.array([f"2026-11-22T{number % 24:02}:{number % 60:02}:00+00:00" for number in range(count)])
    known = {
        "schema": pa.repeat("article/1", count),
        "id": pa.array([f"{source:02x}{number:014x}" for number in own]),
        "version": pa.array([f"{source:02x}{number:014x}" for number in range(count)]),
        "part": pa.repeat(pa.scalar(1, pa.int32()), count),
        "title": pc.utf8_slice_codeunits(first, 0, 60),
        "published": hours,
        "fetched_at": hours,
        "language": pa.array(chance.choices(("en", "ur", "ps", "fa"), k=count)),
        "paragraphs": pa.ListArray.from_arrays(pa.array(range(0, 2 * count + 1, 2), pa.int32()), pairs),
        "text": pc.binary_join_element_wise(first, second, "\n\n"),
    }
    relevance = {"score": 0.5, "places": [], "matched": []}
    known["relevance"] = pa.array([relevance] * count, SCHEMA.field("relevance").type)
    return conform(pa.table(known), SCHEMA)


def measure_articles(folder: Path, articles: int, runs: int) -> None:
    """Print how long questions take: listing, looking and fetching fifty rows, the median of some runs."""
    folder.mkdir()
    began = time.perf_counter()
    count = write_store(folder, articles)
    print(f"articles {count:,} written in {time.perf_counter() - began:.0f} s", flush=True)
    for name, selection in QUESTIONS.items():
        walls, cpus, found = zip(*(_ask(folder, selection) for _ in range(runs)), strict=True)
        print(
            f"articles {name}: {median(walls):.2f} s ({median(cpus):.2f} s of processor), {found[0]:,} of {count:,}",
            flush=True,
        )


def _ask(folder: Path, selection: Selection) -> tuple[float, float, int]:
    wall, cpu = time.perf_counter(), time.process_time()
    store = open_store(str(folder))
    parts = list_parts(store, selection)
    with hold_locally(store, parts) as paths:
        found = find_articles(paths, selection)
        for _ in read_rows(parts, paths, found.slice(0, 50), TABLE_COLUMNS):
            pass
    return time.perf_counter() - wall, time.process_time() - cpu, len(found)
