"""A whole `khyber clean`: configuration, learning, cleaning, summary, exit code.

It loads what such a run needs and no more, since a run over a few texts takes little longer than its start.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime
from importlib.metadata import version

from cleaners.model import Provenance
from crawler.cleaning.arguments import CleanArguments
from crawler.cleaning.inputs import holds_archives_only, list_files
from crawler.cleaning.job import CleanJob, clean_files, write_lines
from crawler.cleaning.progress import show_progress
from crawler.config import find_config_dir, load_rules
from crawler.errors import Exit
from crawler.report import RunSummary, render_table

ENGINES = ("local", "dask")
FORMATS = ("files", "jsonl", "parquet")


def run_clean(options: CleanArguments) -> int:
    """`khyber clean`; returns the exit code."""
    summary = clean(make_job(options))
    print_summary(summary)
    return Exit.FAILED if summary.failed_sources else Exit.OK


def make_job(options: CleanArguments) -> CleanJob:
    """What the options ask for. Raises ValueError for a wrong one, InputError for an input that is not there."""
    config = find_config_dir(options.config)
    formats = check_formats(options.formats, options.out)
    if options.engine not in ENGINES or (options.scheduler and options.engine != "dask"):
        raise ValueError(f"--engine {options.engine}: choose of {', '.join(ENGINES)}; --scheduler needs dask")
    rules = load_rules(config)
    if options.source is not None and rules.source(options.source) is None:
        raise ValueError(f"--source {options.source}: no such source: see khyber sources list")
    archive, against = holds_archives_only(options.inputs), None
    if archive and options.out != "-" and "parquet" in formats:
        from crawler.cleaning.archive.run import choose_former  # few runs need it

        against = choose_former(options.inputs, options.against)
    return CleanJob(
        tuple(options.inputs),
        rules,
        provenance(name_run("reclean" if archive and options.out != "-" else "clean"), rules.digest),
        options.out,
        formats,
        options.source,
        options.workers or count_cores(),
        learn=options.learn,
        engine=options.engine,
        scheduler=options.scheduler,
        archive=archive,
        against=against,
    )


def clean(job: CleanJob) -> RunSummary:
    """Clean everything: to stdout, or into a store with a report.

    An article that is stored already in this version is not again. Raises ValueError for a wrong option, InputError,
    StoreError, LockHeldError; what was written until then is whole.
    """
    progress, learning = show_progress("clean"), show_progress("learn")
    if job.out == "-":
        summary = clean_files(job, list_files(job.inputs), write_lines(sys.stdout), progress, learning)
        sys.stdout.flush()
        return summary
    from crawler.cleaning.archive import clean_archive  # lines on stdout need no store
    from crawler.cleaning.output import hold_store, open_output
    from crawler.report import write_report

    with hold_store(job.out) as store:
        if job.archive:
            summary = clean_archive(job, store, progress, learning)
        else:
            with open_output(job, store) as output:
                summary = clean_files(job, list_files(job.inputs), output.write, progress, learning)
        where = write_report(summary, store)
    print(f"Articles in {store.url}, report in {where}", file=sys.stderr)
    return summary


def check_formats(formats: str, out: str) -> frozenset[str]:
    """The formats named; raises ValueError for an unknown one, or for files on stdout."""
    chosen = frozenset(name.strip() for name in formats.split(",") if name.strip())
    if not chosen or chosen - set(FORMATS):
        wrong = ", ".join(sorted(chosen - set(FORMATS))) or "nothing"
        raise ValueError(f"--format {wrong}: choose of {', '.join(FORMATS)}")
    if out == "-" and chosen != {"jsonl"}:
        raise ValueError("--out -: only lines can go to stdout: add --format jsonl")
    return chosen


def provenance(run: str | None, rules: str) -> Provenance:
    """Which run, code and rules: what every article carries."""
    return Provenance(run, version("khyber"), rules)


def name_run(verb: str) -> str:
    """Id of a new run: the verb, the second it began (UTC), and the process, so that no two are the same.

    Among rows of one age, readers take that of the name that sorts last: `reclean` behind `crawl`.
    """
    return f"{verb}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{os.getpid()}"


def count_cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def print_summary(summary: RunSummary) -> None:
    """Print the summary to stderr: a table on a terminal, one JSON line elsewhere."""
    if sys.stderr.isatty():
        from rich.console import Console

        Console(stderr=True).print(render_table(summary))
        return
    total = summary.to_dict()["total"]
    print(
        json.dumps({"event": "finished", "run": summary.run, "total": total}, ensure_ascii=False),
        file=sys.stderr,
    )
    for warning in summary.warnings:
        print(f"khyber: {warning}", file=sys.stderr)
    for row in summary.sources:
        for line in row.failed:
            print(f"khyber: {line}", file=sys.stderr)
