"""A whole cleaning of an archive: what is left to do, the work, the articles that differ."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime

from crawler.articles.query import Selection, list_parts
from crawler.articles.query.parts import Part, holds_articles
from crawler.cleaning.archive.compare import compare_stores, is_of
from crawler.cleaning.archive.ledger import Ledger
from crawler.cleaning.inputs import InputFile, list_files
from crawler.cleaning.job import CleanJob, Progress, Rows, clean_files
from crawler.cleaning.output import open_output
from crawler.errors import StoreError
from crawler.report import RunSummary, render_changes
from crawler.report.summary import merge_sources
from crawler.store import ObjectStore, open_store

NOTE_EVERY = 2000
"""Pages after which files that are done are noted: a run that was stopped repeats no more than these and one file."""

NOTHING = "none"  # of --against


def clean_archive(
    job: CleanJob,
    store: ObjectStore,
    progress: AbstractContextManager[Progress],
    learning: AbstractContextManager[Progress],
    note_every: int = NOTE_EVERY,
) -> RunSummary:
    """Clean WARC files into a store, leaving out what is done; compare with the articles of `job.against` (None: nothing).

    Run again after whatever stopped it, it goes on with the file it was at. A file that changed, or other rules, mean
    again. For whoever holds the lock of the store.
    """
    earlier = open_store(job.against) if job.against else None
    ledger = Ledger(store, make_plan(job), job.run)
    job = replace(job, provenance=replace(job.provenance, run=ledger.run))
    before = (
        [part for part in list_parts(earlier, Selection()) if not is_of(part, ledger.run)] if earlier else []
    )
    files, left_out = leave_out(list_files(job.inputs), ledger)
    print_plan(ledger, len(files), left_out)
    summary = clean_rest(job, store, files, ledger, progress, learning, note_every)
    return add_changes(summary, earlier, before, store) if earlier else summary


def add_changes(
    summary: RunSummary, earlier: ObjectStore, parts: Sequence[Part], store: ObjectStore
) -> RunSummary:
    """The summary with what differs, printed as well; a comparison that fails costs itself, not the run."""
    try:
        changes = compare_stores(earlier, parts, store, summary.run)
    except StoreError as error:
        print(f"khyber: {error}", file=sys.stderr)
        return replace(summary, problems=(*summary.problems, str(error)))
    for line in render_changes(changes):
        print(line, file=sys.stderr)
    return replace(summary, changes=changes)


def make_plan(job: CleanJob) -> str:
    """A name for all that decides what is made of a file."""
    learn = job.learn and "remove_recurring_lines" in job.rules.cleaners
    parts = [job.rules.digest, job.provenance.code, job.source, sorted(job.formats), learn]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def choose_former(inputs: Iterable[str], against: str | None) -> str | None:
    """The store to compare with. Raises ValueError when the one that was named holds no articles."""
    if against is None:
        return find_former(inputs)
    if against == NOTHING:
        return None
    if not holds_articles(open_store(against)):
        raise ValueError(f"--against {against}: holds no articles: name a store that does, or {NOTHING}")
    return against


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


def print_plan(ledger: Ledger, files: int, done: int) -> None:
    """Print what is about to be done, where that is less than everything."""
    if ledger.resumed:
        print(f"Going on with run {ledger.run}, which was stopped", file=sys.stderr)
    if done:
        print(f"{done:,} files were cleaned before by the same rules, {files:,} are left", file=sys.stderr)


def clean_rest(
    job: CleanJob,
    store: ObjectStore,
    files: Sequence[InputFile],
    ledger: Ledger,
    progress: AbstractContextManager[Progress],
    learning: AbstractContextManager[Progress],
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

    with open_output(job, store) as output:
        summary = clean_files(job, files, output.write, progress, learning, finish)
        note()
    return replace(summary, sources=merge_sources((*ledger.rows, *summary.sources)))
