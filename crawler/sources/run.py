"""The bodies of `khyber sources check` and `khyber sources add`."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cleaners.addresses import resolve_page
from cleaners.model import Outcome, Page
from crawler.cleaning.run import provenance
from crawler.cleaning.workers import CleaningPool, CleanSettings
from crawler.config import CrawlSettings, Source, load_crawl_settings, load_rules, load_sources
from crawler.config.locate import find_own_sources
from crawler.config.toml import one_line, show_path, suggest
from crawler.errors import ConfigError, Exit, InputError
from crawler.sources.check import Prober, SourceCheck
from crawler.sources.draft import name_source, render_draft, study_site
from crawler.sources.edit import mark_checked, write_source
from crawler.sources.render import plain_check, render_checks, render_suggestion, summarize
from crawler.spiders.probe import Fetcher, run_probe

FORMATS = ("table", "json")
WIDTH = 200
"""Columns of the table where no terminal sets its width."""


def run_check_sources(named: Sequence[str], formats: str, write: bool, stale_days: int, config: Path) -> int:
    """`khyber sources check`; returns the exit code: 3 when a source has a problem.

    Raises ConfigError for a source that does not exist or a broken configuration.
    """
    if formats not in FORMATS:
        raise ValueError(f"--format {one_line(formats)}: choose of {', '.join(FORMATS)}")
    if write:
        find_own_sources(config)  # it says so now, not after an hour of asking
    sources = {source.id: source for source in choose_sources(named, config)}
    settings, checks = load_crawl_settings(config), {name: SourceCheck(name) for name in sources}
    lock = asyncio.Semaphore(settings.concurrency)

    async def check_all(prober: Prober) -> None:
        async def check_one(source: Source) -> None:
            async with lock:
                checks[source.id] = await prober.check(source)
            done = "; ".join(checks[source.id].problems) or "ok"
            print(f"khyber: {source.id}: {one_line(done)}", file=sys.stderr)

        await asyncio.gather(*map(check_one, sources.values()))

    now = run_probes(check_all, settings, stale_days, config)
    print_checks(checks, sources, formats, now)
    if write:
        for name in (name for name, check in checks.items() if not check.problems):
            path = config / "sources" / f"{name}.toml"
            write_source(path, mark_checked(path.read_text(encoding="utf-8"), now.date()))
            print(f"verified, written to {show_path(path)}", file=sys.stderr)
    print(f"khyber: {summarize(checks)}", file=sys.stderr)
    return Exit.FAILED if any(check.problems for check in checks.values()) else Exit.OK


def run_add_source(
    address: str, name: str | None, force: bool, dry_run: bool, stale_days: int, config: Path
) -> int:
    """`khyber sources add`; returns the exit code: 3 when the site could not be read.

    Raises InputError for what is no address, ConfigError where the file exists (without `force`) or another
    source has the domain.
    """
    url = resolve_page(address if "://" in address else f"https://{address}", "https://")
    if url is None:
        raise InputError("this address cannot be asked for: write http(s)://host/path, without a user name")
    if not dry_run:
        find_own_sources(config)
    refuse_known(url, name or name_source(url), force, config)
    studied: list[tuple[Source, SourceCheck, str]] = []

    async def study(prober: Prober) -> None:
        source, check = await study_site(prober, url, name)
        studied.append((source, check, render_draft(source, check, prober)))

    run_probes(study, load_crawl_settings(config), stale_days, config)
    if not studied:
        raise InputError(f"{url}: was not read: the run was stopped")
    source, check, text = studied[0]
    if check.front is None or check.front.problem:
        print(f"khyber: {url}: {check.front and one_line(check.front.problem or '')}", file=sys.stderr)
        return Exit.FAILED
    path = refuse_known(source.home, source.id, force, config)
    if dry_run:
        print(text, end="")
        return Exit.OK
    write_source(path, text)
    print(show_path(path))
    print(
        f"khyber: drafted: look at every line of {show_path(path)}, then: khyber sources check {source.id}",
        file=sys.stderr,
    )
    return Exit.OK


def run_probes(
    work: Callable[[Prober], Awaitable[None]], settings: CrawlSettings, stale_days: int, config: Path
) -> datetime:
    """Do work that probes sites, with a pool that cleans their pages; returns when it began."""
    # An article that is not on the beat shows as well as any whether the source works.
    now, rules = datetime.now(UTC), replace(load_rules(config), keep_off_beat=True)
    cleaning = CleanSettings(
        rules, provenance(None, rules.digest), settings.page_limit_seconds, settings.worker_memory_mib
    )
    with CleaningPool(cleaning, 1) as pool:

        async def clean(page: Page) -> tuple[Outcome, ...]:
            outcomes: tuple[Outcome, ...] = await asyncio.wrap_future(pool.submit(page))
            return outcomes

        async def do(fetcher: Fetcher) -> None:
            await work(Prober(fetcher, clean, settings, now, timedelta(days=stale_days)))

        run_probe(do, settings)
    return now


def print_checks(
    checks: dict[str, SourceCheck], sources: dict[str, Source], formats: str, now: datetime
) -> None:
    """Results to stdout: one JSON object a line, or a table and below it what to write into which file."""
    if formats == "json":
        for check in checks.values():
            print(json.dumps(plain_check(check, now), ensure_ascii=False))
        return
    from rich.console import Console

    width = None if sys.stdout.isatty() else WIDTH
    Console(highlight=False, width=width).print(render_checks(checks.values(), now))
    for name, check in checks.items():
        if text := render_suggestion(check, sources[name], now):
            print(f"\n# What works, for config/sources/{name}.toml:\n{text}")


def choose_sources(named: Sequence[str], config: Path) -> tuple[Source, ...]:
    """The sources named, or every enabled one; ConfigError for one that does not exist."""
    known = {source.id: source for source in load_sources(config)}
    for name in named:
        if name not in known:
            raise ConfigError(f'no source "{one_line(name)}": {suggest(name, known)}')
    if named:
        return tuple(known[name] for name in dict.fromkeys(named))
    return tuple(source for source in known.values() if source.enabled)


def refuse_known(url: str, name: str, force: bool, config: Path) -> Path:
    """The file that a source would have; ConfigError where it exists, or another source owns the address."""
    path = config / "sources" / f"{name}.toml"
    owner = next((source for source in load_sources(config) if source.owns(url)), None)
    if owner is not None and owner.id != name:
        raise ConfigError(
            f"{show_path(path)}: {owner.id} has this domain already: khyber sources check {owner.id}"
        )
    if path.exists() and not force:
        raise ConfigError(
            f"{show_path(path)}: exists already: choose another --id, or overwrite it with --force"
        )
    return path
