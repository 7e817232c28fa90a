"""`make bench`: ratios of times and of memory, each taken side by side in one run, since machines differ.

- start: `khyber clean` of one short text beside a bare interpreter, in seconds;
- speed: `khyber clean` with one worker (learning and start-up included) beside a fresh process of ftfy, which only
  repairs characters, on the same files;
- growth: one file of 1, 4, 16 and 50 MB, of many articles and of one: 1.0 is linear, beside the shortest;
- memory: peaks of the main process and of the largest process behind it, at 2,000, 20,000 and 100,000 files;
- pages: quality and speed of extraction beside two peers (`benchmarks/pages.py`);
- crawl: a whole crawl beside a spider that only downloads the same pages (`benchmarks/crawl.py`);
- store: articles a second into a folder and into a real S3 server, as files and Parquet (`benchmarks/store.py`);
- reclean: an archive of WARC files cleaned by one worker, by two, and by two of a Dask cluster (`benchmarks/reclean.py`);
- articles: questions to a store of a million small articles, in seconds, start-up not counted;
- clusters: an index of a million articles, its size, time to build and to look up.

`--quick` leaves out what takes minutes.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median

from benchmarks.articles import measure_articles
from benchmarks.clusters import measure_clusters
from benchmarks.crawl import measure_crawl
from benchmarks.pages import measure_pages
from benchmarks.processes import run
from benchmarks.reclean import measure_reclean
from benchmarks.store import measure_store
from benchmarks.texts import long_text, many_articles, write_texts

FTFY = "import ftfy, pathlib, sys\nfor p in sorted(pathlib.Path(sys.argv[1]).rglob('*.txt')): ftfy.fix_text(p.read_text('utf-8'))"
MB = 1_000_000


def khyber(folder: Path) -> list[str]:
    """The command that is measured."""
    options = ("--workers", "1", "--format", "jsonl", "--out", "-")
    return [sys.executable, "-m", "crawler", "clean", str(folder), *options]


def measure_start(folder: Path, runs: int) -> None:
    """Print how long a run over one short text takes."""
    write_texts(folder, 1)
    ours = median(run(khyber(folder)).seconds for _ in range(runs))
    bare = median(run([sys.executable, "-c", "pass"]).seconds for _ in range(runs))
    print(f"start   {ours:.2f} s for one short text, the interpreter alone {bare:.2f} s")


def measure_speed(folder: Path, files: int, runs: int) -> None:
    """Print the ratio to the peer's time, the median of runs in turn."""
    write_texts(folder, files)
    pairs = [
        (run([sys.executable, "-c", FTFY, str(folder)]).seconds, run(khyber(folder)).seconds)
        for _ in range(runs)
    ]
    ratio = median(peer / ours for peer, ours in pairs)
    peer, ours = (median(times) for times in zip(*pairs, strict=True))
    print(
        f"speed   {files:,} texts: {files / ours:,.0f} a second, x peer {ratio:.2f} ({peer:.2f} s, ours {ours:.2f} s)"
    )


def measure_growth(folder: Path, kind: str, make: Callable[[int], str], sizes: list[int]) -> None:
    """Print the time that each MB of a file takes, beside that of the shortest, start-up taken off."""
    write_texts(folder / "0", 1)
    start = run(khyber(folder / "0")).seconds
    first = 0.0
    for size in sizes:
        path = folder / str(size) / "a.txt"
        path.parent.mkdir()
        path.write_text(make(size * MB), encoding="utf-8")
        spent = run(khyber(path.parent))
        each = (spent.seconds - start) / size
        first = first or each
        print(
            f"growth  {size:3} MB of {kind}: {each:.2f} s a MB, {each / first:.2f} times linear,"
            f" worker {spent.worker_mib:,.0f} MiB",
            flush=True,
        )


def measure_memory(folder: Path, counts: list[int]) -> None:
    """Print the peak memory at each number of files."""
    for files in counts:
        spent = run(khyber(write_texts(folder, files)))
        print(
            f"memory  {files:7,} texts: main process {spent.main_mib:.0f} MiB, largest worker {spent.worker_mib:.0f} MiB,"
            f" {files / spent.seconds:,.0f} texts a second",
            flush=True,
        )


def main() -> None:
    """Run every measurement on data of a temporary folder."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--quick", action="store_true", help="shorter files and fewer of them: about a minute"
    )
    quick = parser.parse_args().quick
    sizes, counts = ([1, 4], [500, 2000]) if quick else ([1, 4, 16, 50], [2000, 20_000, 100_000])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        measure_start(folder / "start", 5)
        measure_speed(folder / "speed", 600, 3 if quick else 5)
        measure_growth(folder / "many", "many articles", many_articles, sizes)
        measure_growth(folder / "one", "one article", long_text, sizes[:3])
        measure_memory(folder / "memory", counts)
        measure_crawl(folder / "crawl", 1_600 if quick else 8_000, 3)
        measure_store(folder / "store", 10_000 if quick else 100_000)
        measure_reclean(folder / "reclean", 1_500 if quick else 20_000, 1 if quick else 3)
        measure_articles(folder / "articles", 50_000 if quick else 1_003_020, 3)
        measure_clusters(folder / "clusters", 20_000 if quick else 1_000_000)
    measure_pages(60 if quick else 300)


if __name__ == "__main__":
    main()
