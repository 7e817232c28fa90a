"""Every block of docs/recipes.md runs, and SQL and pandas give the same answer."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from crawler.articles.query import Selection, list_parts, query_sql
from crawler.store import open_store
from tests.support.shared import REPOSITORY
from tests.support.stores import fill_store

PAGE = (REPOSITORY / "docs/recipes.md").read_text(encoding="utf-8")
SECTIONS = {
    title: re.findall(r"```(sql|python)\n(.*?)```", body, re.DOTALL)
    for title, body in re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
}
BEGIN = dict(SECTIONS.pop("Begin"))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    fill_store(str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def rows(frame: pd.DataFrame) -> list[tuple[str, ...]]:
    return [tuple(str(value) for value in row) for row in frame.itertuples(index=False)]


def ask_duckdb(sql: str) -> pd.DataFrame:
    with duckdb.connect() as database:
        database.execute(BEGIN["sql"])
        frame: pd.DataFrame = database.sql(sql).to_arrow_table().to_pandas()
    return frame


def test_the_page_has_the_recipes_that_were_promised() -> None:
    assert set(SECTIONS) == {
        "Coverage by day and source",
        "Who says what first",
        "Corrections",
        "Languages of a source",
    }
    assert all([kind for kind, _ in blocks] == ["sql", "python"] for blocks in SECTIONS.values())


@pytest.mark.parametrize("title", SECTIONS)
def test_sql_and_pandas_agree(title: str, folder: Path) -> None:
    blocks = dict(SECTIONS[title])
    told = ask_duckdb(blocks["sql"])
    names: dict[str, object] = {}
    exec(BEGIN["python"] + blocks["python"], names)  # noqa: S102 - our own page
    answer = names["answer"]
    assert isinstance(answer, pd.DataFrame)
    assert list(answer.columns) == list(told.columns)
    assert rows(answer) == rows(told)
    assert len(told) > 0


@pytest.mark.parametrize("title", SECTIONS)
def test_khyber_articles_gives_the_same_answer(title: str, folder: Path) -> None:
    sql = dict(SECTIONS[title])["sql"]
    store = open_store("data")
    parts = list_parts(store, Selection())
    paths = [Path(store.location(part.key)) for part in parts]
    every = "FROM stored" in sql
    tables = list(query_sql(parts, paths, sql.replace("FROM stored", "FROM articles"), every))
    assert [row for table in tables for row in rows(table.to_pandas())] == rows(ask_duckdb(sql))


def test_the_answers_are_those_of_the_store(folder: Path) -> None:
    first = ask_duckdb(dict(SECTIONS["Who says what first"])["sql"])
    assert rows(first) == [("c" * 16, "khyber valley", "2026-11-18T04:00:00+04:30", "2")]
    corrected = ask_duckdb(dict(SECTIONS["Corrections"])["sql"])
    assert rows(corrected)[1] == (
        "margalla", f"{5:016x}", "2", "Bridge number 5 opens", "Bridge number 5 closed"
    )  # fmt: skip
