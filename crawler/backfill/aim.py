"""Turns a crawl towards the past: archive pages and sitemaps of its days, not what its sources announce today."""

from __future__ import annotations

from dataclasses import replace

from crawler.discovery import aim_at_archives
from crawler.errors import ConfigError
from crawler.run.job import CrawlJob


def aim_back(job: CrawlJob) -> CrawlJob:
    """The same job on the date archives and sitemaps of its sources, from `since` to `until`, both included.

    Raises ConfigError without both days, or for a source whose file names neither.
    """
    if job.since is None or job.until is None:
        raise ConfigError("a backfill needs its days: add --since YYYY-MM-DD --until YYYY-MM-DD")
    for source in job.sources:
        if not source.archives and not source.sitemaps:
            raise ConfigError(
                f"config/sources/{source.id}.toml: names no archives and no sitemaps: add "
                'archives = ["https://.../{yyyy}-{mm}-{dd}"], or take --from ccnews'
            )
    since, until = job.since, job.until
    return replace(job, sources=tuple(aim_at_archives(source, since, until) for source in job.sources))
