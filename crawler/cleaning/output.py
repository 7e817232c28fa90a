"""The output of a cleaning: the store, what it holds already, and the lock that keeps others from writing to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from crawler.articles.clusters import open_clusters
from crawler.articles.sink import ArticleSink
from crawler.cleaning.job import CleanJob
from crawler.cleaning.workers.tasks import Result
from crawler.state import lock_path, open_state, state_folder, state_url
from crawler.state.lock import hold_lock
from crawler.store import ArticleWriter, ObjectStore, open_store

CHECKPOINT_EVERY = 1000  # articles


class StoreOutput:
    """Hands outcomes to a store, leaving out what is stored already; call `checkpoint` at the end."""

    def __init__(self, sink: ArticleSink) -> None:
        self._sink = sink

    def write(self, results: Sequence[Result]) -> None:
        """Store the outcomes of pages: what is stored already is asked once for all of them."""
        kept = self._sink.look_up([result.outcomes for result in results], by_id=False)
        for result, outcomes in zip(results, kept, strict=True):
            self._sink.write(outcomes, result.sketches, result.undo)
        if self._sink.waiting >= CHECKPOINT_EVERY:
            self.checkpoint()

    def checkpoint(self) -> None:
        """Bring everything written so far to the store, then note it as stored."""
        self._sink.checkpoint()


@contextmanager
def open_output(job: CleanJob, store: ObjectStore) -> Iterator[StoreOutput]:
    """Where the results of a run go, for whoever holds the lock; what it was given is stored when the block ends."""
    with (
        open_state(state_url(job.out)) as state,
        open_clusters(state_folder(job.out), store) as clusters,
        ArticleWriter(store, job.run, job.formats, clusters) as writer,
    ):
        output = StoreOutput(ArticleSink(writer, state, job.run))
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
