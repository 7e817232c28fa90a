"""From the candidates of a source to the pages that this run fetches."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import zip_longest
from typing import NamedTuple

from crawler.discovery import Candidate
from crawler.discovery.choose import PlannedFetch, choose_fetches, join_spellings
from crawler.discovery.days import is_of_other_days
from crawler.run.session import Session
from crawler.spiders.discovery import SourceDiscovery
from crawler.state import PageRecord, QueuedUrl


class Plan(NamedTuple):
    """What is to be fetched of a source, newest first, and the position in the frontier from which on it stands there."""

    fetches: tuple[PlannedFetch, ...]
    position: int


def plan_fetches(session: Session, discovery: SourceDiscovery, now: datetime) -> Plan:
    """Choose what to ask for of one source, newest first, and note in the ledger what is not asked for.

    Recent articles are looked at again even when no document names them any more: a correction is seldom
    announced. Their addresses come from the state, and so do those that an earlier run left in its frontier; what
    is chosen is put there.
    """
    source = discovery.source
    settings = session.job.settings
    recent_since = now - timedelta(hours=settings.recent_hours)

    def is_due(page: PageRecord) -> bool:
        return page.dated >= recent_since and is_due_again(page, now, settings.backoff)

    candidates = dict(discovery.candidates)
    for recent in session.state.find_recent(source.id, recent_since):
        candidates.setdefault(recent.url, Candidate(recent.url, source.id, "state", recent.hints))
    frontier = session.state.frontier
    left = frontier.find([source.id], asked=False)
    for page in left:
        candidates.setdefault(page.url, Candidate(page.url, source.id, page.found_by, page.hints))
    seen = session.state.find_pages(candidates)
    candidates = {one.url: one for one in join_spellings(candidates.values(), seen)}
    job = session.job
    others = {url for url, named in candidates.items() if is_of_other_days(named, job.since, job.until)}
    session.ledger.unsettled.update(others)
    wanted = (candidate for url, candidate in candidates.items() if url not in others)
    choice = choose_fetches(wanted, seen, is_due, job.wants)
    session.ledger.skip(source.id, len(choice.unchanged), len(choice.off_beat))
    session.ledger.unsettled.update(candidate.url for candidate in choice.unwanted)
    position = frontier.enqueue(_queue(planned) for planned in choice.planned)
    unchanged = {candidate.url for candidate in choice.unchanged}
    session.state.save([], [page.url for page in left if page.url in unchanged or page.url not in candidates])
    return Plan(choice.planned, position)


def is_due_again(page: PageRecord, now: datetime, backoff: float) -> bool:
    """Whether a page may have changed since it was last asked for: the older it was then, the longer that takes.

    It is asked for again after `backoff` times the age that it had. With 0.5 and a run every hour, a story is
    asked for in the hours 1, 2, 3, 5, 8, 12, 18, 27 and 41 after its publication.

    >>> from datetime import UTC
    >>> published = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
    >>> asked = published + timedelta(hours=8)
    >>> page = PageRecord("https://example.org/1", "a", asked, asked, published, "article")
    >>> [is_due_again(page, asked + timedelta(hours=hours), 0.5) for hours in (3, 4)]
    [False, True]
    """
    age = max(timedelta(0), page.fetched_at - page.dated)
    return now - page.fetched_at >= backoff * age


def _queue(planned: PlannedFetch) -> QueuedUrl:
    candidate = planned.candidate
    return QueuedUrl(candidate.url, candidate.source, candidate.found_by, candidate.hints)


def note_discovery(session: Session, discovery: SourceDiscovery) -> None:
    """Take what went wrong with a source's documents into the ledger, and remember those that went well."""
    source = discovery.source
    for line in discovery.failures:
        session.ledger.fail(source.id, line)
    session.ledger.problems += [f"{source.id}: {line}" for line in discovery.notes]
    # Which addresses a document named matters only where some are of days that are not wanted.
    every_day = session.job.since is None and session.job.until is None
    for url, (row, named) in discovery.rows.items():
        session.documents[url] = row, frozenset() if every_day else named
    expected = source.expect.articles_per_day
    silent = not discovery.candidates and not discovery.unchanged and not discovery.failures
    if silent and expected and expected[0] > 0:
        session.ledger.fail(source.id, f"no article found, though at least {expected[0]} a day are expected")


def share_limit(
    queues: Iterable[tuple[PlannedFetch, ...]], limit: int
) -> tuple[list[PlannedFetch], list[PlannedFetch]]:
    """Divide a limit fairly: one page of each source in turn, newest first; those taken, and the rest.

    >>> a, b = (tuple(PlannedFetch(Candidate(f"{name}{n}", name, "")) for n in range(3)) for name in "ab")
    >>> taken, rest = share_limit([a, b[:1]], 3)
    >>> [planned.candidate.url for planned in taken], len(rest)
    (['a0', 'b0', 'a1'], 1)
    """
    turns = [planned for turn in zip_longest(*queues) for planned in turn if planned is not None]
    return turns[:limit], turns[limit:]
