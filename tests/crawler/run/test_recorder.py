from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from cleaners.article.identity import hash_text, name_article
from cleaners.model import Article, Hints, Media, Page, Reason, Rules, Stage
from crawler.config import CrawlSettings
from crawler.discovery import Candidate
from crawler.discovery.choose import PlannedFetch
from crawler.run import recorder as module
from crawler.run.item import FetchedPage, reject
from crawler.run.job import CrawlJob
from crawler.run.recorder import Recorder
from crawler.state import StoredArticle, open_state, sqlite_url
from crawler.store import ArticleWriter, WarcArchive, open_store

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def make_job(**changes):
    return CrawlJob("run-1", NOW, "out", CrawlSettings(), Rules((), (), {}), (), **changes)


@pytest.fixture
def start(tmp_path):
    """Opens a recorder on the same store and state as before, as the next process would."""
    opened = []

    def open_recorder(**changes):
        job = make_job(**changes)
        store = open_store(str(tmp_path / "store"))
        state = open_state(sqlite_url(tmp_path / "khyber.sqlite"))
        opened.append(state)
        archive = WarcArchive(store, f"run-{len(opened)}", tmp_path / f"spool-{len(opened)}")
        return Recorder(job, state, archive, ArticleWriter(store, f"run-{len(opened)}", {"parquet"})), state

    yield open_recorder
    for state in opened:
        state.close()


def visited(number, text="Words.", published="2026-11-20", **changes):
    url = f"https://example.org/{number}"
    planned = PlannedFetch(Candidate(url, "a", "feed", Hints(title=f"T{number}")))
    page = Page(f"<p>{text}".encode(), Media.HTML, url, url, 200, (("etag", '"x"'),), NOW, "a")
    article = Article(f"id-{number}", f"version of {text}", "a", (text,), url=url, published=published)
    return FetchedPage(planned, page, (article,), **changes)


def test_rows_wait_for_a_checkpoint_and_files_come_first(start, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "ROWS", 4)  # two pages with an article each
    recorder, state = start()
    for number in range(5):
        item = visited(number, text=f"Words {number}.")
        recorder.archive(item.page)
        recorder.record(item)
    assert sorted(state.find_pages(visited(n).url for n in range(5))) == [visited(n).url for n in range(4)]
    store = open_store(str(tmp_path / "store"))
    assert len(list(store.iter_keys("articles/"))) == 2
    assert len(list(store.iter_keys("raw/"))) == 2

    # The process is killed here; the next one asks again for what the state does not know.
    recorder, state = start()
    again = recorder.record(visited(4, text="Words 4."))
    assert [outcome.id for outcome in again.outcomes] == ["id-4"]
    known = recorder.record(visited(3, text="Words 3."))
    assert known.unchanged
    assert known.outcomes == ()


def test_what_a_visit_left_is_remembered(start):
    recorder, state = start()
    recorder.record(visited(1))
    recorder.checkpoint()
    row = state.find_pages([visited(1).url])[visited(1).url]
    assert (row.outcome, row.article, row.version) == ("article", "id-1", "version of Words.")
    assert (row.etag, row.hints, row.dated.date()) == ('"x"', Hints(title="T1"), date(2026, 11, 20))

    later = PlannedFetch(Candidate(row.url, "a", "feed", Hints(title="New")), row)
    assert recorder.record(FetchedPage(later, unchanged=True)).settled
    recorder.checkpoint()
    kept = state.find_pages([row.url])[row.url]
    assert (kept.hints.title, kept.version, kept.content_hash) == ("New", row.version, row.content_hash)


@pytest.mark.parametrize(
    ("reason", "gone", "settled"),
    [
        (Reason.HTTP_STATUS, True, True),
        (Reason.HTTP_STATUS, False, False),
        (Reason.UNREACHABLE, False, False),
        (Reason.FORBIDDEN, False, False),
    ],
)
def test_only_a_dead_address_is_remembered_without_a_page(start, reason, gone, settled):
    recorder, state = start()
    planned = visited(1).planned
    item = FetchedPage(planned, outcomes=(reject(planned, reason, "why"),), dead=gone)
    assert recorder.record(item).settled is settled
    recorder.checkpoint()
    assert bool(state.find_pages([item.url])) is settled


def test_a_crash_of_ours_is_not_remembered_against_the_page(start):
    recorder, _ = start()
    item = visited(1)
    crashed = FetchedPage(item.planned, item.page, (reject(item.planned, Reason.CRASHED, "a bug"),))
    assert not recorder.record(crashed).settled
    rejected = FetchedPage(
        item.planned, item.page, (reject(item.planned, Reason.NO_STORY, "menu", Stage.CLEAN),)
    )
    assert recorder.record(rejected).settled


def test_an_article_of_another_day_is_left_and_not_remembered(start):
    recorder, state = start(since=date(2026, 11, 21))
    recorded = recorder.record(visited(1))
    assert recorded.unwanted
    recorder.checkpoint()
    assert state.find_pages([visited(1).url]) == {}


def test_a_page_known_by_the_id_of_an_earlier_rule_is_no_new_article(start):
    url, text = "https://example.org/n?b=2&a=1", "Words."
    planned = PlannedFetch(Candidate(url, "a", "feed"))
    page = Page(b"<p>Words.", Media.HTML, url, url, 200, (), NOW, "a")
    old = Article(hash_text(url), hash_text(text), "a", (text,), url=url, published="2026-11-20")
    new = replace(old, id=name_article(url, None, text)[0])
    assert new.id != old.id

    recorder, state = start()
    state.save([StoredArticle(old.id, old.version, "a", "2026-11-20", "run-0")])
    recorded = recorder.record(FetchedPage(planned, page, (new,)))
    assert (recorded.outcomes, recorded.unchanged) == ((), True)
    later = recorder.record(FetchedPage(planned, page, (replace(new, version="another"),)))
    assert ([outcome.id for outcome in later.outcomes], later.updated) == ([old.id], 1)
    recorder.checkpoint()
    assert state.find_pages([url])[url].article == old.id
