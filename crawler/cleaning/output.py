"""The output of a clean job: the store, what it holds already, and the lock that keeps others from writing to it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager

from crawler.articles.clusters import open_clusters
from crawler.articles.sink import ArticleSink
from crawler.cleaning.job import StoreOutput
from crawler.report import RunSummary, write_report
from crawler.state import open_state, state_folder, state_url
from crawler.state.lock import hold_lock
from crawler.store import ArticleWriter, ObjectStore, open_store


@contextmanager
def open_output(store: ObjectStore, out: str, run: str, formats: Collection[str]) -> Iterator[StoreOutput]:
    """Where the results of a run go, for whoever holds the lock of `out`; what it was given is stored when the block ends."""
    with (
        open_state(state_url(out)) as state,
        open_clusters(state_folder(out), store) as clusters,
        ArticleWriter(store, run, formats, clusters) as writer,
    ):
        output = StoreOutput(ArticleSink(writer, state, run))
        yield output
        output.checkpoint()


def fill_store(
    out: str, run: str, formats: Collection[str], work: Callable[[StoreOutput], RunSummary]
) -> RunSummary:
    """Do a work that fills a store, and write its report; an article that is stored already in this version is not again.

    Raises LockHeldError when another run works on `out`, StoreError when the store fails.
    """
    store = open_store(out)
    store.check()
    with hold_lock(state_folder(out) / "khyber.lock"), open_output(store, out, run, formats) as output:
        summary = work(output)
    where = write_report(summary, store)
    print(f"Articles in {store.url}, report in {where}", file=sys.stderr)
    return summary
