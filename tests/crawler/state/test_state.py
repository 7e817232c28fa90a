import os
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa

from cleaners.model import Hints
from crawler.errors import StoreError
from crawler.state import (
    ArchivedPage,
    PageRecord,
    QueuedUrl,
    SavedBackoff,
    SavedRobots,
    SeenFeed,
    StoredArticle,
    WarcRow,
    open_state,
    sqlite_url,
)
from crawler.state.frontier import MAX_TRIES

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def page(number=1, **changes):
    row = PageRecord(
        url=f"https://example.org/{number}",
        source="example",
        fetched_at=NOW,
        body_at=NOW,
        dated=NOW,
        outcome="article",
        hints=Hints(title="تورخم", tags=("a", "b")),
        etag='"x"',
    )
    return replace(row, **changes)


@pytest.fixture
def state(database_url):
    with open_state(database_url) as opened:
        yield opened


def test_rows_come_back_as_they_went_in(state):
    rows = [
        page(),
        page(2, outcome="no_story", hints=Hints(), etag=None),
        SeenFeed("https://example.org/feed", "example", NOW, NOW, etag='"f"', body_hash="00"),
        StoredArticle("a" * 16, "b" * 16, "example", "2026-11-20", "run-1"),
    ]
    state.save(rows)
    assert state.find_pages([rows[0].url, rows[1].url, "https://example.org/other"]) == {
        rows[0].url: rows[0],
        rows[1].url: rows[1],
    }
    assert state.find_feed(rows[2].url) == rows[2]
    assert state.find_feed("https://example.org/none") is None
    assert state.find_articles([], ["b" * 16]) == state.find_articles([rows[3].id], ["x"]) == (rows[3],)
    assert {(row.id, row.version) for row in state.find_articles(["a" * 16], [])} == {("a" * 16, "b" * 16)}
    assert state.find_articles(["c" * 16], []) == ()


def test_a_later_row_replaces_an_earlier_one_but_an_article_keeps_its_first_run(state):
    state.save([page(), StoredArticle("a", "v", "example", "2026-11-20", "run-1")])
    state.save([page(etag=None, version="v2"), StoredArticle("a", "v", "example", "2026-11-20", "run-2")])
    assert state.find_pages([page().url])[page().url].version == "v2"
    assert state.find_articles([], ["v"])[0].run == "run-1"


def test_whatever_a_title_holds_comes_back(state):
    row = page(hints=Hints(title="half \ud83d and \x00 and \u202e", authors=("\x00",)))
    state.save([row])
    assert state.find_pages([row.url]) == {row.url: row}


def test_many_addresses_are_found_at_once(state):
    state.save(page(number) for number in range(2500))
    assert len(state.find_pages(f"https://example.org/{number}" for number in range(3000))) == 2500


def test_times_sort_whatever_their_zone(state):
    kabul = timezone(timedelta(hours=4, minutes=30))
    state.save([
        page(1, dated=datetime(2026, 11, 20, 14, 0, tzinfo=kabul)),  # 09:30 UTC
        page(2, dated=datetime(2026, 11, 20, 11, 0, tzinfo=UTC)),
        page(3, dated=datetime(2026, 11, 20, 11, 30, tzinfo=UTC), outcome="no_story"),
    ])  # fmt: skip
    recent = state.find_recent("example", datetime(2026, 11, 20, 10, 0, tzinfo=UTC))
    assert [row.url[-1] for row in recent] == ["2"]
    assert state.find_recent("other", NOW - timedelta(days=9)) == ()


def test_a_run_is_unfinished_until_it_says_otherwise(state):
    assert state.find_unfinished("me") == ()
    state.start_run("run-1", NOW, "me")
    state.start_run("run-2", NOW, "me")
    state.start_run("run-3", NOW, "another machine")
    state.finish_run("run-1", NOW, 0)
    assert state.find_unfinished("me") == ("run-2",)


def test_a_failed_save_writes_nothing(state):
    with pytest.raises(StoreError, match=r"state (sqlite|postgresql)"):
        state.save([page(1), page(2, outcome=None)])
    assert state.find_pages([page(1).url]) == {}


