"""The arguments of `scrapy crawl news`, which are texts, to a job."""

from __future__ import annotations

from pathlib import Path

from crawler.config import find_config_dir
from crawler.errors import ConfigError
from crawler.run.job import CrawlJob, plan_job


def read_arguments(
    sources: str = "",
    out: str | None = None,
    since: str | None = None,
    until: str | None = None,
    limit: str | None = None,
    config: str | None = None,
) -> CrawlJob:
    """The job that the texts of `scrapy crawl news -a name=value` describe; raises ConfigError."""
    named = [name.strip() for name in sources.split(",") if name.strip()]
    folder = find_config_dir(Path(config) if config else None)
    try:
        most = int(limit) if limit is not None else None
    except ValueError:
        raise ConfigError(f"limit={limit}: write a whole number") from None
    return plan_job(named, out, since, until, most, folder)
