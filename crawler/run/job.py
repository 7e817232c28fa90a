"""What one run is to do: checked as a whole before anything is asked for."""

from __future__ import annotations

import difflib
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path

from cleaners.model import Provenance, Rules
from crawler.config import CrawlSettings, Source, load_crawl_settings, load_rules, load_sources
from crawler.config.locate import find_part
from crawler.errors import ConfigError


@dataclass(frozen=True, slots=True)
class CrawlJob:
    """One run: its sources, its output, and which days it wants.

    `since` and `until` are days of publication, both included; `limit` is the most articles to ask for.
    """

    run: str
    started: datetime
    out: str
    settings: CrawlSettings
    rules: Rules
    sources: tuple[Source, ...]
    since: date | None = None
    until: date | None = None
    limit: int | None = None

    @property
    def provenance(self) -> Provenance:
        """Which run, code and rules: what every article carries."""
        return Provenance(self.run, version("khyber"), self.rules.digest)

    @property
    def days(self) -> str | None:
        """The days wanted as the state writes them; None for all.

        >>> from crawler.config import CrawlSettings
        >>> job = CrawlJob("run", datetime.now(UTC), "data", CrawlSettings(), Rules((), (), {}), (), date(2026, 11, 1))
        >>> job.days, job.covers("2026-10-01/"), job.covers("2026-11-02/"), job.covers(None)
        ('2026-11-01/', True, False, True)
        """
        if self.since is None and self.until is None:
            return None
        return f"{self.since or ''}/{self.until or ''}"

    def covers(self, days: str | None) -> bool:
        """Whether what was read for some days was read for all that are wanted."""
        if days is None:
            return True
        first, _, last = days.partition("/")
        since, until = str(self.since or ""), str(self.until or "")
        return (not first or first <= since) and (not last or (bool(until) and until <= last))

    def wants(self, published: str | None) -> bool:
        """Whether a publication date lies within the days wanted; an unknown one does, until it is known."""
        if published is None:
            return True
        day = date.fromisoformat(published[:10])
        return not (self.since and day < self.since) and not (self.until and day > self.until)


def plan_job(
    sources: Sequence[str],
    out: str | None,
    since: str | None,
    until: str | None,
    limit: int | None,
    config_dir: Path,
) -> CrawlJob:
    """Read the configuration and check what the user asked for.

    No source named means every enabled one; a named one may be switched off. Raises ConfigError for a source
    that does not exist, a day that is none, or a limit below one.
    """
    settings = load_crawl_settings(config_dir)
    first, last = _read_day(since, "--since"), _read_day(until, "--until")
    if first and last and first > last:
        raise ConfigError(f"--since {first} is after --until {last}: swap them")
    if limit is not None and limit < 1:
        raise ConfigError(f"--limit {limit}: write a number from 1 on, or leave it out")
    started = datetime.now(UTC)
    return CrawlJob(
        run=f"crawl-{started:%Y%m%dT%H%M%SZ}-{os.getpid()}-{secrets.token_hex(2)}",
        started=started,
        out=out or settings.out,
        settings=settings,
        rules=load_rules(config_dir),
        sources=_choose_sources(load_sources(config_dir), sources, config_dir),
        since=first,
        until=last,
        limit=limit,
    )


def _choose_sources(known: tuple[Source, ...], named: Sequence[str], config_dir: Path) -> tuple[Source, ...]:
    by_id = {source.id: source for source in known}
    for name in named:
        if name not in by_id:
            near = difflib.get_close_matches(name, by_id, n=1)
            advice = f"did you mean {near[0]}?" if near else f"there are {', '.join(by_id) or 'none'}"
            raise ConfigError(f"no source {name!r} in {find_part(config_dir, 'sources')}: {advice}")
    chosen = tuple(by_id[name] for name in dict.fromkeys(named)) or tuple(s for s in known if s.enabled)
    if not chosen:
        raise ConfigError(
            f"{find_part(config_dir, 'sources')}: no source is enabled: name one, or enable one"
        )
    return chosen


def _read_day(text: str | None, option: str) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ConfigError(f"{option} {text!r} is no day: write YYYY-MM-DD") from None
