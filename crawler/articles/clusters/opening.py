"""Opens the index of an output, and makes it from the store where it is missing or damaged."""

from __future__ import annotations

import io
import logging
import shutil
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from cleaners.model import Article, Cluster, read_moment
from crawler.articles.clusters.clusters import Clusters
from crawler.errors import StoreError
from crawler.store.base import ObjectInfo, ObjectStore
from crawler.store.disk import sync_folder

FOLDER = "clusters"
"""Name of the index in the state folder of an output."""

UNFINISHED = ".unfinished"
COMMIT_EVERY = 1000
COLUMNS = ["id", "version", "title", "paragraphs", "language", "agency", "published", "fetched_at", "cluster"]

log = logging.getLogger(__name__)


def open_clusters(state: Path, store: ObjectStore) -> Clusters:
    """The index below a state folder; from the articles in the store where there is none, or a damaged one.

    It is the caller's who holds the lock of the output. Raises StoreError when store or disk fails.
    """
    folder = state / FOLDER
    try:
        if folder.exists() or not any(_list_parts(store)):
            return Clusters(folder)
        log.info("Reading the articles in %s once, to know copies of them", store.url)
    except StoreError as error:
        log.warning("%s; it is made anew now", error)
    rebuild_clusters(state, store)
    return Clusters(folder)


def rebuild_clusters(state: Path, store: ObjectStore) -> int:
    """Make the index anew: every article in Parquet, with the cluster that it was stored with; returns how many.

    The old index stays until the new one is whole.
    """
    folder = state / FOLDER
    unfinished = folder.with_name(folder.name + UNFINISHED)
    shutil.rmtree(unfinished, ignore_errors=True)
    count = 0
    with Clusters(unfinished) as clusters:
        for count, article in enumerate(read_articles(store), 1):
            clusters.keep(article)
            if count % COMMIT_EVERY == 0:
                clusters.commit()
        clusters.commit()
    shutil.rmtree(folder, ignore_errors=True)
    unfinished.rename(folder)
    sync_folder(state)
    return count


def read_articles(store: ObjectStore) -> Iterator[Article]:
    """What the index needs to know of the articles in a store: one partition after the other, its files by age."""
    for folder, files in groupby(_list_parts(store), key=lambda info: info.key.rpartition("/")[0]):
        source = folder.split("/")[1].partition("=")[2]
        for info in sorted(files, key=lambda info: (info.modified, info.key)):
            for row in _read_rows(store, info.key):
                cluster = row.pop("cluster")
                row |= {"paragraphs": tuple(row["paragraphs"]), "cluster": cluster and Cluster(**cluster)}
                row["fetched_at"] = read_moment(row["fetched_at"])
                yield Article(**row, source=source)


def _read_rows(store: ObjectStore, key: str) -> list[dict[str, Any]]:
    import pyarrow as pa  # loading it takes a while, and most runs have an index
    import pyarrow.parquet as pq

    try:
        rows: list[dict[str, Any]] = pq.read_table(
            io.BytesIO(store.get_bytes(key)), columns=COLUMNS
        ).to_pylist()
    except (OSError, pa.ArrowException) as error:
        raise StoreError(f"cannot read {store.location(key)}: {error}: move it away and run again") from error
    return rows


def _list_parts(store: ObjectStore) -> Iterator[ObjectInfo]:
    return (info for info in store.iter_keys("articles/") if info.key.endswith(".parquet"))
