import pytest

from cleaners.model import Article, Reason, Rejected, Stage
from crawler.articles.sink import ArticleSink
from crawler.errors import StoreError
from crawler.state import open_state, sqlite_url
from crawler.store import ArticleWriter, open_store


@pytest.fixture
def start(tmp_path):
    """Opens a sink on the same store and state as before, as the next run would."""
    opened = []

    def open_sink(run):
        store = open_store(str(tmp_path / "store"))
        opened.append(open_state(sqlite_url(tmp_path / "khyber.sqlite")))
        return ArticleSink(ArticleWriter(store, run, {"parquet"}), opened[-1], run), store, opened[-1]

    yield open_sink
    for state in opened:
        state.close()


def article(number, text="Words."):
    return Article(f"id-{number}", f"version of {text}", "a", (text,), published="2026-11-20")


def write(sink, *outcomes, **changes):
    (kept,) = sink.look_up([outcomes], **changes)
    return sink.write(kept)


def keys(store):
    return [info.key for info in store.iter_keys("articles/")]


def test_an_article_is_written_once_whether_stored_or_on_its_way(start):
    sink, store, _ = start("run-1")
    assert write(sink, article(1)).outcomes == (article(1),)
    assert write(sink, article(1)).known == 1
    assert sink.waiting == 1
    sink.checkpoint()
    assert write(sink, article(1)).known == 1
    assert sink.waiting == 0
    assert len(keys(store)) == 1

    later, store, _ = start("run-2")
    assert write(later, article(1)).known == 1
    later.checkpoint()
    assert len(keys(store)) == 1


def test_a_new_version_counts_as_an_update_where_ids_were_looked_up(start):
    sink, _, _ = start("run-1")
    write(sink, article(1))
    sink.checkpoint()
    assert write(sink, article(1, "Other words."), article(2)).updated == 1
    assert write(sink, article(1, "Third words."), by_id=False).updated == 0


def test_two_articles_of_the_same_words_are_two(start):
    sink, _, state = start("run-1")
    assert len(write(sink, article(1), article(2)).outcomes) == 2
    sink.checkpoint()
    assert {row.id for row in state.find_articles(["id-1", "id-2"], [])} == {"id-1", "id-2"}


def test_the_state_hears_of_nothing_that_is_not_in_the_store(start, monkeypatch):
    sink, store, state = start("run-1")
    write(sink, article(1))
    assert state.find_articles(["id-1"], []) == ()

    def fail(*_):
        raise StoreError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(ArticleWriter, "flush", fail)
        with pytest.raises(StoreError):
            sink.checkpoint()
    assert state.find_articles(["id-1"], []) == ()
    sink.checkpoint()
    assert len(keys(store)) == 1
    assert {row.id for row in state.find_articles(["id-1"], [])} == {"id-1"}


def test_what_was_rejected_is_kept_and_counted_each_time(start):
    sink, store, _ = start("run-1")
    rejected = Rejected(Stage.CLEAN, Reason.NO_STORY, url="https://example.org/1", source="a")
    assert write(sink, rejected).outcomes == (rejected,)
    assert write(sink, rejected).outcomes == (rejected,)
    sink.checkpoint()
    assert len(list(store.iter_keys("rejected/"))) == 1
