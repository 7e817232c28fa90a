"""`make bench`: ratios of times and of memory, each taken side by side in one run, since machines differ.

- speed: `khyber clean` with one worker (learning included) beside ftfy, which only repairs characters, on the same files;
- growth: one long text beside one of a quarter of its length: 4.0 is linear;
- memory: a folder beside one of a quarter of its files: 1.0 is flat. `--files 100000` for the long run.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.texts import text, write_texts

REPOSITORY = Path(__file__).resolve().parents[1]
FTFY = "import ftfy, pathlib, sys\nfor p in sorted(pathlib.Path(sys.argv[1]).rglob('*.txt')): ftfy.fix_text(p.read_text('utf-8'))"
# Peak memory of a command, in KiB, on the last line of stderr. Workers have a limit of their own.
PEAK = (
    "import resource, subprocess, sys\ncode = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode\n"
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)\nsys.exit(code)"
)


def khyber(folder: Path) -> list[str]:
    """The command that is measured."""
    return [
        sys.executable,
        "-m",
        "crawler",
        "clean",
        str(folder),
        "--workers",
        "1",
        "--format",
        "jsonl",
        "--out",
        "-",
    ]


def seconds(command: list[str]) -> float:
    """Wall time of a command that must end well."""
    began = time.perf_counter()
    subprocess.run(command, check=True, cwd=REPOSITORY, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - began


def peak_mib(command: list[str]) -> float:
    """Peak memory of the main process of a command."""
    done = subprocess.run(
        [sys.executable, "-c", PEAK, *command], check=True, cwd=REPOSITORY, capture_output=True, text=True
    )
    return int(done.stderr.splitlines()[-1]) / 1024


def measure_speed(folder: Path, files: int) -> None:
    """Print the ratio to the peer's time."""
    write_texts(folder, files)
    peer, ours = seconds([sys.executable, "-c", FTFY, str(folder)]), seconds(khyber(folder))
    print(
        f"speed   {files} texts: {files / ours:,.0f} a second, x peer {peer / ours:.2f} ({peer:.2f} s, ours {ours:.2f} s)"
    )


def measure_growth(folder: Path, kib: int) -> None:
    """Print how the time grows from a text to one four times as long, start-up taken off."""
    paragraphs = kib * 1024 // 370
    times = []
    for name, size in (("empty", 1), ("short", paragraphs // 4), ("long", paragraphs)):
        (folder / name).mkdir(parents=True)
        (folder / name / "a.txt").write_text(text(1, size), encoding="utf-8")
        times.append(seconds(khyber(folder / name)))
    start, short, long = times
    ratio = (long - start) / max(short - start, 0.001)
    print(
        f"growth  one text of {kib:,} KiB: {long - start:.2f} s, {ratio:.1f} times that of a quarter (linear: 4.0)"
    )


def measure_memory(folder: Path, files: int) -> None:
    """Print how the peak memory grows from a folder to one of four times its files."""
    few, many = (peak_mib(khyber(write_texts(folder / str(n), n))) for n in (files // 4, files))
    print(f"memory  {files:,} texts: {many:.0f} MiB, {many / few:.2f} times that of a quarter (flat: 1.00)")


def main() -> None:
    """Run every measurement on data of a temporary folder."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--texts", type=int, default=600, help="texts for the speed")
    parser.add_argument("--kib", type=int, default=4096, help="length of the long text")
    parser.add_argument("--files", type=int, default=8000, help="files for the memory")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        measure_speed(folder / "speed", chosen.texts)
        measure_growth(folder / "growth", chosen.kib)
        measure_memory(folder / "memory", chosen.files)


if __name__ == "__main__":
    main()
