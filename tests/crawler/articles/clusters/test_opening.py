"""The index is made from the store where it is missing or damaged, and copies are labelled as they are written."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from contextlib import closing

import pytest

from crawler.articles.clusters import open_clusters, rebuild_clusters
from crawler.articles.clusters.opening import read_articles
from crawler.errors import StoreError
from crawler.state import lock_path, state_folder
from crawler.state.lock import hold_lock
from crawler.store import ArticleWriter, open_store
from crawler.store.articles.parquet import decode_parquet
from tests.support.khyber import run_khyber
from tests.support.stories import make_story, write_sentences

TEXT = write_sentences(1, 10)


@pytest.fixture
def store(tmp_path):
    return open_store(str(tmp_path))


def write(store, folder, *articles, run="run-1"):
    with (
        open_clusters(folder, store) as clusters,
        ArticleWriter(store, run, {"parquet"}, clusters) as writer,
    ):
        for article in articles:
            writer.write(article)


def labels(store):
    return {article.source: article.cluster for article in read_articles(store)}


def test_a_copy_is_labelled_in_the_store_by_the_next_run_too(store, tmp_path):
    write(store, tmp_path / "state", make_story("wire", TEXT), make_story("copy", TEXT[:8]))
    write(store, tmp_path / "state", make_story("later", TEXT[2:]), make_story("wire", TEXT), run="run-2")
    found = labels(store)
    assert found["wire"] is None
    assert found["copy"].id == found["later"].id == make_story("wire", TEXT).id
    assert len(list(store.iter_keys("articles/"))) == 3


@pytest.mark.parametrize("harm", ["missing", "cut table", "cut postings", "no postings", "unfinished", "old"])
def test_a_harmed_index_is_made_again_from_the_store(store, tmp_path, harm):
    state = tmp_path / "state"
    write(store, state, make_story("wire", TEXT), make_story("copy", TEXT[:8]))
    folder = state / "clusters"
    table, postings = folder / "articles.sqlite", folder / "postings-1"
    match harm:
        case "missing" | "unfinished":
            folder.rename(state / ("gone" if harm == "missing" else "clusters.unfinished"))
        case "cut table":
            os.truncate(table, table.stat().st_size // 2)
            table.write_bytes(b"no database at all" + table.read_bytes()[18:])
        case "cut postings":
            os.truncate(postings, 40)
        case "no postings":
            postings.unlink()
        case "old":
            with closing(sqlite3.connect(table)) as rows:
                rows.execute("PRAGMA user_version=1")
    write(store, state, make_story("later", TEXT[2:]), make_story("copy", TEXT[:8]), run="run-2")
    assert labels(store)["later"].id == make_story("wire", TEXT).id
    assert not (state / "clusters.unfinished").exists()


def test_a_store_that_cannot_be_read_is_named(store, tmp_path):
    store.put_bytes("articles/source=a/date=2026-11-20/run-1-1.parquet", b"no table")
    with pytest.raises(StoreError, match=r"run-1-1\.parquet.*move it away"):
        rebuild_clusters(tmp_path / "state", store)


def test_the_verb_makes_it_anew_unless_a_run_is_at_work(store, tmp_path):
    write(store, state_folder(str(tmp_path)), make_story("wire", TEXT), make_story("copy", TEXT[:8]))
    command = ("clusters", "rebuild", "--store", str(tmp_path))
    done = run_khyber(*command)
    assert done.returncode == 0
    assert done.stderr == "2 articles indexed\n"
    with hold_lock(lock_path(str(tmp_path))):
        assert run_khyber(*command).returncode == 4


def test_cleaning_gives_the_same_clusters_with_any_number_of_workers(tmp_path):
    folder = tmp_path / "texts"
    folder.mkdir()
    for number in range(40):
        wire = [line.capitalize() for line in write_sentences(number - number % 4, 12)]
        text = "\n\n".join([f"Story {number} of the day", *wire[number % 4 :]])
        (folder / f"{number:02}.txt").write_text(f"{text}\n", encoding="utf-8")
    found = []
    for workers in ("1", "3"):
        out = tmp_path / f"out-{workers}"
        options = ["--out", str(out), "--workers", workers, "--format", "parquet"]
        assert run_khyber("clean", str(folder), *options).returncode == 0
        found.append({article.id: article.cluster for article in read_articles(open_store(str(out)))})
    assert found[0] == found[1]
    assert len(found[0]) == 40
    assert sum(cluster is None for cluster in found[0].values()) == 10


def test_what_changed_stands_in_the_table_and_beside_the_text(store, tmp_path):
    old, new = make_story("wire", TEXT), make_story("wire", [*TEXT[:3], "Corrected.", *TEXT[4:]])
    for run, article in (("run-1", old), ("run-2", new), ("run-3", new)):
        with (
            open_clusters(tmp_path / "state", store) as clusters,
            ArticleWriter(store, run, {"files", "parquet"}, clusters) as writer,
        ):
            writer.write(article)
    expected = {"version": old.version, "title": False, "added": [], "removed": [], "changed": [4]}
    (file,) = (info.key for info in store.iter_keys("text/") if info.key.endswith(".json"))
    assert json.loads(store.get_bytes(file))["changes"] == expected
    parts = [info.key for info in store.iter_keys("articles/")]
    rows = [row for key in parts for row in decode_parquet(store.get_bytes(key))]
    assert [row["changes"] for row in rows] == [None, expected]


def test_an_index_made_anew_knows_the_order_of_versions(store, tmp_path):
    texts = [[*TEXT, f"Version {number}."] for number in range(3)]
    for run, text in zip(("run-b", "run-a"), texts[:2], strict=True):
        write(store, tmp_path / "state", make_story("wire", text), run=run)
        time.sleep(0.01)
    rebuild_clusters(tmp_path / "state", store)
    with open_clusters(tmp_path / "state", store) as clusters:
        changes = clusters.label(make_story("wire", texts[2])).changes
    assert changes is not None
    assert changes.version == make_story("wire", texts[1]).version
