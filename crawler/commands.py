"""The bodies of the verbs: read the configuration, do the work, print the summary, return the exit code."""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from cleaners.model import Provenance, Rejected, Rules
from cleaners.process import trace_page
from crawler.config import find_source_file, load_rules, load_sources
from crawler.config.toml import one_line
from crawler.engine.job import CleanJob, Progress, StoreOutput, clean_inputs, write_lines
from crawler.inputs import InputError, read_inputs
from crawler.learning import Recurring, learn_recurring, learn_source, render_learned
from crawler.progress import show_progress
from crawler.report import RunSummary, render_table, write_report
from crawler.store import open_store, undo_input

FORMATS = ("files", "jsonl", "parquet")
OK, FAILED = 0, 3


def run_clean(
    inputs: list[str],
    out: str,
    source: str | None,
    workers: int,
    formats: str,
    learn: bool,
    config: Path,
) -> int:
    """`khyber clean`; returns the exit code."""
    chosen = check_formats(formats, out)
    rules = load_rules(config)
    if source is not None and rules.source(source) is None:
        raise ValueError(f"--source {source}: no such source: see khyber sources list")
    run = name_run("clean")
    recurring = learn_from(inputs, source, rules) if learn else {}
    job = CleanJob(
        tuple(inputs),
        rules,
        provenance(run, rules.digest),
        source,
        workers or count_cores(),
        recurring=recurring,
        undo=out != "-" and "files" in chosen,
    )
    with show_progress("clean") as progress:
        if out == "-":
            summary = clean_inputs(job, write_lines(sys.stdout), progress)
            sys.stdout.flush()
        else:
            summary = clean_to_store(job, out, chosen, progress)
    tell(summary)
    return FAILED if summary.failed_sources else OK


def learn_from(inputs: list[str], source: str | None, rules: Rules) -> Recurring:
    """The pass before cleaning: what recurs in the plain texts of the inputs."""
    if "remove_recurring_lines" not in rules.cleaners:
        return {}
    with show_progress("learn") as progress:
        return learn_recurring(inputs, source, rules, lambda page: progress(page, ()))


def run_learn_source(source: str, folder: str, dry_run: bool, config: Path) -> int:
    """`khyber sources learn`; returns the exit code."""
    path = find_source_file(source, config).with_suffix(".learned.toml")
    rules = load_rules(config)
    with show_progress("learn") as progress:
        learned = learn_source(folder, source, rules, lambda page: progress(page, ()))
    if not learned.files:
        raise InputError(f"{folder}: holds no plain text: name a folder with .txt files of the source")
    for line in learned.lines:
        print(f"{line.files:7,} of {line.of:,}  {one_line(line.line)}")
    earlier = path.read_text(encoding="utf-8") if path.exists() else ""
    if dry_run:
        print(
            f"{len(learned.lines)} recurring lines in {learned.files:,} files; nothing written",
            file=sys.stderr,
        )
        return OK
    partial = path.with_suffix(".partial")
    partial.write_text(render_learned(learned, earlier), encoding="utf-8")
    partial.replace(path)
    print(
        f"{len(learned.lines)} recurring lines in {learned.files:,} files, written to {path}", file=sys.stderr
    )
    return OK


def clean_to_store(job: CleanJob, out: str, formats: frozenset[str], progress: Progress) -> RunSummary:
    """Clean into a store; an article that is stored already in this version is not stored again."""
    from crawler.lock import hold_lock
    from crawler.state import open_state, state_folder, state_url
    from crawler.store import ArticleWriter

    store = open_store(out)
    store.check()
    run = job.provenance.run or ""
    with (
        hold_lock(state_folder(out) / "khyber.lock"),
        open_state(state_url(out)) as state,
        ArticleWriter(store, run, formats) as writer,
    ):
        output = StoreOutput(writer, state, run)
        summary = clean_inputs(job, output.write, progress)
        output.checkpoint()
    where = write_report(summary, store)
    print(f"Articles in {store.url}, report in {where}", file=sys.stderr)
    return summary


