"""`khyber articles` on a store on disk and on a real S3 server: what answers, in which form, and what it says of mistakes."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from cleaners.model import ARTICLE_KEYS
from crawler.articles.query import (
    Selection,
    compact_articles,
    find_articles,
    list_parts,
    query_sql,
    read_rows,
)
from crawler.articles.query.columns import answer_schema
from crawler.articles.run import Wanted, run_articles
from crawler.errors import StoreError
from crawler.store import ObjectStore, open_store
from crawler.store.articles.records import to_record
from tests.support.khyber import run_khyber
from tests.support.s3_server import SECRET_KEY, S3Server
from tests.support.stores import fill_store, first_run, second_run

Row = dict[str, object]
EVERYTHING = Selection()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store for all that only ask."""
    return fill_store(str(tmp_path_factory.mktemp("store") / "data"))


@pytest.fixture
def own_folder(tmp_path: Path) -> str:
    """A store to change."""
    return fill_store(str(tmp_path / "data"))


@pytest.fixture(scope="module")
def bucket(s3_server: S3Server) -> Iterator[str]:
    """The same store in a bucket, for all that only ask."""
    s3_server.client.create_bucket(Bucket="asked-for-articles")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in s3_server.environment().items():
            patch.setenv(name, value)
        yield fill_store("s3://asked-for-articles/some/prefix")


