"""The output of a cleaning: the store, what it holds already, and the lock that keeps others from writing to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from cleaners.model import Article, Rejected
from crawler.articles.clusters import open_clusters
from crawler.cleaning.job import CleanJob
from crawler.cleaning.workers.tasks import Result
from crawler.state import State, lock_path, open_state, state_folder, state_url
from crawler.state.lock import hold_lock
from crawler.store import ArticleWriter, ObjectStore, open_store

CHECKPOINT_EVERY = 1000  # articles


class StoreOutput:
    """Hands outcomes to a store, leaving out what is stored already; call `checkpoint` at the end.

    Files first, rows second: a kill between the two stores an article again under the same words, and never
    loses one.
    """

    def __init__(self, writer: ArticleWriter, state: State, run: str) -> None:
        self._writer, self._state, self._run = writer, state, run
        self._fresh: list[Article] = []

    def write(self, results: Sequence[Result]) -> None:
        """Store the outcomes of pages: what is stored already is asked once for all of them."""
        versions = {
            outcome.version
            for result in results
            for outcome in result.outcomes
            if isinstance(outcome, Article)
        }
        stored = {(row.id, row.version) for row in self._state.find_articles((), versions)}
        for result in results:
            sketches = iter(result.sketches)
            for outcome in result.outcomes:
                if isinstance(outcome, Rejected):
                    self._writer.reject(outcome)
                    continue
                sketch = next(sketches, None)
                if (outcome.id, outcome.version) not in stored:
                    self._writer.write(outcome, result.undo, sketch)
                    self._fresh.append(outcome)
        if len(self._fresh) >= CHECKPOINT_EVERY:
            self.checkpoint()

    def checkpoint(self) -> None:
        """Bring everything written so far to the store, then note it as stored."""
        self._writer.flush()
        self._state.mark_stored(self._fresh, self._run)
        self._fresh.clear()


@contextmanager
def open_output(job: CleanJob, store: ObjectStore) -> Iterator[StoreOutput]:
    """Where the results of a run go, for whoever holds the lock; what it was given is stored when the block ends."""
    with (
        open_state(state_url(job.out)) as state,
        open_clusters(state_folder(job.out), store) as clusters,
        ArticleWriter(store, job.run, job.formats, clusters) as writer,
    ):
        output = StoreOutput(writer, state, job.run)
        yield output
        output.checkpoint()


@contextmanager
def hold_store(out: str) -> Iterator[ObjectStore]:
    """The store of an output, which no other run writes to meanwhile.

    Raises LockHeldError when another run does, StoreError when nothing can be written.
    """
    store = open_store(out)
    store.check()
    with hold_lock(lock_path(out)):
        yield store
