"""The body of `khyber crawl`: opens the session, runs the spider, ends with an exit code."""

from __future__ import annotations

import asyncio
import gc
import json
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.config import load_crawl_settings
from crawler.errors import Exit, LockHeldError
from crawler.state import lock_path
from crawler.state.lock import hold_lock

# The rest is imported where it is used: together these modules take most of a second, which a run that finds
# its output locked need not pay.
if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.report import RunSummary
    from crawler.run.ending import RunResult
    from crawler.run.session import Session

GARBAGE_AFTER = 5_000
"""Objects from which on Python looks for garbage: each page makes a thousand or so, most of which go by themselves."""


def crawl(
    sources: Sequence[str] = (),
    *,
    out: str | None = None,
    since: str | None = None,
    until: str | None = None,
    limit: int | None = None,
    config_dir: Path,
) -> int:
    """Discover, fetch, archive, clean, store and report; returns the exit code.

    0 all well, 3 some source failed, 4 another run holds the output, 5 the store failed. Raises ConfigError
    for what is wrong in the configuration or the arguments, StoreError when the store cannot be opened.
    Can run once in a process: Twisted's reactor does not start twice.
    """
    try:
        with hold_lock(lock_path(out or load_crawl_settings(config_dir).out)):
            pass  # only to know at once; the session takes it again, for its whole length
        return _crawl(sources, out, since, until, limit, config_dir)
    except LockHeldError as error:
        print(f"khyber: {error}", file=sys.stderr)
        return Exit.LOCKED


def _crawl(
    sources: Sequence[str],
    out: str | None,
    since: str | None,
    until: str | None,
    limit: int | None,
    config_dir: Path,
) -> int:
    from crawler.cleaning.progress import show_progress
    from crawler.run.job import plan_job
    from crawler.run.opening import open_session

    job = plan_job(sources, out, since, until, limit, config_dir)
    with show_progress("crawl") as progress, open_session(job, progress) as session:
        run_spider(session)
    return report_run(job.out, session.close())


def run_spider(session: Session) -> None:
    """Run the spider until it is through, or until the process gets a signal to stop."""
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.settings import Settings

    from crawler.spiders.news import NewsSpider

    # What is loaded by now stays: looking through it for garbage again and again takes a fifth of a crawl's time.
    gc.freeze()
    gc.set_threshold(GARBAGE_AFTER)
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.set("LOG_INSTALL_ROOT_HANDLER", False, priority="cmdline")  # the session keeps the log
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(NewsSpider)
    process.crawl(crawler, session=session)
    loop, stopping = asyncio.get_event_loop(), list[asyncio.Future[None]]()

    def stop() -> None:
        stop_spider(crawler, session)
        stopping.append(asyncio.ensure_future(process.stop()))

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    process.start(install_signal_handlers=False)
    if session.result is None:
        raise RuntimeError("the spider did not run: the log says why")


def stop_spider(crawler: Crawler, session: Session) -> None:
    """End a run early: what is being fetched comes in, what waits is left for the next run.

    A second signal ends the process at once; the next run then asks again for what was not saved.
    """
    from crawler.middlewares.refused import Interrupted
    from crawler.middlewares.scrapy_internals import reject_waiting
    from crawler.run.ending import Ending

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    session.end(Ending.STOPPED)
    reject_waiting(crawler, Interrupted())


def report_run(out: str, result: RunResult) -> int:
    """Print the summary to stderr, its one line to stdout, and return the exit code."""
    from crawler.report import render_line
    from crawler.run.ending import Ending

    if result.cause.ending is Ending.STORE_FAILED:
        print(f"khyber: {result.cause.detail}", file=sys.stderr)
    print_summary(result.summary)
    if result.report is not None:
        print(f"Articles in {out}, report in {result.report}", file=sys.stderr)
    print(render_line(result.summary, result.exit_code))
    return result.exit_code


def print_summary(summary: RunSummary) -> None:
    """A table on a terminal, a JSON line elsewhere; then what changed and what failed, a line each."""
    if sys.stderr.isatty():
        from rich.console import Console

        from crawler.report import render_table

        Console(stderr=True).print(render_table(summary))
    else:
        line = {"event": "finished", "run": summary.run, "total": summary.to_dict()["total"]}
        print(json.dumps(line, ensure_ascii=False), file=sys.stderr)
        for warning in summary.warnings:
            print(f"khyber: {warning}", file=sys.stderr)
    for row in summary.sources:
        for failure in row.failed:
            print(f"khyber: {row.source}: {failure}", file=sys.stderr)
    for problem in summary.problems:
        print(f"khyber: {problem}", file=sys.stderr)
    for row_of_days in summary.days:
        print(f"khyber: {row_of_days.headline}", file=sys.stderr)
