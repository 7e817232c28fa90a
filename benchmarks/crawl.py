"""A whole crawl (discover, fetch, archive, clean, store) beside a spider that only downloads the same pages.

Both ask one server on loopback for the same addresses, with the same number of requests under way, in turn and repeatedly.
A run's time begins with its first request: the start of Python is left out, the end of the run is not.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from statistics import median
from typing import NamedTuple
from urllib.request import urlopen

from benchmarks.serve import list_paths, name_host
from tests.support.crawling import write_config

REPOSITORY = Path(__file__).resolve().parents[1]
HOSTS = 16
WATCH_EVERY_SECONDS = 0.2
SOURCE = """\
name = "Site"
home = "{0}/"
domains = ["{1}"]
languages = ["en"]
article = ["/a/"]
sitemaps = ["{0}/sitemap.xml"]
"""


class Pace(NamedTuple):
    """Pages in a second of the clock, and milliseconds of processor time that a page takes in all processes of a run."""

    wall: float
    cpu: float


def measure_crawl(folder: Path, pages: int, runs: int) -> None:
    """Print the pace of both, medians of runs in turn, and the median ratio."""
    folder.mkdir(parents=True, exist_ok=True)
    size = pages // HOSTS
    with serve_web(size) as port:
        config = write_sources(folder / "config", port)
        addresses = folder / "addresses.txt"
        addresses.write_text(
            "".join(
                f"http://{name_host(n)}:{port}{path}\n" for n in range(HOSTS) for path in list_paths(size)
            )
        )
        pairs = [
            (run_bare(addresses, port, size), run_khyber(config, folder / f"out-{turn}", port, size))
            for turn in range(runs)
        ]
    bare, ours = ([median(paces) for paces in zip(*row, strict=True)] for row in zip(*pairs, strict=True))
    ratio = median(our.wall / peer.wall for peer, our in pairs)
    print(
        f"crawl   {HOSTS * size:,} pages of {HOSTS} hosts: {ours[0]:.0f} a second, only downloaded {bare[0]:.0f}:"
        f" ratio {ratio:.2f}; a page takes {ours[1]:.1f} ms of processor time, {bare[1]:.1f} to download",
        flush=True,
    )


@contextmanager
def serve_web(size: int) -> Iterator[int]:
    """The web, in a process of its own; its port."""
    command = [sys.executable, "-m", "benchmarks.serve", str(HOSTS), str(size)]
    with subprocess.Popen(
        command, cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        if server.stdin and server.stdout:
            yield int(server.stdout.readline())
            server.stdin.close()


def write_sources(folder: Path, port: int) -> Path:
    """Configuration of one source a host, with no delay."""
    sites = [f"{name_host(number)}:{port}" for number in range(HOSTS)]
    sources = {f"site-{number}": SOURCE.format(f"http://{site}", site) for number, site in enumerate(sites)}
    allow = '", "'.join(name_host(number) for number in range(HOSTS))
    config = write_config(folder, sources, allow=allow, timeout=30)
    settings = config / "crawl.toml"
    text = (
        settings.read_text()
        .replace("workers = 1\n", "")
        .replace("[limits]", f"concurrency = {HOSTS}\n[limits]")
    )
    settings.write_text(text)
    return config


def run_bare(addresses: Path, port: int, size: int) -> Pace:
    """Download only."""
    return run([sys.executable, "-m", "benchmarks.bare", str(addresses), str(HOSTS)], port, HOSTS * size)


def run_khyber(config: Path, out: Path, port: int, size: int) -> Pace:
    """The whole crawl, which must store every page."""
    pace = run(
        [sys.executable, "-m", "crawler", "crawl", "--config", str(config), "--out", str(out)],
        port,
        HOSTS * size,
    )
    (report,) = out.glob("runs/*/report.json")
    articles = json.loads(report.read_text())["total"]["articles"]
    if articles != HOSTS * size:
        raise SystemExit(f"{articles} of {HOSTS * size} articles were stored: see {report}")
    return pace


def run(command: list[str], port: int, pages: int) -> Pace:
    """Run a command that must end well."""
    tell_since(port)
    spent: dict[int, float] = {}
    with subprocess.Popen(
        command,
        cwd=REPOSITORY,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        watching = threading.Thread(target=watch, args=(process, spent))
        watching.start()
        errors = process.stderr.read() if process.stderr else ""
    watching.join()
    seconds = tell_since(port)
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(command)}: ended with {process.returncode}: {errors[-2000:]}")
    return Pace(pages / seconds, 1000 * sum(spent.values()) / pages)


def watch(process: subprocess.Popen[str], spent: dict[int, float]) -> None:
    """Note the processor time of every process in the session of a command, until it ends; needs /proc."""
    tick = os.sysconf("SC_CLK_TCK")
    while process.poll() is None:
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):  # it has just ended
                if os.getsid(int(folder.name)) == process.pid:
                    times = (folder / "stat").read_text().rpartition(")")[2].split()[11:13]
                    spent[int(folder.name)] = sum(map(int, times)) / tick
        time.sleep(WATCH_EVERY_SECONDS)


def tell_since(port: int) -> float:
    """Seconds since the first request after the last call."""
    with urlopen(f"http://{name_host(0)}:{port}/since", timeout=10) as answer:
        return float(answer.read())


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        measure_crawl(Path(name), *map(int, sys.argv[1:]))