def run_undo(file: str, out: str) -> int:
    """`khyber undo`; returns the exit code."""
    root, separator, below = file.rpartition("text/")
    if not separator or (root and not root.endswith("/")) or not below.endswith((".json", ".txt")):
        raise InputError(f"{file}: no article of a store: name a .json or .txt file below its text/ folder")
    below = below.removesuffix(".txt").removesuffix(".json") + ".json"
    store = open_store(root or ".")
    try:
        article = json.loads(store.get_bytes(separator + below))
        key = article.get("undo") if isinstance(article, dict) else None
        if not isinstance(key, str):
            raise InputError(
                f"{file}: names no undo record: only plain texts cleaned with --format files have one"
            )
        body = undo_input(store.get_bytes(key))
    except FileNotFoundError as error:
        raise InputError(f"{file}: cannot be undone: {error}: check the path") from None
    except ValueError as error:
        raise InputError(f"{file}: cannot be undone: {error}") from None
    if out == "-":
        sys.stdout.buffer.write(body)
        sys.stdout.flush()
    else:
        Path(out).write_bytes(body)
        print(f"{len(body):,} bytes written to {out}", file=sys.stderr)
    return OK


def run_explain(file: str, source: str | None, as_json: bool, config: Path) -> int:
    """`khyber explain`; returns the exit code."""
    from crawler.explain import render_plain, render_trace
    from crawler.fetch import fetch_page, is_address

    rules = load_rules(config)
    from rich.console import Console

    if source is not None and rules.source(source) is None:
        raise ValueError(f"--source {one_line(source)}: no such source: see khyber sources list")
    pages = (
        [fetch_page(file, source, config)]
        if is_address(file)
        else read_inputs([file], source, rules.max_bytes)
    )
    console = Console(highlight=False)
    code = OK
    for page in pages:
        if isinstance(page, Rejected):
            where, why = page.input or page.url or file, page.detail or ""
            print(f"khyber: {one_line(where)}: {page.reason}: {one_line(why)}", file=sys.stderr)
            code = FAILED
            continue
        trace = trace_page(page, rules, provenance(None, rules.digest))
        if as_json:
            for line in render_plain(trace, rules):
                print(json.dumps(line, ensure_ascii=False))
        else:
            console.print(render_trace(page, trace, rules))
    return code


def run_list_sources(config: Path) -> int:
    """`khyber sources list`; returns the exit code."""
    from rich.console import Console
    from rich.table import Table

    table = Table("id", "enabled", "verified", "languages", "home")
    for source in load_sources(config):
        yes = ["yes" if flag else "no" for flag in (source.enabled, source.verified)]
        table.add_row(source.id, *yes, " ".join(source.languages), source.home)
    Console().print(table)
    return OK


def run_crawl(
    sources: tuple[str, ...],
    out: str | None,
    since: str | None,
    until: str | None,
    limit: int | None,
    config: Path,
) -> int:
    """`khyber crawl`; returns the exit code."""
    from crawler.crawl import crawl

    return crawl(sources, out=out, since=since, until=until, limit=limit, config_dir=config)


def run_report(run: str | None, store_url: str) -> int:
    """`khyber report`; returns the exit code."""
    from rich.console import Console

    from crawler.report import read_summary

    store = open_store(store_url)
    runs = sorted(
        {info.key.split("/")[1] for info in store.iter_keys("runs/") if info.key.endswith("report.json")}
    )
    if not runs:
        raise InputError(f"{store_url}: holds no run: crawl or clean something into it first")
    if run is not None and run not in runs:
        raise InputError(f"{store_url}: no run {run}: the latest is {runs[-1]}")
    summary = read_summary(run or max(runs, key=lambda name: name.split("-", 1)[-1]), store)
    Console(stderr=True).print(render_table(summary))
    print(write_report(summary, store))
    return OK


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
    for row in summary.sources:
        for line in row.failed:
            print(f"khyber: {line}", file=sys.stderr)
