"""`make demo`: crawls the demo web twice, on its first and on its second day, and shows what came out.

    python -m tests.web.demo --out data/demo

Needs no internet: the sites are served on loopback. Ends with the exit code of the crawl.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

from crawler.report import read_summary, render_table
from crawler.store import open_store
from tests.web.server import RunningWeb, start_web

CRAWL_SECONDS = 120
MARK = ".khyber-demo"
"""File that tells a folder of the demo from anything else that `--out` might name."""

USAGE, FAILED = 2, 3
LOG_LINES = 20
console = Console(highlight=False, soft_wrap=not sys.stdout.isatty())


class DemoError(Exception):
    """The demo cannot run or a crawl failed; one line says what to do, `code` is the exit code."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.code = code


def main() -> int:
    """Run the demo; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.web.demo", description=__doc__.split("\n\n")[0])
    parser.add_argument(
        "--out", type=Path, default=Path("data/demo"), help="folder, emptied if the demo made it"
    )
    out: Path = parser.parse_args().out
    try:
        empty_folder(out)
        with start_web() as web:
            return show_crawls(web, out)
    except DemoError as error:
        console.print(Text(str(error)), style="red")
        return error.code


def empty_folder(out: Path) -> None:
    """Make `out` an empty folder of the demo; DemoError when it holds something that the demo did not make."""
    if out.exists() and any(out.iterdir()):
        if not (out / MARK).exists():
            raise DemoError(
                f"{out} holds files that the demo did not make: name another folder with --out", USAGE
            )
        shutil.rmtree(out)
    out.mkdir(parents=True, exist_ok=True)
    (out / MARK).write_text("Made by `make demo`, and emptied by the next one.\n", encoding="utf-8")


def show_crawls(web: RunningWeb, out: Path) -> int:
    """Crawl, let a day pass, crawl again, and print both; returns the worse exit code."""
    config = web.write_config(out / "config")
    console.print(Text(f"Three news sites on loopback: {', '.join(web.sites.values())}"))
    first = crawl(web, config, out, "First crawl")
    web.advance()
    second = crawl(web, config, out, "Second crawl, a day later: one story was corrected, two are new")
    show_places(out)
    return max(first, second)


def crawl(web: RunningWeb, config: Path, out: Path, title: str) -> int:
    """Run `khyber crawl` once and print its report; returns its exit code."""
    known = set(list_runs(out))
    asked = len(web.requests)
    log = out / f"crawl-{len(known) + 1}.log"
    command = [sys.executable, "-m", "crawler", "crawl", "--config", str(config), "--out", str(out)]
    with log.open("wb") as stream:
        try:
            code = subprocess.run(command, stdout=stream, stderr=stream, timeout=CRAWL_SECONDS).returncode
        except subprocess.TimeoutExpired:
            raise DemoError(
                f"the crawl took over {CRAWL_SECONDS} s and was stopped: see {log}", FAILED
            ) from None
    runs = [run for run in list_runs(out) if run not in known]
    if not runs:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-LOG_LINES:]
        raise DemoError(
            "\n".join([*lines, f"the crawl ended with {code} and wrote no report: see {log}"]), code or FAILED
        )
    console.print()
    console.print(Text(title, style="bold"))
    console.print(render_table(read_summary(runs[-1], open_store(str(out)))))
    console.print(Text(describe_requests(web, asked)))
    return code


def describe_requests(web: RunningWeb, since: int) -> str:
    """Say what the sites were asked for since request number `since`, as they saw it."""
    seen = web.requests[since:]
    unchanged = sum(request.status == 304 for request in seen)
    return f"The sites saw {len(seen)} requests and answered {unchanged} of them with “304 not modified”."


def list_runs(out: Path) -> list[str]:
    """Names of the runs that wrote a report, oldest first."""
    reports = (out / "runs").glob("*/report.json")
    return [report.parent.name for report in sorted(reports, key=lambda report: report.stat().st_mtime_ns)]


def show_places(out: Path) -> None:
    """Print where the results lie."""
    places = {
        "texts to read": out / "text",
        "tables for jobs": out / "articles",
        "pages as fetched": out / "raw",
        "what became no article": out / "rejected",
        "report of the first crawl": out / "runs" / list_runs(out)[0] / "report.html",
        "report of the second": out / "runs" / list_runs(out)[-1] / "report.html",
    }
    console.print()
    for name, place in places.items():
        console.print(Text(f"{name + ':':27}{place}"))


if __name__ == "__main__":
    sys.exit(main())
