"""The clean job on a Dask cluster: a real scheduler and real workers over loopback, one of them killed in the middle."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

import pytest

from cleaners.model import Article, Reason, Rejected
from crawler.cleaning.inputs import list_files
from crawler.cleaning.run import provenance
from crawler.cleaning.shards import Shard
from crawler.cleaning.workers import CleaningPool, CleanSettings, Result
from crawler.cleaning.workers.dask import DaskEngine
from crawler.cleaning.workers.pool import Engine
from crawler.config import load_rules
from tests.support.archives import fetch, invent_pages, write_archive
from tests.support.khyber import run_khyber
from tests.support.shared import REPOSITORY
from tests.support.sites import make_pieces, print_hills
from tests.support.waiting import wait_until

pytestmark = pytest.mark.skipif(find_spec("distributed") is None, reason="no Dask: make setup")
START_SECONDS = 60


@contextmanager
def run_cluster(folder: Path, workers: int) -> Iterator[str]:
    """A scheduler and so many workers, each with a nanny that starts it again; the address."""
    place = folder / "scheduler.json"
    scheduler = ["dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(place)]
    worker = ["dask_worker", "--scheduler-file", str(place), "--nthreads", "1", "--memory-limit", "0",
              "--host", "127.0.0.1", "--local-directory", str(folder)]  # fmt: skip
    processes = []
    try:
        for module, *options in (scheduler, *[worker] * workers):
            with (folder / "log").open("ab") as log:
                command = [sys.executable, "-m", f"distributed.cli.{module}", "--no-dashboard", *options]
                processes.append(
                    subprocess.Popen(command, stdout=log, stderr=log, cwd=REPOSITORY, start_new_session=True)
                )
            wait_until(place.exists, period=0.1)
        yield json.loads(place.read_text(encoding="utf-8"))["address"]
    finally:
        for process in processes:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def cut_small(folder: Path, step: int = 4000) -> list[Shard]:
    """Shards of a few pages each: a small archive cut as a large one is."""
    return [
        Shard((file,), start, min(start + step, file.size), start + step >= file.size)
        for file in list_files([str(folder)])
        for start in range(0, file.size, step)
    ]


def collect(engine: Engine, shards: list[Shard]) -> list[list[Result]]:
    return [list(cleaned.results) for cleaned in engine.run(shards)]


@pytest.mark.slow
def test_a_cluster_gives_what_one_machine_gives_though_a_worker_is_killed(tmp_path: Path) -> None:
    rules = load_rules(REPOSITORY / "config")
    bad = fetch(make_pieces("hills", "en", print_hills, range(90, 91))[0], "hills",
                body=b"<p>" + b"<b>x</b>" * 600_000)  # fmt: skip
    pages = invent_pages(12)
    write_archive([*pages[:4], bad, *pages[4:]], str(tmp_path), tmp_path / "spool")
    shards = cut_small(tmp_path / "raw")
    settings = CleanSettings(rules, provenance("run", rules.digest), memory_mib=420)
    with CleaningPool(settings, 1) as pool:
        here = collect(pool, shards)
    outcomes = [one for results in here for result in results for one in result.outcomes]
    assert sum(isinstance(one, Article) for one in outcomes) == len(pages)
    assert [one.reason for one in outcomes if isinstance(one, Rejected)] == [Reason.CRASHED]
    with run_cluster(tmp_path, 2) as address, DaskEngine(settings, 0, address) as engine:
        engine._client.wait_for_workers(2, timeout=START_SECONDS)
        before = engine._client.run(os.getpid)
        killer = threading.Timer(0.3, os.kill, (min(before.values()), signal.SIGKILL))
        killer.start()
        there = collect(engine, shards)
        killer.join()
        engine._client.wait_for_workers(2, timeout=START_SECONDS)
        after = engine._client.run(os.getpid)
    assert there == here
    assert min(before.values()) not in after.values()


def test_without_dask_one_line_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The bridge was opened again on Monday, the ministry said.")
    without = "import sys; sys.modules['distributed'] = None"
    options = ("--engine", "dask", "--out", "-", "--format", "jsonl")
    done = run_khyber("clean", str(tmp_path / "a.txt"), *options, first=without)
    assert done.returncode == 2
    assert done.stderr == (
        "khyber: --engine dask: Dask is not installed: pip install 'khyber[dask]', or leave --engine out\n"
    )