@pytest.fixture(params=["local", "s3"])
def store(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue("folder" if request.param == "local" else "bucket")
    return url


def ask(url: str, out: Path, selection: Selection = EVERYTHING, columns: str | None = None) -> list[Row]:
    path = out / "answer.jsonl"
    assert run_articles(url, selection, Wanted(columns, out=str(path))) == 0
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def numbers(url: str, out: Path, selection: Selection) -> list[int]:
    return [int(row["id"], 16) for row in ask(url, out, selection, "id")]


DAY = date(2026, 11, 19)

SELECTIONS = [
    (Selection(), [5, 6, 3, 1, 2, 4]),
    (Selection(every_version=True), [5, 5, 6, 3, 1, 2, 1, 4]),
    (Selection(since=DAY), [5, 6, 3, 1]),
    (Selection(since=DAY, until=DAY), [3, 1]),
    # The newest version of these days: what was printed on the day itself.
    (Selection(until=date(2026, 11, 18)), [2, 1]),
    (Selection(sources=("margalla",)), [5, 6, 1]),
    (Selection(sources=("margalla", "2026")), [5, 6, 1, 4]),
    (Selection(sources=("khyber valley",), since=DAY, until=date(2026, 12, 1)), [3]),
    (Selection(sources=("nobody",)), []),
    (Selection(languages=("ps",)), [2]),
    (Selection(languages=("PS", "fa")), [3, 2]),
    (Selection(languages=("fa-AF",)), [3]),
    (Selection(languages=("fa-IR",)), []),
    (Selection(places=("torkham",)), [5, 6, 1, 4]),
    (Selection(places=("Torkham", "Kabul")), [5, 6, 1, 2, 4]),
    (Selection(places=("Tor",)), []),
    (Selection(cluster="c" * 16), [1, 2]),
    (Selection(min_relevance=0.2), [5, 6, 1, 2, 4]),
    (Selection(min_relevance=0.2, terms=("bridge number",), since=date(2026, 11, 20)), [5, 6]),
]


@pytest.mark.parametrize(("selection", "expected"), SELECTIONS)
def test_what_answers(selection: Selection, expected: list[int], folder: str, tmp_path: Path) -> None:
    assert numbers(folder, tmp_path, selection) == expected


@pytest.mark.parametrize(("selection", "expected"), SELECTIONS[::6])
def test_the_same_answers_from_a_bucket(
    selection: Selection, expected: list[int], bucket: str, tmp_path: Path
) -> None:
    assert numbers(bucket, tmp_path, selection) == expected


TERMS = {
    "closed again": [5],
    "CLOSED   Again": [5],
    "closed": [5],
    "close": [],
    "lose": [],
    "again.": [5],
    "opens late": [1],
    # The text of a version that was corrected does not answer for the new one.
    "number 5 opens": [],
    "کابل پل": [2],
    "كابل": [2],
    "کاب": [],
    "دوباره": [2],
    "=HYPERLINK(1)": [3],
    "HYPERLINK(1": [3],
    "H.*": [],
    "(?i)x": [],
    "%": [],
    "' OR true --": [],
    'x"; DROP TABLE seen; --': [],
    "\\": [],
}


@pytest.mark.parametrize(("term", "expected"), TERMS.items())
def test_terms_are_words_taken_literally(term: str, expected: list[int], folder: str, tmp_path: Path) -> None:
    assert numbers(folder, tmp_path, Selection(terms=(term,))) == expected


def test_every_term_must_stand_there(folder: str, tmp_path: Path) -> None:
    assert numbers(folder, tmp_path, Selection(terms=("bridge", "again"))) == [5]


def test_a_record_comes_out_as_it_went_in(store: str, tmp_path: Path) -> None:
    answers = {
        (row["id"], row["version"]): row for row in ask(store, tmp_path, Selection(every_version=True))
    }
    for article in (*first_run(), *second_run()):
        answer = answers.pop((article.id, article.version))
        assert answer == to_record(article)
        assert tuple(answer) == ARTICLE_KEYS
    assert answers == {}


def test_parquet_keeps_the_types(folder: str, tmp_path: Path) -> None:
    path = tmp_path / "answer.parquet"
    assert run_articles(folder, Selection(), Wanted(out=str(path))) == 0
    table = pq.ParquetFile(path).read()
    assert table.schema.equals(answer_schema())
    assert table.to_pylist() == ask(folder, tmp_path)
    assert list(tmp_path.glob(".*")) == []


def test_csv_runs_nothing_in_a_spreadsheet(folder: str, tmp_path: Path) -> None:
    path = tmp_path / "answer.csv"
    columns = "title,part,authors,language_region"
    assert run_articles(folder, Selection(languages=("fa",)), Wanted(columns, out=str(path))) == 0
    with path.open(encoding="utf-8", newline="") as stream:
        assert list(csv.reader(stream)) == [
            columns.split(","),
            ["'=HYPERLINK(1)", "1", '["Zarmina Gul"]', "AF"],
        ]


def test_the_answer_can_go_to_a_bucket(s3_url: str, folder: str, tmp_path: Path) -> None:
    assert run_articles(folder, Selection(), Wanted("id", out=f"{s3_url}/answers/all.jsonl")) == 0
    assert len(open_store(s3_url).get_bytes("answers/all.jsonl").splitlines()) == 6


def test_a_table_isolates_what_runs_from_right_to_left(
    folder: str, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    assert run_articles(folder, Selection(), Wanted()) == 0
    out, err = (text.decode() for text in capfdbinary.readouterr())
    lines = out.splitlines()
    assert len(lines) == 7
    assert max(map(len, lines)) <= 62
    line = next(line for line in lines if "پل" in line)
    assert line == "2026-11-18  khyber valley  ps        \u2068پل دوباره باز شد\u2069"
    assert "6 articles" in err


def test_a_table_of_few_rows_says_that_there_are_more(
    folder: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run_articles(folder, Selection(), Wanted("id", limit=2)) == 0
    out, err = (text.decode() for text in capfdbinary.readouterr())
    assert out.split() == ["id", f"{5:016x}", f"{6:016x}"]
    assert "2 of 6 articles" in err


# --- SQL


def files_of(url: str) -> dict[str, bytes]:
    store = open_store(url)
    return {info.key: store.get_bytes(info.key) for info in store.iter_keys("")}


def sql(url: str, out: Path, question: str, selection: Selection = EVERYTHING) -> list[Row]:
    path = out / "answer.jsonl"
    assert run_articles(url, selection, Wanted(out=str(path)), question) == 0
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_sql_sees_the_newest_versions(store: str, tmp_path: Path) -> None:
    question = "SELECT count(*) AS n, count(DISTINCT id) AS ids FROM articles"
    assert sql(store, tmp_path, question) == [{"n": 6, "ids": 6}]
    assert sql(store, tmp_path, question, Selection(every_version=True)) == [{"n": 8, "ids": 6}]
    assert sql(store, tmp_path, question, Selection(since=DAY)) == [{"n": 4, "ids": 4}]


def test_sql_sees_every_column_and_an_unknown_day(folder: str, tmp_path: Path) -> None:
    [row] = sql(folder, tmp_path, "SELECT * FROM articles WHERE date IS NULL")
    assert (row["source"], row["date"], row["relevance"]["score"]) == ("2026", None, 0.75)
    assert [name for name in row if name != "date"] == list(ARTICLE_KEYS)


def test_sql_over_days_without_articles_is_empty(folder: str, tmp_path: Path) -> None:
    nothing = Selection(since=date(2030, 1, 1))
    assert sql(folder, tmp_path, "SELECT title FROM articles", nothing) == []


@pytest.mark.parametrize(
    "question",
    [
        "SELECT * FROM read_text('{file}')",
        "SELECT * FROM read_parquet('{file}')",
        "SELECT * FROM '{file}'",
        "SELECT * FROM glob('{folder}/*')",
        "COPY (SELECT 1) TO '{file}'",
        "WITH a AS (COPY (SELECT 1) TO '{file}' (FORMAT csv, USE_TMP_FILE false)) SELECT 1",
        "SELECT * FROM query('WITH a AS (COPY (SELECT 1) TO ''{file}'' (USE_TMP_FILE false)) SELECT 1')",
        "SELECT 1; COPY (SELECT 1) TO '{file}'",
        "ATTACH '{folder}/new.db'",
        "SET enable_external_access = true",
        "INSTALL httpfs",
        "SELECT * FROM paths",
        "SELECT titel FROM articles",
        "SELEC",
        "",
    ],
)
def test_sql_reads_and_writes_nothing_but_articles(question: str, folder: str, tmp_path: Path) -> None:
    before = files_of(folder)
    file = next(Path(folder).rglob("*.parquet"))
    with pytest.raises(ValueError, match=r"^--sql[^\n]*$"):
        sql(folder, tmp_path, question.format(file=file, folder=folder))
    assert files_of(folder) == before
    assert not (tmp_path / "answer.jsonl").exists()


def test_a_long_query_ends_when_interrupted(folder: str, tmp_path: Path) -> None:
    endless = "SELECT count(*) AS n FROM range(600000000000) AS t(i), articles WHERE i % 7 = 3"
    timer = threading.Timer(1.5, os.kill, (os.getpid(), signal.SIGINT))
    # Whoever starts the tests in the background of a shell has the signal ignored.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        timer.start()
        with pytest.raises(KeyboardInterrupt):
            sql(folder, tmp_path, endless)
        timer.join()
    finally:
        signal.signal(signal.SIGINT, before)
    assert not (tmp_path / "answer.jsonl").exists()


# --- files that go away, or are damaged


def test_a_file_that_went_away_after_the_listing_is_told_from_a_damaged_one(own_folder: str) -> None:
    store: ObjectStore = open_store(own_folder)
    parts = list_parts(store, Selection())
    paths = [Path(store.location(part.key)) for part in parts]
    found = find_articles(paths, Selection())
    compact_articles(store)
    with pytest.raises(FileNotFoundError):
        find_articles(paths, Selection())
    with pytest.raises(FileNotFoundError):
        next(query_sql(parts, paths, "SELECT 1"))
    with pytest.raises(StoreError, match="has gone while it was read"):
        list(read_rows(parts, paths, found, ("id",)))


def test_a_damaged_file_is_named(own_folder: str, tmp_path: Path) -> None:
    next(Path(own_folder).glob("articles/source=2026/*/*.parquet")).write_bytes(b"PAR1 damaged")
    with pytest.raises(
        StoreError, match=r"cannot read articles: .*source=2026.*: move the damaged file away"
    ):
        ask(own_folder, tmp_path)
    assert numbers(own_folder, tmp_path, Selection(sources=("margalla",))) == [5, 6, 1]


# --- as a process


def khyber(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    return run_khyber("articles", *arguments, env=env)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--since", "2026-13-01"], "--since '2026-13-01' is no day: write YYYY-MM-DD"),
        (["--since", "2026-11-02", "--until", "2026-11-01"], "--since 2026-11-02 is later than --until"),
        (["--columns", "titel"], "no column 'titel': did you mean title?"),
        (["--format", "xml"], "--format 'xml': choose of table, jsonl, csv, parquet"),
        (["--match", " "], "--match needs a word"),
        (["--min-relevance", "2"], "--min-relevance 2.0: write a number from 0 to 1"),
        (["--versions", "some"], "--versions 'some': write latest or all"),
        (["--sql", "SELECT 1", "--language", "ps"], "--language does not go with --sql"),
        (["--store", "nothing-here"], "holds no articles"),
        (["compact", "--store", "nothing-here"], "holds no articles"),
    ],
)
def test_mistakes_are_told_in_one_line(arguments: list[str], says: str, folder: str) -> None:
    where = [] if "--store" in arguments else ["--store", folder]
    done = khyber(*where, *arguments)
    assert done.returncode == 2
    assert says in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""


def test_a_bucket_needs_no_more_than_the_chain_and_tells_no_secret(bucket: str) -> None:
    done = khyber("--store", bucket, "--format", "csv", "--columns", "id,source")
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 7
    wrong = khyber("--store", bucket, AWS_ACCESS_KEY_ID="nobody")
    assert wrong.returncode == 5
    assert wrong.stderr.count("\n") == 1
    assert SECRET_KEY not in wrong.stderr + wrong.stdout + done.stderr
