"""Runs a crawl and says how much memory it took."""

from __future__ import annotations

import re
import threading
from pathlib import Path

from tests.support.crawling import Crawl
from tests.support.khyber import start_fresh

PERIOD_SECONDS = 0.02


def measure_crawl(config: Path, out: Path) -> tuple[Crawl, float]:
    """A finished crawl, and the most memory (MiB, resident) that any one of its processes ever held.

    The system keeps the peak of each process, which is read until it ends: the resource usage of a child would
    count the memory of the tests' own process too, which it was forked from.
    """
    process = start_fresh("crawl", "--config", str(config), "--out", str(out))
    peaks: dict[int, float] = {}
    over = threading.Event()

    def watch() -> None:
        while not over.wait(PERIOD_SECONDS):
            for pid in find_family(process.pid):
                peaks[pid] = max(peaks.get(pid, 0.0), read_peak(pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        _, errors = process.communicate(timeout=120)
    finally:
        over.set()
        watcher.join()
    return Crawl(process.returncode, errors, out), max(peaks.values())


def find_family(pid: int) -> list[int]:
    """A process and all below it."""
    family = [pid]
    for member in family:
        for children in Path(f"/proc/{member}/task").glob("*/children"):
            family += [int(child) for child in _read(children).split()]
    return family


def read_peak(pid: int) -> float:
    """MiB; 0.0 for a process that is gone."""
    match = re.search(r"VmHWM:\s+(\d+) kB", _read(Path(f"/proc/{pid}/status")))
    return int(match[1]) / 1024 if match else 0.0


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""
