"""An archive cleaned again: one worker process beside two, two beside two workers of a Dask cluster, and their memory.

The archive is invented: pages of three designs and languages, made as long as pages of news sites are by what surrounds
their stories. Commands are timed whole, in turn. Where others keep the cores busy, the clock says little: then the CPU
time does, of all processes and of the main process, which no number of workers can divide.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.processes import Spent, run
from cleaners.model import Page
from tests.support.archives import SITES, fetch, write_archive
from tests.support.sites import make_pieces, write

LINKS = 120  # around a story; with styles and a script, a page has some 40 kB
RULES_OF_STYLE = 250
WAYS = {
    "1 worker": ("--workers", "1"),
    "2 workers": ("--workers", "2"),
    "2 of Dask": ("--workers", "2", "--engine", "dask"),
}


def measure_reclean(folder: Path, pages: int, runs: int) -> None:
    """Print medians of each way to clean an archive of so many pages, and how they compare."""
    write_archive(invent_pages(pages), str(folder), folder / "spool")
    size = sum(path.stat().st_size for path in folder.glob("raw/**/*.warc.gz"))
    print(f"reclean {pages:,} pages in WARC files of {size / 1e6:.1f} MB, {runs} times each, in turn")
    spent: dict[str, list[Spent]] = {way: [] for way in WAYS}
    for turn in range(runs):
        for number, (way, options) in enumerate(WAYS.items()):
            spent[way].append(clean(folder, folder / f"out-{turn}-{number}", *options))
    for way, some in spent.items():
        seconds, main_mib, worker_mib, cpu, main_cpu = (median(values) for values in zip(*some, strict=True))
        print(
            f"reclean {way}: {seconds:.1f} s, {pages / seconds:.0f} pages a second; CPU {1000 * cpu / pages:.2f} ms a page,"
            f" of it main process {1000 * main_cpu / pages:.2f}; main {main_mib:.0f} MiB, largest worker {worker_mib:.0f} MiB",
            flush=True,
        )
    one, two, dask = (median(each.seconds for each in spent[way]) for way in WAYS)
    print(
        f"reclean two workers {one / two:.2f} times as fast as one, Dask {two / dask:.2f} times as fast as two"
    )


def clean(archive: Path, out: Path, *options: str) -> Spent:
    """A whole `khyber clean` of an archive."""
    target = ("--out", str(out), "--format", "parquet", "--against", "none")
    return run([sys.executable, "-m", "crawler", "clean", str(archive / "raw"), *target, *options])


def invent_pages(pages: int) -> Iterator[Page]:
    """Pages with menus, teasers, styles and scripts around their stories."""
    rules = (f".c{n} {{ margin: {n}px; color: #{n * 7919 % 0xFFFFFF:06x} }}\n" for n in range(RULES_OF_STYLE))
    head = f"<style>{''.join(rules)}</style><script>{'var a = 1; ' * 400}</script></head>"
    for site, language, design in SITES:
        teasers = [write(language, f"teaser {at}", 8) for at in range(10 * LINKS)]
        for n in range(1, pages // len(SITES) + 1):
            (piece,) = make_pieces(site, language, design, range(n, n + 1))
            links = "".join(
                f'<li class="c{at}"><a href="/{n}/{at}">{teasers[(n * 7 + at) % len(teasers)]}</a></li>'
                for at in range(LINKS)
            )
            html = piece.html.replace("</head>", head).replace("</body>", f"<ul>{links}</ul></body>")
            yield fetch(piece, site, body=html.encode())


def main() -> None:
    """Measure this alone, with as many pages as asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=3000)
    parser.add_argument("--runs", type=int, default=3)
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        measure_reclean(Path(name), told.pages, told.runs)


if __name__ == "__main__":
    main()
