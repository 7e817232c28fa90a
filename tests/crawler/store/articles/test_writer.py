"""Articles and rejected pages in the store: complete, readable by others, and never twice."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import UTC, datetime

import duckdb
import pyarrow.dataset
import pyarrow.parquet
import pytest

from cleaners.model import Cluster, Reason, Rejected, Relevance, Stage
from crawler.errors import StoreError
from crawler.store import ArticleWriter, open_store
from crawler.store.articles import rejects as rejects_module
from crawler.store.articles import writer
from crawler.store.articles.records import fingerprint, to_indented_json, to_record
from tests.support.samples import make_article


@pytest.fixture
def store(tmp_path):
    return open_store(str(tmp_path / "store"))


def keys(store, prefix: str = "") -> list[str]:
    return [info.key for info in store.iter_keys(prefix)]


def snapshot(store) -> dict[str, bytes]:
    return {key: store.get_bytes(key) for key in keys(store)}


def write(store, articles, run="run-1", rejected=(), **options):
    with ArticleWriter(store, run, **options) as door:
        for article in articles:
            door.write(article)
        for page in rejected:
            door.reject(page)
    return door.close()


REJECTED = Rejected(Stage.CLEAN, Reason.NO_STORY, url="https://margalla.example/menu", detail="a menu")


def test_every_format_on_both_homes(store_url):
    store = open_store(store_url)
    summary = write(store, [make_article(1), make_article(2)], rejected=[REJECTED])
    assert (summary.articles, summary.added, summary.rejected) == (2, 2, 1)
    assert sorted(keys(store)) == [
        "articles/source=margalla/date=2026-11-20/run-1-1.parquet",
        "jsonl/run-1-1.jsonl",
        "rejected/run-1.jsonl",
        "text/margalla/2026-11-20/bridge-number-1-opens-0000000000000001.json",
        "text/margalla/2026-11-20/bridge-number-1-opens-0000000000000001.txt",
        "text/margalla/2026-11-20/bridge-number-2-opens-0000000000000002.json",
        "text/margalla/2026-11-20/bridge-number-2-opens-0000000000000002.txt",
    ]
    before = snapshot(store)
    again = write(store, [make_article(1), make_article(2)], rejected=[REJECTED])
    assert (again.articles, again.added, again.rejected) == (2, 0, 1)
    assert snapshot(store) == before


def test_the_files_hold_the_article(store):
    article = make_article(1)
    write(store, [article], formats={"files", "jsonl"})
    stem = "text/margalla/2026-11-20/bridge-number-1-opens-0000000000000001"
    assert store.get_bytes(f"{stem}.txt").decode() == (
        "Bridge number 1 opens\n\n• Lorries cross again\n\n"
        "The bridge number 1 was opened on Friday.\n\nLorries crossed it before noon.\n"
    )
    assert json.loads(store.get_bytes(f"{stem}.json")) == article.to_dict()
    assert list(json.loads(store.get_bytes("jsonl/run-1-1.jsonl"))) == list(article.to_dict())


def test_only_the_formats_asked_for(store):
    write(store, [make_article(1)], formats={"jsonl"})
    assert keys(store) == ["jsonl/run-1-1.jsonl"]


@pytest.mark.parametrize("run", ["", "../x", "a/b", ".hidden", "a\nb"])
def test_a_run_id_must_be_a_file_name(store, run):
    with pytest.raises(ValueError, match=r"key|run id"):
        ArticleWriter(store, run)


def test_an_unknown_format_is_named(store):
    with pytest.raises(ValueError, match="unknown format 'csv': write one of files, jsonl, parquet"):
        ArticleWriter(store, "run-1", {"csv"})


# --- rows as others read them


UNDATED = make_article(
    3, source="file", published=None, fetched_at=None, url=None, cluster=Cluster("c", "copy", "1", 1.0)
)
ODD = make_article(
    4,
    source="a/b c=d%",
    published="2026-11-19",
    title="نیا پل",
    relevance=replace(make_article().relevance, score=1),
)


def test_pyarrow_reads_what_was_written(store):
    articles = [make_article(1), make_article(2), UNDATED, ODD]
    write(store, articles, formats={"parquet"})
    rows = pyarrow.dataset.dataset(f"{store.url}/articles", partitioning="hive").to_table().to_pylist()
    found = {row["id"]: row for row in rows}
    for article in articles:
        row = dict(found[article.id])
        date = row.pop("date")
        assert date == ((article.published or "")[:10] or None)
        assert row == article.to_dict()


def test_pandas_way_of_reading_a_folder(store):
    write(store, [make_article(1), UNDATED], formats={"parquet"})
    table = pyarrow.parquet.read_table(f"{store.url}/articles")
    assert sorted(table.column("source").to_pylist()) == ["file", "margalla"]


def test_duckdb_reads_what_was_written(store):
    articles = [make_article(1), make_article(2), UNDATED, ODD]
    write(store, articles, formats={"parquet"})
    table = f"read_parquet('{store.url}/articles/**/*.parquet', hive_partitioning = true)"
    rows = duckdb.sql(f"SELECT id, source, CAST(date AS VARCHAR), removed[1].reason FROM {table}").fetchall()  # noqa: S608
    assert sorted(rows) == sorted(
        (a.id, a.source, (a.published or "")[:10] or None, "share bar") for a in articles
    )
    kinds = duckdb.sql(f"SELECT DISTINCT typeof(date) FROM {table}").fetchall()  # noqa: S608
    assert kinds == [("DATE",)]


def test_files_are_zstd_and_say_their_rows(store):
    write(store, [make_article(1), make_article(2)], formats={"parquet"})
    (key,) = keys(store)
    metadata = pyarrow.parquet.ParquetFile(io.BytesIO(store.get_bytes(key))).metadata
    assert metadata.num_rows == 2
    assert metadata.row_group(0).column(0).compression == "ZSTD"


def test_half_characters_are_replaced_everywhere(store):
    article = make_article(1, title="half \ud83d", paragraphs=("whole \ud83d\ude00", "half \udcff"))
    write(store, [article], rejected=[replace(REJECTED, detail="\ud800")])
    assert all(
        data.decode("utf-8", "strict") for key, data in snapshot(store).items() if "parquet" not in key
    )
    rows = pyarrow.dataset.dataset(f"{store.url}/articles", partitioning="hive").to_table().to_pylist()
    assert rows[0]["text"] == "whole 😀\n\nhalf \ufffd"


def test_json_for_people_is_what_json_dumps_writes():
    article = make_article(1, title='quoted "name"\n\u2028\x00', agency=None, relevance=Relevance(0.5))
    record = to_record(article)
    assert to_indented_json(record) == json.dumps(record, ensure_ascii=False, indent=2).encode() + b"\n"


# --- never twice, never less


def test_another_run_with_the_same_articles_adds_no_row_and_no_file(store):
    first = [make_article(n) for n in range(5)]
    write(store, first, formats={"parquet", "files"})
    before = snapshot(store)
    later = [
        replace(a, run="run-2", fetched_at=datetime(2026, 11, 22, tzinfo=UTC), rules="ffff") for a in first
    ]
    summary = write(store, later, run="run-2", formats={"parquet", "files"})
    assert summary.added == 0
    assert snapshot(store) == before


def test_only_what_is_new_is_added(store):
    write(store, [make_article(n) for n in range(3)], formats={"parquet"})
    summary = write(store, [make_article(n) for n in range(5)], run="run-2", formats={"parquet"})
    assert summary.added == 2
    rows = pyarrow.dataset.dataset(f"{store.url}/articles", partitioning="hive").to_table()
    assert sorted(rows.column("id").to_pylist()) == [f"{n:016x}" for n in range(5)]


def test_a_changed_article_is_another_row_and_replaces_its_files(store):
    changed = make_article(
        1,
        version="f" * 16,
        title="Bridge closed",
        paragraphs=("It closed.",),
        fetched_at="2026-11-21T00:00:00+00:00",
    )
    write(store, [make_article(1)], formats={"parquet", "files"})
    assert write(store, [changed], run="run-2", formats={"parquet", "files"}).added == 1
    assert keys(store, "text/") == [
        "text/margalla/2026-11-20/bridge-closed-0000000000000001.json",
        "text/margalla/2026-11-20/bridge-closed-0000000000000001.txt",
    ]
    assert b"It closed." in store.get_bytes(keys(store, "text/")[1])
    assert len(keys(store, "articles/")) == 2
    # An article that goes back to what it was is news again.
    back = replace(make_article(1), fetched_at=datetime(2026, 11, 22, tzinfo=UTC))
    assert write(store, [back], run="run-3", formats={"parquet"}).added == 1
    assert write(store, [back], run="run-4", formats={"parquet"}).added == 0


def test_parts_of_one_input_do_not_overwrite_each_other(store):
    write(store, [make_article(1), make_article(1, part=2, paragraphs=("Second.",))], formats={"files"})
    assert [key for key in keys(store) if key.endswith(".txt")] == [
        "text/margalla/2026-11-20/bridge-number-1-opens-0000000000000001-2.txt",
        "text/margalla/2026-11-20/bridge-number-1-opens-0000000000000001.txt",
    ]


def test_a_file_damaged_by_hand_is_written_anew(store):
    write(store, [make_article(1)], formats={"files"})
    before = snapshot(store)
    store.put_bytes(keys(store)[0], b"{ not json")
    write(store, [make_article(1)], formats={"files"})
    assert snapshot(store) == before


def test_a_damaged_table_stops_the_run_and_is_named(store):
    write(store, [make_article(1)], formats={"parquet"})
    (key,) = keys(store)
    store.put_bytes(key, store.get_bytes(key)[:-30])
    with pytest.raises(StoreError, match=r"run-1-1\.parquet: it is damaged; move it away"):
        write(store, [make_article(2)], formats={"parquet"})


def test_rows_are_flushed_on_the_way(store, monkeypatch):
    monkeypatch.setattr(writer, "MAX_ROWS", 2)
    door = ArticleWriter(store, "run-1", {"parquet", "jsonl"})
    for number in range(5):
        door.write(make_article(number))
    assert keys(store, "jsonl/") == ["jsonl/run-1-1.jsonl", "jsonl/run-1-2.jsonl"]
    door.close()
    assert len(keys(store, "jsonl/")) == 3
    # Other borders between the files make no difference.
    monkeypatch.setattr(writer, "MAX_ROWS", 3)
    assert write(store, [make_article(n) for n in range(5)], formats={"parquet", "jsonl"}).added == 0
    assert len(keys(store, "jsonl/")) == 3


def test_large_rows_are_flushed_by_size(store, monkeypatch):
    monkeypatch.setattr(writer, "MAX_BYTES", 20_000)
    door = ArticleWriter(store, "run-1", {"jsonl"})
    for number in range(4):
        door.write(make_article(number, paragraphs=("x" * 6000,)))
    assert len(keys(store)) == 2


def test_folders_are_forgotten_and_found_again(store, monkeypatch):
    monkeypatch.setattr("crawler.store.articles.parts.MAX_REMEMBERED", 2)
    monkeypatch.setattr("crawler.store.articles.files.MAX_FOLDERS", 2)
    door = ArticleWriter(store, "run-1")
    articles = [make_article(n, published=f"2026-11-{1 + n % 7:02}") for n in range(21)]
    for article in articles + articles:
        door.write(article)
        door.flush()
    assert door.close().added == 21
    rows = pyarrow.dataset.dataset(f"{store.url}/articles", partitioning="hive").to_table()
    assert len(rows) == 21


def test_what_the_store_refused_is_written_later(store, tmp_path):
    door = ArticleWriter(store, "run-1", {"parquet", "jsonl"})
    door.write(make_article(1))
    door.reject(REJECTED)
    (tmp_path / "store").write_text("a file where the store should be")
    with pytest.raises(StoreError):
        door.flush()
    (tmp_path / "store").unlink()
    door.close()
    assert len(keys(store)) == 3


def test_files_that_the_store_refused_are_written_later(store, tmp_path, monkeypatch):
    monkeypatch.setattr("crawler.store.articles.files.MAX_HELD", 2)
    door = ArticleWriter(store, "run-1", {"files"})
    (tmp_path / "store").write_text("a file where the store should be")

    def write_until_it_fails():
        for number in range(5):
            door.write(make_article(number))
        door.flush()

    with pytest.raises(StoreError):
        write_until_it_fails()
    (tmp_path / "store").unlink()
    for number in range(7):
        door.write(make_article(number))
    door.close()
    assert len(keys(store, "text/")) == 14
    before = snapshot(store)
    assert write(store, [make_article(n) for n in range(7)], formats={"files"}).added == 0
    assert snapshot(store) == before


@pytest.mark.parametrize("held", [1, 2, 100])
def test_titles_that_change_and_change_back_leave_the_last(store, monkeypatch, held):
    monkeypatch.setattr("crawler.store.articles.files.MAX_HELD", held)
    door = ArticleWriter(store, "run-1", {"files"})
    for title in ("First", "Second", "Third", "First", "Second", "First"):
        door.write(make_article(1, title=title))
        door.write(make_article(2))
    door.close()
    names = [key.rpartition("/")[2].partition("-0000")[0] for key in keys(store, "text/")]
    assert names == ["bridge-number-2-opens", "bridge-number-2-opens", "first", "first"]


def test_an_error_elsewhere_costs_no_article(store):
    def fail_after_one():
        with ArticleWriter(store, "run-1", {"jsonl"}) as door:
            door.write(make_article(1))
            raise KeyError("not ours")

    with pytest.raises(KeyError):
        fail_after_one()
    assert keys(store) == ["jsonl/run-1-1.jsonl"]


def test_two_writers_under_one_run_keep_all_rows(store):
    one, other = ArticleWriter(store, "run-1", {"parquet"}), ArticleWriter(store, "run-1", {"parquet"})
    one.write(make_article(1))
    other.write(make_article(2))
    one.close()
    other.close()
    assert keys(store) == [f"articles/source=margalla/date=2026-11-20/run-1-{n}.parquet" for n in (1, 2)]


# --- rejected pages


def rejected_lines(store) -> list[dict]:
    return [
        json.loads(line) for key in keys(store, "rejected/") for line in store.get_bytes(key).splitlines()
    ]


def test_rejected_pages_are_whole_after_every_flush(store):
    door = ArticleWriter(store, "run-1", set())
    for number in range(3):
        door.reject(replace(REJECTED, url=str(number)))
        door.flush()
        assert [line["url"] for line in rejected_lines(store)] == [str(n) for n in range(number + 1)]
    assert keys(store) == ["rejected/run-1.jsonl"]
    assert rejected_lines(store)[0]["run"] == "run-1"


def test_equal_rejects_of_one_run_are_counted_each(store):
    for _ in range(2):
        write(store, [], rejected=[REJECTED, REJECTED])
        assert len(rejected_lines(store)) == 2
    write(store, [], rejected=[REJECTED] * 3)
    assert len(rejected_lines(store)) == 3


def test_rejected_pages_go_on_in_another_file(store, monkeypatch):
    monkeypatch.setattr(rejects_module, "MAX_FILE_BYTES", 100)
    for _ in range(2):
        door = ArticleWriter(store, "run-1", set())
        for number in range(4):
            door.reject(replace(REJECTED, url=str(number)))
            door.flush()
        assert sorted(line["url"] for line in rejected_lines(store)) == ["0", "1", "2", "3"]
        assert keys(store) == sorted(
            ["rejected/run-1.jsonl", *(f"rejected/run-1.{n}.jsonl" for n in (2, 3, 4))]
        )


def test_fingerprints_pass_through_every_format(store):
    """Else a second run would not recognise what the first one stored."""
    articles = [
        make_article(1),
        UNDATED,
        ODD,
        make_article(5, title="\ud83d", cluster=Cluster("a", "original", "b", 0.5)),
    ]
    write(store, articles)
    assert write(store, articles, run="run-1").added == 0
    assert write(store, articles, run="run-9", formats={"parquet", "files"}).added == 0
    assert fingerprint(to_record(articles[0])) != fingerprint(to_record(articles[1]))
