"""A whole `khyber backfill`: plan, fill, report with its gaps, exit code."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from crawler.backfill._ledger import FileCount
from crawler.backfill.aim import aim_back
from crawler.backfill.fill import WarcBackfill
from crawler.backfill.gaps import find_faults, find_gaps
from crawler.backfill.warcs import WarcFile, list_warcs
from crawler.cleaning.progress import show_progress
from crawler.errors import ConfigError, Exit, InputError, StoreError
from crawler.run.ending import Ending
from crawler.run.job import CrawlJob, plan_job
from crawler.run.opening import open_session
from crawler.run.session import Gaps, Session
from crawler.spiders.run import report_run, run_spider
from crawler.state import State, open_state, state_folder, state_url
from crawler.state.location import FILE
from crawler.store import ObjectStore, open_store


@dataclass(frozen=True, slots=True)
class BackfillOptions:
    """The options of `khyber backfill`; `warcs` is the folder or S3 prefix of the files, None for date archives."""

    sources: tuple[str, ...]
    since: str
    until: str
    out: str | None = None
    limit: int | None = None
    warcs: str | None = None


def run_backfill(options: BackfillOptions, config_dir: Path) -> int:
    """Fill the days asked for, report what came and what is missing; returns the exit code.

    0 all well, also with gaps; 3 some source or file failed; 5 the store failed. Raises ConfigError or InputError
    for what is wrong in the options, LockHeldError when another run holds the output, StoreError when it cannot be opened.
    """
    job = _plan(options, config_dir)
    store, files = find_warcs(options.warcs, job) if options.warcs is not None else (None, None)
    job = aim_back(job) if options.warcs is None else job

    def look(job: CrawlJob, state: State) -> Gaps:
        return look_for_gaps(job, state, files)

    with show_progress("backfill") as progress, open_session(job, progress, look) as session:
        if store is None or files is None:
            run_spider(session)
        else:
            with stop_on_signals(session):
                WarcBackfill(session, store, print_file).run(files)
    return report_run(job.out, session.close())


def run_gaps(options: BackfillOptions, config_dir: Path) -> int:
    """Print, day by day, what the store holds of the days asked for, and what is wrong with the files; 0.

    Raises InputError for an output that nothing was crawled into.
    """
    job = _plan(options, config_dir)
    if job.settings.state is None and not (state_folder(job.out) / FILE).exists():
        raise InputError(f"{job.out}: nothing was crawled into it from here: name another --out")
    files = find_warcs(options.warcs, job)[1] if options.warcs else None
    with open_state(job.settings.state or state_url(job.out)) as state:
        gaps = look_for_gaps(job, state, files)
    for row in gaps.days:
        print(row.headline)
        for day, count, wrong in row.list_days():
            print(f"  {day}  {count:6,}  {wrong}".rstrip())
    for line in gaps.faults:
        print(line)
    return Exit.OK


def find_warcs(place: str, job: CrawlJob) -> tuple[ObjectStore, tuple[WarcFile, ...]]:
    """The files in a folder or S3 prefix that can hold the days of a job; InputError without any."""
    if "://" not in place and not Path(place).is_dir():
        raise InputError(f"{place}: no such folder: name the one that holds crawl-data/CC-NEWS/YYYY/MM/")
    try:
        store = open_store(place)
        files = list_warcs(store, *_days_of(job))
    except StoreError as error:  # of the input: the output has not been opened
        raise InputError(f"--warcs: {error}") from error
    if not files:
        raise InputError(
            f"{place}: holds no file of these days: their names are "
            "crawl-data/CC-NEWS/YYYY/MM/CC-NEWS-YYYYMMDDhhmmss-NNNNN.warc.gz"
        )
    return store, files


def look_for_gaps(job: CrawlJob, state: State, files: Sequence[WarcFile] | None) -> Gaps:
    """What is missing of the days of a job that are over; `files` as for `find_faults`. May raise StoreError."""
    since, until = _days_of(job)
    until = max(since, min(until, datetime.now(UTC).date()))  # what is to come is not missing
    return Gaps(
        find_gaps(state, job.sources, since, until),
        tuple(find_faults(state, job.sources, since, until, files)),
    )


def print_file(count: FileCount, number: int, files: int) -> None:
    """Print to stderr what one file gave: a line of words on a terminal, of JSON elsewhere."""
    line = {
        "event": "file",
        "file": count.file.name,
        "number": number,
        "of": files,
        "records": count.records,
        "pages": count.pages.total(),
        "articles": count.articles.total(),
        "damaged": len(count.lost),
        "whole": count.whole,
    }
    if sys.stderr.isatty():
        damage = f", damaged in {len(count.lost)} places" if count.lost else ""
        text = (
            f"{number} of {files}  {count.file.name}: {count.records:,} responses, {line['pages']:,} pages, "
        )
        print(f"{text}{line['articles']:,} articles{damage}", file=sys.stderr)
    else:
        print(json.dumps(line), file=sys.stderr)


@contextmanager
def stop_on_signals(session: Session) -> Iterator[None]:
    """SIGINT and SIGTERM end the run early and clean; a second one ends the process at once."""

    def stop(number: int, _frame: object) -> None:
        signal.signal(number, signal.SIG_DFL)
        session.end(Ending.STOPPED)

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _plan(options: BackfillOptions, config_dir: Path) -> CrawlJob:
    job = plan_job(options.sources, options.out, options.since, options.until, options.limit, config_dir)
    return replace(job, run=job.run.replace("crawl-", "backfill-", 1))


def _days_of(job: CrawlJob) -> tuple[date, date]:
    if job.since is None or job.until is None:
        raise ConfigError("a backfill needs its days: add --since YYYY-MM-DD --until YYYY-MM-DD")
    return job.since, job.until
