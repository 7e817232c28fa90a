"""The pages that a run chose and has not begun: they wait in the frontier, so that memory does not grow with them."""

from __future__ import annotations

from collections import Counter

from crawler.discovery import Candidate
from crawler.discovery.choose import PlannedFetch
from crawler.state import State

CHUNK = 50
"""Pages of a source that are dispatched at once; the next ones when half of them have an answer."""


class Backlog:
    """The planned fetches of each source, in order. Raises StoreError when the state fails."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._next: dict[str, int] = {}
        self._under_way: Counter[str] = Counter()

    def add(self, source: str, position: int) -> None:
        """Take the addresses of a source that stand in the frontier from a position on."""
        self._next[source] = position

    def finish(self, source: str) -> None:
        """Note that a page of a source has its answer, whatever that is."""
        self._under_way[source] -= 1

    def dispatch(self, source: str) -> list[PlannedFetch]:
        """The next fetches of a source, if it is time for them."""
        if source not in self._next or self._under_way[source] > CHUNK // 2:
            return []
        queued = self._state.frontier.find_from(source, self._next[source], CHUNK)
        if len(queued) < CHUNK:
            del self._next[source]
        else:
            self._next[source] = queued[-1].position + 1
        self._under_way[source] += len(queued)
        seen = self._state.find_pages(page.url for page in queued)
        return [
            PlannedFetch(Candidate(page.url, source, page.found_by, page.hints), seen.get(page.url))
            for page in queued
        ]

    def count_left(self) -> int:
        """How many pages were not dispatched."""
        return sum(
            self._state.frontier.count_from(source, position) for source, position in self._next.items()
        )
