"""The bodies of the verbs: read the configuration, do the work, print the summary, return the exit code."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from cleaners.model import Rejected
from cleaners.process import trace_page
from crawler.cleaning.inputs import read_inputs
from crawler.cleaning.run import provenance
from crawler.config import load_rules, load_sources
from crawler.config.toml import one_line
from crawler.errors import Exit, InputError
from crawler.report import render_table, write_report
from crawler.store import open_store, undo_input


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
    return Exit.OK


def run_explain(file: str, source: str | None, as_json: bool, config: Path) -> int:
    """`khyber explain`; returns the exit code."""
    from crawler.report.explain import render_plain, render_trace
    from crawler.spiders.fetch import fetch_page, is_address

    rules = load_rules(config)
    from rich.console import Console

    if source is not None and rules.source(source) is None:
        raise ValueError(f"--source {one_line(source)}: no such source: see khyber sources list")
    pages = (
        [fetch_page(file, source, config)]
        if is_address(file)
        else read_inputs([file], source, rules.max_bytes, rules.max_text_bytes)
    )
    console = Console(highlight=False)
    code: int = Exit.OK
    for page in pages:
        if isinstance(page, Rejected):
            where, why = page.input or page.url or file, page.detail or ""
            print(f"khyber: {one_line(where)}: {page.reason}: {one_line(why)}", file=sys.stderr)
            code = Exit.FAILED
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
    return Exit.OK


def run_crawl(
    sources: tuple[str, ...],
    out: str | None,
    since: str | None,
    until: str | None,
    limit: int | None,
    config: Path,
) -> int:
    """`khyber crawl`; returns the exit code."""
    from crawler.spiders.run import crawl

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
    return Exit.OK
