"""Compaction: one file a partition, every row kept, whatever happens on the way; readable by whoever reads Parquet."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from crawler.articles.query import Selection, compact_articles
from crawler.articles.run import Wanted, run_articles, run_compact
from crawler.errors import LockHeldError
from crawler.state.location import lock_path
from crawler.state.lock import hold_lock
from crawler.store import ArticleWriter, open_store
from crawler.store.articles.parquet import SCHEMA
from crawler.store.articles.records import to_json_line
from tests.support.samples import make_article
from tests.support.shared import REPOSITORY
from tests.support.stores import fill_store

HIVE = ds.partitioning(pa.schema([("source", pa.string()), ("date", pa.date32())]), flavor="hive")


def files(url: str) -> list[str]:
    return [info.key for info in open_store(url).iter_keys("articles/")]


def rows(url: str) -> list[bytes]:
    """Every stored row, with the partition it lies in."""
    store = open_store(url)
    found = []
    for key in files(url):
        with store.open_read(key) as stream:
            folder = key.rpartition("/")[0].encode()
            found += [folder + to_json_line(row) for row in pq.read_table(stream).to_pylist()]
    return sorted(found)


def write_runs(url: str, runs: int, articles: int = 3, first: int = 0) -> None:
    for run in range(first, first + runs):
        with ArticleWriter(open_store(url), f"run-{run}", {"parquet"}) as writer:
            for number in range(articles):
                published = f"2026-11-{10 + number}"
                writer.write(make_article(100 * run + number, published=published, run=f"run-{run}"))


def test_one_file_a_partition_and_the_same_rows(store_url: str) -> None:
    fill_store(store_url)
    before, partitions = rows(store_url), {key.rpartition("/")[0] for key in files(store_url)}
    done = compact_articles(open_store(store_url))
    assert (done.partitions, done.files, done.doubles, done.failed) == (1, 2, 0, ())
    assert rows(store_url) == before
    assert sorted({key.rpartition("/")[0] for key in files(store_url)}) == sorted(partitions)
    assert len(files(store_url)) == len(partitions)
    kept = files(store_url)
    assert compact_articles(open_store(store_url)).partitions == 0
    assert files(store_url) == kept


@pytest.mark.parametrize("store_url", ["local", pytest.param("s3", marks=pytest.mark.slow)], indirect=True)
def test_what_is_compacted_is_not_written_again(store_url: str) -> None:
    write_runs(store_url, 3)
    compact_articles(open_store(store_url))
    kept = files(store_url)
    write_runs(store_url, 3)
    assert files(store_url) == kept


@pytest.mark.parametrize("store_url", ["local", pytest.param("s3", marks=pytest.mark.slow)], indirect=True)
def test_rows_that_stand_twice_after_a_crash_are_read_and_written_once(
    store_url: str, tmp_path: Path
) -> None:
    write_runs(store_url, 3)
    store = open_store(store_url)
    before, old = rows(store_url), {key: store.get_bytes(key) for key in files(store_url)}
    compact_articles(store)
    for key, data in old.items():
        store.put_bytes(key, data)
    assert len(rows(store_url)) == 2 * len(before)
    for every in (False, True):
        out = tmp_path / f"{every}.jsonl"
        run_articles(store_url, Selection(every_version=every), Wanted("id", out=str(out)))
        assert len(out.read_text().splitlines()) == len(before)
        run_articles(
            store_url,
            Selection(every_version=every),
            Wanted(out=str(out)),
            "SELECT count(*) AS n FROM articles",
        )
        assert out.read_text() == f'{{"n": {len(before)}}}\n'
    done = compact_articles(store)
    assert done.doubles == len(before)
    assert rows(store_url) == before
    assert len(files(store_url)) == 3


def test_rows_that_differ_in_anything_stay(tmp_path: Path) -> None:
    url = str(tmp_path / "data")
    for run, agency in (("run-1", None), ("run-2", "Valley Wire")):
        with ArticleWriter(open_store(url), run, {"parquet"}) as writer:
            writer.write(make_article(1, agency=agency))
    before = rows(url)
    assert compact_articles(open_store(url)).doubles == 0
    assert rows(url) == before
    assert len(before) == 2


COMPACT_FOREVER = """
import sys
from crawler.articles.query import compact_articles
from crawler.store import open_store
print("ready", flush=True)
while True:
    compact_articles(open_store(sys.argv[1]))
