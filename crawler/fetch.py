"""Fetches one page with the manners and guards of a crawl."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

from cleaners.model import Page, Reason, Rejected, Stage
from crawler.config import load_crawl_settings, load_sources
from crawler.discovery.urls import resolve_url
from crawler.inputs import InputError


def is_address(name: str) -> bool:
    """Whether an input is meant as an address, not as a file.

    >>> is_address("HTTPS://example.org/a"), is_address("page.html"), is_address("s3://bucket/a")
    (True, False, False)
    """
    return name.lower().startswith(("http://", "https://"))


def fetch_page(address: str, source: str | None, config_dir: Path) -> Page | Rejected:
    """The page at an address, or why it cannot be had: robots.txt, a private address, a status, a size ...

    `source` is the id of the source whose rules the page gets; None: that of the source on whose domains it lies, if
    any. Waits between robots.txt and the page as a crawl does. Raises InputError for what is no address, ConfigError for
    a broken configuration. Can run once in a process: Twisted's reactor does not start twice.
    """
    url = resolve_url(address, address)
    if url is None:
        # Not shown again: it may hold a password.
        raise InputError("this address cannot be asked for: write http(s)://host/path, without a user name")
    manners = load_crawl_settings(config_dir)
    owner = next((one for one in load_sources(config_dir) if one.owns(url)), None)
    from crawler.spiders.single import Errand, SingleSpider

    errand = Errand(url, manners, owner)
    run_quietly(SingleSpider, errand)
    if not errand.found:
        detail = "the fetch was stopped before the page came"
        return Rejected(Stage.FETCH, Reason.UNREACHABLE, url=url, source=source, detail=detail)
    visited = errand.found[0]
    name = source or (owner.id if owner else None)
    if visited.page is not None:
        return replace(visited.page, source=name)
    rejected = next(one for one in visited.outcomes if isinstance(one, Rejected))
    return replace(rejected, source=name)


def run_quietly(spider: type, errand: object) -> None:
    """Run a spider to its end; what Scrapy logs goes nowhere, because the outcome says it all in one line."""
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.settings import Settings

    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.setdict(
        {"LOG_ENABLED": False, "LOG_INSTALL_ROOT_HANDLER": False, "ITEM_PIPELINES": {}}, priority="cmdline"
    )
    logging.getLogger().addHandler(logging.NullHandler())
    process = AsyncCrawlerProcess(settings)
    process.crawl(process.create_crawler(spider), errand=errand)
    process.start()
