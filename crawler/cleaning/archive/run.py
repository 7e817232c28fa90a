"""A whole cleaning of an archive: what is left to do, the work, the articles that differ, the report."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime

from crawler.articles.query import Selection, list_parts
from crawler.articles.query.parts import Part, holds_articles
from crawler.cleaning.archive.compare import compare_stores, is_of
from crawler.cleaning.archive.ledger import VERB, Ledger
from crawler.cleaning.job import CleanJob, Progress, StoreOutput
from crawler.cleaning.output import open_output
from crawler.cleaning.shards.job import clean_files
from crawler.cleaning.shards.pool import Engine
from crawler.cleaning.shards.shard import InputFile, list_files
from crawler.cleaning.shards.worker import Rows
from crawler.errors import StoreError
from crawler.report import RunSummary, render_changes, write_report
from crawler.report.summary import merge_sources
from crawler.state import state_folder
from crawler.state.lock import hold_lock
from crawler.store import ObjectStore, open_store

NOTE_EVERY = 2000
"""Pages after which files that are done are noted: a run that was stopped repeats no more than these and one file."""

OpenEngine = Callable[[CleanJob], AbstractContextManager[Engine]]


def reclean_archive(
    job: CleanJob,
    open_engine: OpenEngine,
    out: str,
    formats: Collection[str],
    against: str | None,
    learn: bool,
    progress: AbstractContextManager[Progress],
    note_every: int = NOTE_EVERY,
) -> RunSummary:
    """Clean WARC files into a store, leaving out what is done; compare with the articles of `against` (None: nothing).

    Run again after whatever stopped it, it goes on with the file it was at. A file that changed, or other rules, mean
    again. Raises InputError, StoreError, LockHeldError.
    """
    store = open_store(out)
    store.check()
    earlier = open_store(against) if against else None
    with hold_lock(state_folder(out) / "khyber.lock"):
        ledger = Ledger(store, make_plan(job, formats, learn), job.provenance.run or "")
        job = replace(job, provenance=replace(job.provenance, run=ledger.run))
        before = (
            [part for part in list_parts(earlier, Selection()) if not is_of(part, ledger.run)]
            if earlier
            else []
        )
        files, left_out = leave_out(list_files(job.inputs), ledger)
        tell_plan(ledger, len(files), left_out)
        with open_output(store, out, ledger.run, formats) as output:
            summary = clean_rest(job, open_engine, output, files, ledger, progress, note_every)
        if earlier:
            summary = add_changes(summary, earlier, before, store)
        where = write_report(summary, store)
    print(f"Articles in {store.url}, report in {where}", file=sys.stderr)
    return summary


def add_changes(
    summary: RunSummary, earlier: ObjectStore, parts: Sequence[Part], store: ObjectStore
) -> RunSummary:
    """The summary with what differs, and say it; what keeps stores from being compared costs the comparison, not the run."""
    try:
        changes = compare_stores(earlier, parts, store, summary.run)
    except StoreError as error:
        print(f"khyber: {error}", file=sys.stderr)
        return replace(summary, problems=(*summary.problems, str(error)))
    for line in render_changes(changes):
        print(line, file=sys.stderr)
    return replace(summary, changes=changes)


def make_plan(job: CleanJob, formats: Collection[str], learn: bool) -> str:
    """A name for all that decides what is made of a file."""
    told = [job.rules.digest, job.provenance.code, job.source, sorted(formats), learn]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]


def find_former(inputs: Iterable[str]) -> str | None:
    """The store beside whose `raw/` the inputs lie, if it holds articles: what they were cleaned to before."""
    for name in inputs:
        root, found, _ = f"{name.rstrip('/')}/".rpartition("/raw/")
        former = root if found else "." if name.startswith("raw/") or name == "raw" else None
        if former and holds_articles(open_store(former)):
            return former
    return None


def leave_out(files: Iterable[InputFile], ledger: Ledger) -> tuple[list[InputFile], int]:
    """The files that are still to be cleaned, and the number of the others."""
    left, done = [], 0
    for file in files:
        if ledger.is_done(file):
            done += 1
        else:
            left.append(file)
    return left, done


def tell_plan(ledger: Ledger, files: int, done: int) -> None:
    """Say what is about to be done, where that is less than everything."""
    if ledger.resumed:
        print(f"Going on with run {ledger.run}, which was stopped", file=sys.stderr)
    if done:
        print(f"{done:,} files were cleaned before by the same rules, {files:,} are left", file=sys.stderr)


def clean_rest(
    job: CleanJob,
    open_engine: OpenEngine,
    output: StoreOutput,
    files: Sequence[InputFile],
    ledger: Ledger,
    showing: AbstractContextManager[Progress],
    note_every: int,
) -> RunSummary:
    """Clean files into the store and note them in the ledger; counts of the whole run, also of its earlier attempts."""
    if not files:
        return RunSummary(ledger.run, datetime.now(UTC), datetime.now(UTC), ledger.rows)
    waiting: list[InputFile] = []
    rows: Rows = ()

    def note() -> None:
        nonlocal rows
        if waiting:
            output.checkpoint()
            ledger.add(waiting, rows, datetime.now(UTC))
            waiting.clear()
            rows = ()

    def finish(done: Sequence[InputFile], found: Rows) -> None:
        nonlocal rows
        waiting.extend(done)
        rows = merge_sources((*rows, *found))
        if sum(row.found for row in rows) >= note_every:
            note()

    with open_engine(job) as engine, showing as progress:
        summary = clean_files(job, engine, files, output.write_many, progress, finish)
    note()
    return replace(summary, sources=merge_sources((*ledger.rows, *summary.sources)))


def name_archive_run(run: str) -> str:
    """Id of a run that cleans an archive; among rows of one age, readers take that of the name that sorts last.

    >>> name_archive_run("clean-20261122T000000Z-7") > "crawl-20261122T000000Z-7"
    True
    """
    return f"{VERB}{run.removeprefix('clean')}"