@pytest.mark.parametrize("damage", ["zero", "garbage", "middle", "short", "other"])
def test_a_broken_file_is_moved_aside_and_said_so(tmp_path, damage):
    path = tmp_path / "khyber.sqlite"
    with open_state(sqlite_url(path)) as state:
        state.save(page(number) for number in range(500))
    whole = path.read_bytes()
    if damage == "zero":
        path.write_bytes(bytes(len(whole)))
    elif damage == "garbage":
        path.write_bytes(b"not a database at all, only a text that is long enough" * 100)
    elif damage == "middle":
        path.write_bytes(whole[:8192] + os.urandom(len(whole) - 8192))
    elif damage == "short":
        path.write_bytes(whole[: len(whole) // 2])
    else:
        path.unlink()
        with sqlite3.connect(path) as other:
            other.execute("CREATE TABLE pages (url TEXT)")
        other.close()
    with open_state(sqlite_url(path)) as state:
        assert state.problem is not None
        assert "moved to khyber.sqlite.broken-1" in state.problem
        assert state.find_pages([page().url]) == {}
        state.save([page()])
    assert (tmp_path / "khyber.sqlite.broken-1").exists()
    with open_state(sqlite_url(path)) as state:
        assert state.problem is None
        assert len(state.find_pages([page().url])) == 1


def test_a_second_quarantine_does_not_overwrite_the_first(tmp_path):
    path = tmp_path / "khyber.sqlite"
    for number in (1, 2):
        path.write_bytes(b"broken" * 1000)
        with open_state(sqlite_url(path)) as state:
            assert f"broken-{number}" in (state.problem or "")


def test_a_killed_writer_loses_nothing_that_was_saved(tmp_path):
    path = tmp_path / "khyber.sqlite"
    script = (
        "import os, sys; sys.path.insert(0, 'tests/crawler/state')\n"
        "from test_state import page\n"
        "from crawler.state import open_state, sqlite_url\n"
        "from pathlib import Path\n"
        "state = open_state(sqlite_url(Path(sys.argv[1])))\n"
        "for number in range(10_000):\n"
        "    state.save([page(number)])\n"
        "    print(number, flush=True)\n"
    )
    child = subprocess.Popen([sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    told = [child.stdout.readline() for _ in range(50)]
    child.kill()
    told += child.stdout.read().split()
    child.stdout.close()
    child.wait()
    saved = [int(line) for line in told if line.strip().isdigit()]
    assert len(saved) >= 50
    with open_state(sqlite_url(path)) as state:
        assert state.problem is None
        found = state.find_pages(page(number).url for number in saved)
    assert len(found) == len(saved)


def test_a_state_that_cannot_be_opened_says_what_to_do():
    with pytest.raises(StoreError, match="sqlite:///file or postgresql"):
        open_state("no address at all")
    with pytest.raises(StoreError, match=r"no driver for this database: pip install 'khyber\[postgres\]'"):
        open_state("oddsql://host/database")
    with pytest.raises(StoreError, match="state /proc/nowhere"):
        open_state("sqlite:////proc/nowhere/khyber.sqlite")


def test_what_hosts_said_is_remembered_until_it_is_over(state):
    robots = SavedRobots("https://example.org", NOW, 200, b"User-agent: *\nDisallow: /\xff")
    state.save([robots, SavedBackoff("example.org", NOW, "asked for 60 s of rest")])
    assert state.find_robots("https://example.org") == robots
    assert state.find_robots("http://example.org") is None
    assert [rest.host for rest in state.find_backoffs(NOW - timedelta(seconds=1))] == ["example.org"]
    assert state.find_backoffs(NOW) == ()
    state.save([SavedBackoff("example.org", NOW + timedelta(hours=1), "again")])
    assert [rest.detail for rest in state.find_backoffs(NOW)] == ["again"]


def test_a_database_that_does_not_answer_is_named_without_its_password():
    with pytest.raises(StoreError, match=r"state postgresql\+psycopg://khyber@127\.0\.0\.1:1/none"):
        open_state("postgresql+psycopg://khyber@127.0.0.1:1/none")


def queued(number, **changes):
    return replace(
        QueuedUrl(f"https://example.org/{number}", "example", "feed", Hints(title=f"T{number}")), **changes
    )


def test_the_frontier_keeps_the_order_and_what_was_fetched_comes_first(state):
    state.frontier.put([queued(3), queued(1), queued(2), queued(9, source="other")])
    state.frontier.keep({queued(2).url: ArchivedPage("raw/x", 7, 11)})
    state.frontier.put([queued(1, found_by="another feed"), queued(4)])
    kept, *rest = state.frontier.find(["example"])
    assert kept == queued(2, kept=ArchivedPage("raw/x", 7, 11))
    assert sorted(rest, key=lambda row: row.url) == [queued(1), queued(3), queued(4)]
    assert rest[0] == queued(3)
    state.frontier.requeue([kept.url])
    assert all(row.kept is None for row in state.frontier.find(["example"]))
    assert [row.url for row in state.frontier.find(["other"])] == [queued(9).url]


def test_addresses_that_line_up_stand_behind_all_others_and_keep_their_tries(state):
    state.frontier.put([queued(1), queued(2), queued(9, source="other")])
    state.frontier.count_try([queued(1).url])
    first = state.frontier.enqueue([queued(3), queued(1, found_by="another feed"), queued(9)])
    lined_up = [row.url for row in state.frontier.find_from("example", first, 10)]
    assert lined_up == [queued(3).url, queued(1).url, queued(9).url]
    assert state.frontier.count_from("example", first + 1) == 2
    assert state.frontier.find_from("example", first + 1, 1) == (queued(1, found_by="another feed", tries=1),)
    assert state.frontier.find(["other"]) == ()  # its source may be one that is no longer crawled


def test_what_was_answered_is_told_from_what_is_to_be_asked(state):
    state.frontier.put([queued(1), queued(2), queued(3)])
    state.frontier.keep({queued(1).url: ArchivedPage("raw/x", 7, 11)})
    state.frontier.mark_dead({queued(2).url: "status 410"})
    kept, gone = state.frontier.find(["example"], asked=True)
    assert (kept.url, gone) == (queued(1).url, queued(2, dead="status 410"))
    assert state.frontier.find(["example"], asked=False) == (queued(3),)


def test_an_address_leaves_the_frontier_with_the_transaction_that_writes_its_row(state):
    state.frontier.put([queued(1), queued(2)])
    with pytest.raises(StoreError):
        state.save([page(1), page(2, outcome=None)], [page(1).url, page(2).url])
    assert len(state.frontier.find(["example"])) == 2
    state.save([page(1)], [page(1).url])
    assert state.frontier.find(["example"]) == (queued(2),)


def test_an_address_that_comes_to_no_end_is_given_up_in_the_end(state):
    state.frontier.put([queued(1), queued(2)])
    for _ in range(MAX_TRIES):
        state.frontier.count_try([queued(1).url])
    assert state.frontier.find(["example"])[0].tries == MAX_TRIES
    state.frontier.count_try([queued(1).url])
    assert state.frontier.find(["example"]) == (queued(2),)


def test_a_source_is_leased_to_one_holder_at_a_time(database_url):
    with open_state(database_url) as one, open_state(database_url) as two:
        assert one.leases.take(["a", "b"], "one") == {"a", "b"}
        assert two.leases.take(["b", "c"], "two") == {"c"}
        assert one.leases.take(["a", "b", "c"], "one") == {"a", "b"}
        assert two.leases.find_holders(["a", "c", "d"]) == {"a": "one", "c": "two"}
        one.leases.release("one")
        assert two.leases.take(["a", "b"], "two") == {"a", "b"}


def test_a_lease_ends_by_the_clock_of_the_database_unless_it_is_renewed(state):
    assert state.leases.take(["a", "b"], "one", 0.5) == {"a", "b"}
    assert state.leases.take(["b"], "one", 60) == {"b"}
    assert state.leases.take(["a"], "two") == set()
    time.sleep(0.6)
    assert state.leases.find_holders(["a", "b"]) == {"b": "one"}
    assert state.leases.take(["a", "b"], "two") == {"a"}


def test_machines_that_race_for_sources_never_share_one(database_url):
    sources = [f"source-{number}" for number in range(30)]
    with open_state(database_url) as state, ThreadPoolExecutor(6) as machines:
        taken = list(machines.map(lambda name: state.leases.take(sources, name), map(str, range(6))))
    assert sorted(source for own in taken for source in own) == sorted(sources)


def test_a_state_of_an_earlier_version_gets_what_it_lacks_and_loses_nothing(database_url):
    with open_state(database_url) as state:
        state.save([page()])
    engine = sa.create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE frontier"))
        connection.execute(sa.text("ALTER TABLE runs DROP COLUMN holder"))
        connection.execute(
            sa.text("INSERT INTO runs (run, started) VALUES ('old', '2026-11-01T00:00:00+00:00')")
        )
    engine.dispose()
    with open_state(database_url) as state:
        assert state.problem is None
        assert state.find_pages([page().url]) == {page().url: page()}
        state.start_run("new", NOW, "me")
        assert state.find_unfinished("me") == ("new", "old")
        state.frontier.put([queued(1)])


def test_the_ledger_of_warc_files_is_found_by_file_and_by_day(state):
    row = WarcRow("one.warc.gz", "hills", 2**40, "2026-03-02", date(2026, 3, 1), date(2026, 3, 31), records=7)
    done = replace(row, articles=3, damaged=1, problem="lost 7 bytes", done_at=NOW)
    other = replace(row, file="two.warc.gz", since=date(2026, 4, 1), until=date(2026, 4, 2))
    state.warcs.save([row, other, replace(row, source="lake")])
    state.warcs.save([done])
    assert state.warcs.find(["one.warc.gz"], ["hills", "lake"]) == (done, replace(row, source="lake"))
    assert state.warcs.find_days(["hills"], date(2026, 3, 31), date(2026, 4, 1)) == (done, other)
    assert state.warcs.find_days(["hills"], date(2026, 4, 3), date(2026, 4, 4)) == ()


def test_days_are_counted_by_article_not_by_version(state):
    first = StoredArticle("a" * 16, "b" * 16, "hills", "2026-11-20", "run-1")
    state.save([first, replace(first, version="c" * 16), replace(first, id="d" * 16, date="2026-11-22")])
    assert state.count_days(["hills", "lake"], date(2026, 11, 20), date(2026, 11, 21)) == {
        ("hills", "2026-11-20"): 1
    }
