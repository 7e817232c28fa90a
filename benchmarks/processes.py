"""Runs a command and notes what it and all processes behind it took."""

from __future__ import annotations

import os
import resource
import subprocess
import threading
import time
from pathlib import Path
from typing import NamedTuple

from benchmarks.memory import peak_mib

REPOSITORY = Path(__file__).resolve().parents[1]
WATCH_EVERY_SECONDS = 0.2
TICK = os.sysconf("SC_CLK_TCK")


class Spent(NamedTuple):
    """What a command took: seconds of the clock, MiB at the peak of its main process and of the largest below it.

    `cpu` are seconds of computing of all its processes, `main_cpu` those of the main process.
    """

    seconds: float
    main_mib: float
    worker_mib: float
    cpu: float
    main_cpu: float


def run(command: list[str]) -> Spent:
    """Run a command that must end well."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=REPOSITORY, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    peaks: dict[int, float] = {}
    used: dict[int, float] = {}
    watching = threading.Thread(target=watch, args=(process, peaks, used))
    watching.start()
    code = process.wait()
    seconds = time.perf_counter() - began
    watching.join()
    if code != 0:
        raise SystemExit(f"{' '.join(command)}: ended with {code}: run it alone to see why")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    waited_for = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    main_cpu = used.get(process.pid, 0.0)
    # Killed workers are waited for by the process that they were forked from, if by anyone: what they were last seen
    # with is at least as good.
    cpu = max(waited_for, sum(used.values()))
    return Spent(seconds, peaks.pop(process.pid, 0.0), max(peaks.values(), default=0.0), cpu, main_cpu)


def watch(process: subprocess.Popen[bytes], peaks: dict[int, float], used: dict[int, float]) -> None:
    """Note the peak memory and the CPU time of every process in the session of a command, until it ends; needs /proc."""
    while process.poll() is None:
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                pid = int(folder.name)
                if os.getsid(pid) == process.pid:
                    peaks[pid], used[pid] = peak_mib(folder), cpu_seconds(folder)
            except (OSError, StopIteration, IndexError):
                continue  # it has just ended
        time.sleep(WATCH_EVERY_SECONDS)


def cpu_seconds(folder: Path) -> float:
    """CPU time of a process by its folder in /proc, without that of its children."""
    fields = (folder / "stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK
