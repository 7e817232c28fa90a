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

from crawler.backfill.aim import aim_back
from crawler.backfill.fill import WarcBackfill
from crawler.backfill.gaps import find_faults, find_gaps
from crawler.backfill.ledger import FileCount
from crawler.backfill.warcs import WarcFile, list_warcs
from crawler.cleaning.progress import show_progress
from crawler.errors import ConfigError, InputError, StoreError
from crawler.report import SourceDays, write_report
from crawler.run.job import CrawlJob, plan_job
from crawler.run.session import Session
from crawler.spiders.run import run_spider, tell
from crawler.state import open_state, state_folder, state_url
from crawler.state.location import FILE
from crawler.store import ObjectStore, open_store

OK = 0


@dataclass(frozen=True, slots=True)
class BackfillOrder:
    """What `khyber backfill` was told; `warcs` is the folder or S3 prefix of the files, None for date archives."""

    sources: tuple[str, ...]
    since: str
    until: str
    out: str | None = None
    limit: int | None = None
    warcs: str | None = None


def run_backfill(order: BackfillOrder, config_dir: Path) -> int:
    """Fill the days asked for, report what came and what is missing; returns the exit code.

    0 all well, also with gaps; 3 some source or file failed; 5 the store failed. Raises ConfigError or InputError
    for what is wrong in the order, LockHeldError when another run holds the output, StoreError when it cannot be opened.
    """
    job = _plan(order, config_dir)
    if order.warcs is None:
        files, job = None, aim_back(job)
        with show_progress("backfill") as progress, Session(job, progress) as session:
            run_spider(session)
    else:
        store, files = find_warcs(order.warcs, job)
        with (
            show_progress("backfill") as progress,
            Session(job, progress) as session,
            stop_on_signals(session),
        ):
            WarcBackfill(session, store, tell_file).run(files)
    note_gaps(session, files)
    return tell(session)


def run_gaps(order: BackfillOrder, config_dir: Path) -> int:
    """Print, day by day, what the store holds of the days asked for, and what is wrong with the files; 0.

    Raises InputError for an output that nothing was crawled into.
    """
    job = _plan(order, config_dir)
    if job.settings.state is None and not (state_folder(job.out) / FILE).exists():
        raise InputError(f"{job.out}: nothing was crawled into it from here: name another --out")
    files = find_warcs(order.warcs, job)[1] if order.warcs else None
    days, faults = _look(job, files)
    for row in days:
        print(row.headline)
        for day, count, wrong in row.list_days():
            print(f"  {day}  {count:6,}  {wrong}".rstrip())
    for line in faults:
        print(line)
    return OK


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


def note_gaps(session: Session, files: Sequence[WarcFile] | None) -> None:
    """Add to the report of a closed session what is missing of its days; a store that failed is left alone."""
    if session.summary is None or session.store_error is not None:
        return
    try:
        days, faults = _look(session.job, files)
        problems = tuple(dict.fromkeys((*session.summary.problems, *faults)))
        session.summary = replace(session.summary, days=days, problems=problems)
        session.report = write_report(session.summary, session.store)
    except StoreError as error:
        session.store_error, session.exit_code = error, 5


def tell_file(count: FileCount, number: int, files: int) -> None:
    """Say on stderr what one file gave: a line of words on a terminal, of JSON elsewhere."""
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
        session.stopped = True

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _plan(order: BackfillOrder, config_dir: Path) -> CrawlJob:
    job = plan_job(order.sources, order.out, order.since, order.until, order.limit, config_dir)
    return replace(job, run=job.run.replace("crawl-", "backfill-", 1))


def _look(job: CrawlJob, files: Sequence[WarcFile] | None) -> tuple[tuple[SourceDays, ...], tuple[str, ...]]:
    since, until = _days_of(job)
    until = max(since, min(until, datetime.now(UTC).date()))  # what is to come is not missing
    with open_state(job.settings.state or state_url(job.out)) as state:
        return (
            find_gaps(state, job.sources, since, until),
            tuple(find_faults(state, job.sources, since, until, files)),
        )


def _days_of(job: CrawlJob) -> tuple[date, date]:
    if job.since is None or job.until is None:
        raise ConfigError("a backfill needs its days: add --since YYYY-MM-DD --until YYYY-MM-DD")
    return job.since, job.until
