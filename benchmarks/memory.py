"""Memory of processes, as the system counts it."""

from __future__ import annotations

from pathlib import Path


def peak_mib(folder: Path) -> float:
    """Peak memory of a process by its folder in /proc."""
    lines = (folder / "status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024
