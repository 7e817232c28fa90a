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
from crawler.cleaning.inputs import holds_archives_only
from crawler.cleaning.job import (
    CleanJob,
    clean_inputs,
    learn_inputs,
    open_pool,
    write_lines,
)
from crawler.cleaning.progress import show_progress
from crawler.config import find_config_dir, load_rules
from crawler.errors import Exit
from crawler.report import RunSummary, render_table

ENGINES = ("local", "dask")
FORMATS = ("files", "jsonl", "parquet")


def run_clean(told: CleanArguments) -> int:
    """`khyber clean`; returns the exit code."""
    config = find_config_dir(told.config)
    chosen = check_formats(told.formats, told.out)
    if told.engine not in ENGINES or (told.scheduler and told.engine != "dask"):
        raise ValueError(f"--engine {told.engine}: choose of {', '.join(ENGINES)}; --scheduler needs dask")
    rules = load_rules(config)
    if told.source is not None and rules.source(told.source) is None:
        raise ValueError(f"--source {told.source}: no such source: see khyber sources list")
    job = CleanJob(
        tuple(told.inputs),
        rules,
        provenance(name_run("clean"), rules.digest),
        told.source,
        told.workers or count_cores(),
        undo=told.out != "-" and "files" in chosen,
        sketch=told.out != "-",
    )
    archives = holds_archives_only(told.inputs)
    if archives or told.engine != "local":
        from crawler.cleaning.dispatch import clean_by_shards  # few runs need it

        summary = clean_by_shards(job, told, chosen, archives)
    else:
        summary = clean_here(job, told, chosen)
    tell(summary)
    return Exit.FAILED if summary.failed_sources else Exit.OK


def clean_here(job: CleanJob, told: CleanArguments, chosen: frozenset[str]) -> RunSummary:
    """Clean texts and pages in workers of this process, which hands them over one by one."""
    with open_pool(job) as pool:
        if told.learn and "remove_recurring_lines" in job.rules.cleaners:
            with show_progress("learn") as progress:
                learn_inputs(job, pool, progress)
        with show_progress("clean") as progress:
            if told.out == "-":
                summary = clean_inputs(job, pool, write_lines(sys.stdout), progress)
                sys.stdout.flush()
                return summary
            from crawler.cleaning.output import fill_store  # lines on stdout need no store

            run = job.provenance.run or ""
            return fill_store(
                told.out, run, chosen, lambda output: clean_inputs(job, pool, output.write, progress)
            )


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
    """Id of a new run: the verb, the second it began (UTC), and the process, so that no two are the same."""
    return f"{verb}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{os.getpid()}"


def count_cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def tell(summary: RunSummary) -> None:
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
