"""A store and a state that the rule of before wrote are read: no article is new, or stored twice, for its id."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from courlan import clean_url

from cleaners.article.identity import former_ids, name_article
from cleaners.model import Article
from crawler.articles.sink import ArticleSink
from crawler.cleaning.output import StoreOutput
from crawler.cleaning.workers.tasks import Result
from crawler.state import StoredArticle, open_state, sqlite_url
from crawler.store import ArticleWriter, open_store

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SITE = "https://valley.example"


def old_id(url, canonical=None):
    """The id of a page by the rule of before: its declared address as courlan cleans it, else the server's."""
    return hashlib.sha256((clean_url(canonical) if canonical else url).encode()).hexdigest()[:16]


def make(url, text="Words.", canonical=None):
    id_, version = name_article(canonical or url, "T", text)
    return Article(
        id_, version, "a", (text,), url=url, canonical_url=canonical, title="T", published="2026-11-20"
    )


def store_row(article):
    """The row of an article that an earlier run stored."""
    return StoredArticle(article.id, article.version, article.source, "2026-11-20", "run-1")


@pytest.fixture
def output(tmp_path):
    store = open_store(str(tmp_path / "store"))
    with (
        open_state(sqlite_url(tmp_path / "khyber.sqlite")) as state,
        ArticleWriter(store, "run-2", {"parquet"}) as writer,
    ):
        yield StoreOutput(ArticleSink(writer, state, "run-2")), state


PAGES = [
    (f"{SITE}/n?b=2&a=1", None, None),
    (f"{SITE}//a//b-1", None, None),
    (f"{SITE}/a-1?ref=home", None, None),
    (f"{SITE}/a-1?cmpid=rss", None, None),
    (f"{SITE}/x", f"{SITE}/%d8%a7-1/", f"{SITE}/%D8%A7-1/"),
]


@pytest.mark.parametrize(("url", "declared", "canonical"), PAGES)
def test_an_article_keeps_the_id_that_it_is_stored_under(output, url, declared, canonical):
    output, state = output
    new = make(url, canonical=canonical)
    old = replace(new, id=old_id(url, declared))
    assert old.id != new.id
    state.save([store_row(old)])
    output.write(Result((new,)))
    output.checkpoint()
    assert len(state.find_articles((), [new.version])) == 1

    changed = make(url, "Other words.", canonical)
    output.write(Result((changed,)))
    output.checkpoint()
    assert [row.id for row in state.find_articles((), [changed.version])] == [old.id]


def test_addresses_that_the_old_rule_took_for_one_part(output):
    output, state = output
    one, other = (make(f"{SITE}/n?eid={n}", f"Words {n}.", f"{SITE}/n?eid={n}") for n in (1, 2))
    state.save([store_row(replace(one, id=old_id("", f"{SITE}/n?eid=1")))])
    output.write([Result((one,)), Result((other,))])
    output.checkpoint()
    assert len(state.find_articles((), [one.version])) == 1
    assert [row.id for row in state.find_articles((), [other.version])] == [other.id]


def test_an_ordinary_address_has_no_former_id():
    assert former_ids(make(f"{SITE}/2026/border-opens")) == {}
    assert former_ids(make(f"{SITE}/x", canonical=f"{SITE}/2026/border-opens/?id=3")) == {}
    assert former_ids(Article("0" * 16, "1" * 16, "file", ("Words.",))) == {}
