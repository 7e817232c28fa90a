"""Probes one article of a source: whether it can be had, and what is found on its page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from cleaners.model import Article, Outcome, Page, Rejected
from crawler.config import Source
from crawler.discovery import Candidate
from crawler.discovery.candidate import read_moment
from crawler.discovery.choose import PlannedFetch
from crawler.run.responses import read_response
from crawler.spiders.probe import Fetcher

TRIES = 3
"""Pages asked for until one is an article: the newest may be a film or a gallery."""

MIN_CHARS = 250
"""Characters below which a story is too short to show that its page was read right."""

FIELDS = (
    "title", "authors", "agency", "dateline", "published", "modified", "section", "tags", "summary", "captions",
    "images",
)  # fmt: skip

Clean = Callable[[Page], Awaitable[tuple[Outcome, ...]]]


@dataclass(frozen=True, slots=True)
class ArticleCheck:
    """What the page of an article came to; `problem` None where it was read. `letters` are those of its story."""

    url: str
    problem: str | None = None
    title: str | None = None
    letters: int = 0
    language: str | None = None
    published: str | None = None
    fields: tuple[str, ...] = ()


async def probe_article(
    fetcher: Fetcher, candidates: Iterable[Candidate], source: Source, clean: Clean, now: datetime
) -> ArticleCheck | None:
    """Ask for the newest candidates until one is an article; None without candidates."""
    check = None
    for candidate in sorted(candidates, key=_newest_first)[:TRIES]:
        check = await _probe_page(fetcher, candidate, source, clean, now)
        if check.problem is None:
            break
    return check


async def _probe_page(
    fetcher: Fetcher, candidate: Candidate, source: Source, clean: Clean, now: datetime
) -> ArticleCheck:
    planned = PlannedFetch(candidate)
    answer = await fetcher.get(candidate.url, source)
    if answer.response is None:
        return ArticleCheck(candidate.url, answer.problem)
    fetched = read_response(planned, answer.response, now)
    outcomes = fetched.outcomes
    if fetched.page is not None:
        outcomes = await clean(fetched.page)
    return judge_article(candidate, outcomes, source)


def judge_article(candidate: Candidate, outcomes: Iterable[Outcome], source: Source) -> ArticleCheck:
    """Say what was found on a page, and what is wrong with it; of several stories on it the first counts."""
    first = next(iter(outcomes), None)
    if first is None:
        return ArticleCheck(candidate.url, "nothing came of it")
    if isinstance(first, Rejected):
        return ArticleCheck(candidate.url, f"{first.reason}: {first.detail}", first.title)
    return ArticleCheck(
        candidate.url,
        _find_fault(first, source),
        first.title,
        len(first.text),
        first.language,
        first.published,
        tuple(name for name in FIELDS if getattr(first, name)),
    )


def _find_fault(article: Article, source: Source) -> str | None:
    if len(article.text) < MIN_CHARS:
        return f"its story has {len(article.text)} letters only"
    if source.languages and article.language not in source.languages:
        return f"is in {article.language or 'no known language'}, not in {' or '.join(source.languages)}"
    return None


def _newest_first(candidate: Candidate) -> float:
    published = candidate.hints.published
    return -read_moment(published).timestamp() if published else 0.0