"""


@pytest.mark.slow
def test_a_killed_compaction_loses_no_row(tmp_path: Path) -> None:
    url = str(tmp_path / "data")
    chance = random.Random(7)  # noqa: S311
    written: set[bytes] = set()
    for round_ in range(4):
        write_runs(url, 5, articles=4, first=5 * round_)
        written |= set(rows(url))
        process = subprocess.Popen(
            [sys.executable, "-c", COMPACT_FOREVER, url], stdout=subprocess.PIPE, cwd=REPOSITORY
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.random() * 0.2)
        os.kill(process.pid, signal.SIGKILL)
        process.stdout.close()
        process.wait()
        assert set(rows(url)) == written
    compact_articles(open_store(url))
    assert rows(url) == sorted(written)
    assert len(files(url)) == 4


def test_files_of_an_older_version_get_the_columns_they_lack(tmp_path: Path) -> None:
    url = str(tmp_path / "data")
    write_runs(url, 2, articles=1)
    old = Path(url) / files(url)[0]
    pq.write_table(pq.ParquetFile(old).read().drop_columns(["page_kind", "captions"]), old)
    out = tmp_path / "out.jsonl"
    for _ in range(2):
        run_articles(url, Selection(), Wanted("id,page_kind,captions", out=str(out)))
        lines = out.read_text().splitlines()
        assert lines[0].endswith('"page_kind": null, "captions": []}')
        assert lines[1].endswith('"page_kind": "live_blog", "captions": []}')
        run_articles(url, Selection(), Wanted(out=str(out)), "SELECT page_kind FROM articles ORDER BY id")
        assert out.read_text() == '{"page_kind": null}\n{"page_kind": "live_blog"}\n'
        compact_articles(open_store(url))
    assert [pq.read_schema(Path(url) / key).equals(SCHEMA) for key in files(url)] == [True]


@pytest.mark.parametrize("harm", ["damaged", "newer"])
def test_a_partition_that_cannot_be_joined_is_named_and_left(
    harm: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = str(tmp_path / "data")
    write_runs(url, 2)
    path = Path(url) / files(url)[0]
    if harm == "damaged":
        path.write_bytes(path.read_bytes()[:-200])
    else:
        table = pq.ParquetFile(path).read()
        pq.write_table(table.append_column("mood", pa.array(["glad"] * len(table))), path)
    before = {key: (Path(url) / key).read_bytes() for key in files(url)[:2]}
    assert run_compact(url) == 3
    assert {key: (Path(url) / key).read_bytes() for key in before} == before
    assert len(files(url)) == 4
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 1
    assert str(path) in told[0]


def test_a_run_and_a_compaction_keep_out_of_each_others_way(tmp_path: Path) -> None:
    url = str(tmp_path / "data")
    write_runs(url, 2)
    with hold_lock(lock_path(url)), pytest.raises(LockHeldError):
        run_compact(url)
    assert len(files(url)) == 6
    assert run_compact(url) == 0
    assert len(files(url)) == 3


# --- readers that know nothing of this project


def read_duckdb(folder: str) -> list[tuple[object, ...]]:
    options = "hive_partitioning = true, hive_types = {'source': VARCHAR, 'date': DATE}"
    return duckdb.sql(
        f"SELECT source, date, id, version, relevance.score FROM read_parquet('{folder}/*/*/*.parquet', {options})"  # noqa: S608
    ).fetchall()


def read_pyarrow(folder: str) -> list[tuple[object, ...]]:
    table = ds.dataset(folder, partitioning=HIVE).to_table()
    return [
        (row["source"], row["date"], row["id"], row["version"], row["relevance"]["score"])
        for row in table.to_pylist()
    ]


def read_pandas(folder: str) -> list[tuple[object, ...]]:
    frame = pd.read_parquet(folder, partitioning=HIVE)
    frame["date"] = frame["date"].astype(object).where(frame["date"].notna(), None)
    frame["score"] = frame["relevance"].str["score"]
    return list(frame[["source", "date", "id", "version", "score"]].itertuples(index=False, name=None))


POLARS = """
import sys
import polars as pl
frame = pl.scan_parquet(sys.argv[1], hive_schema={"source": pl.String, "date": pl.Date})
score = pl.col("relevance").struct.field("score")
print(frame.select("source", "date", "id", "version", score).collect().write_json())
"""


def read_polars(folder: str) -> list[tuple[object, ...]]:
    # In a process of its own: once loaded, polars handles Ctrl-C for everything else.
    done = subprocess.run([sys.executable, "-c", POLARS, folder], capture_output=True, check=True)
    return [tuple(row.values()) for row in json.loads(done.stdout)]


@pytest.mark.parametrize("read", [read_duckdb, read_pyarrow, read_pandas, read_polars])
@pytest.mark.parametrize("compacted", [False, True])
def test_readers_of_parquet_agree(read: object, compacted: bool, tmp_path: Path) -> None:
    url = fill_store(str(tmp_path / "data"))
    if compacted:
        compact_articles(open_store(url))
    assert callable(read)
    found = sorted(read(f"{url}/articles"), key=str)
    expected = []
    for key in files(url):
        _, source, day, _ = key.split("/")
        for row in pq.ParquetFile(Path(url) / key).read().to_pylist():
            name, day_ = source.removeprefix("source=").replace("%20", " "), day.removeprefix("date=")
            expected.append((name, day_, row["id"], row["version"], row["relevance"]["score"]))
    known = [(s, str(d) if d else "__HIVE_DEFAULT_PARTITION__", *rest) for s, d, *rest in found]
    assert sorted(known, key=str) == sorted(expected, key=str)
    assert len(expected) == 8
