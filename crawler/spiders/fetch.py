"""Fetches one page with the limits and guards of a crawl."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cleaners.addresses import resolve_page
from cleaners.model import Page, Reason, Rejected, Stage
from crawler.config import load_crawl_settings, load_sources
from crawler.discovery.candidate import Candidate
from crawler.discovery.choose import PlannedFetch
from crawler.errors import InputError

if TYPE_CHECKING:
    from crawler.spiders.probe import Answer


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
    url = resolve_page(address, address)
    if url is None:
        # Not shown again: it may hold a password.
        raise InputError("this address cannot be asked for: write http(s)://host/path, without a user name")
    settings = load_crawl_settings(config_dir)
    owner = next((one for one in load_sources(config_dir) if one.owns(url)), None)
    from crawler.spiders.probe import Fetcher, run_probe

    answers: list[Answer] = []

    async def ask(fetcher: Fetcher) -> None:
        answers.append(await fetcher.get(url, owner))

    run_probe(ask, settings)
    name = source or (owner.id if owner else None)
    if not answers:
        detail = "the fetch was stopped before the page came"
        return Rejected(Stage.FETCH, Reason.UNREACHABLE, url=url, source=name, detail=detail)
    return replace(_read_answer(answers[0]), source=name)


def _read_answer(answer: Answer) -> Page | Rejected:
    """The page that came, or why there is none."""
    from crawler.run.item import reject
    from crawler.run.responses import read_response

    planned = PlannedFetch(Candidate(answer.url, "", "the command line"))
    if answer.response is None:
        return reject(planned, answer.reason or Reason.UNREACHABLE, answer.detail)
    fetched = read_response(planned, answer.response, datetime.now(UTC))
    if fetched.page is not None:
        return fetched.page
    return next(one for one in fetched.outcomes if isinstance(one, Rejected))
