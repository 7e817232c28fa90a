from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from cleaners.model import Media, Page, SourceRules
from crawler.backfill import find_gaps, list_warcs
from crawler.backfill._captures import UrlFilter
from crawler.backfill._importer import is_known
from crawler.backfill._ledger import FileCount, find_due, write_rows
from crawler.backfill.warcs import WarcFile, find_missing
from crawler.config import Expect, Source
from crawler.state import PageRecord, StoredArticle, open_state, sqlite_url
from crawler.store import open_store

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
FILE = WarcFile("2026/11/CC-NEWS-20261120120000-00007.warc.gz", 100, "then", NOW, 7)
NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))


def make_source(name="hills", **changes):
    rules = SourceRules(id=name, domains=(f"{name}.example",))
    values = {"article": (r"/news/\d+",)} | changes
    return Source(id=name, name=name, home=f"https://{name}.example/", rules=rules, **values)


@pytest.mark.parametrize("above", ["crawl-data/CC-NEWS/2026/11/", "CC-NEWS/2026/11/", "2026/11/", "11/", ""])
def test_files_are_found_from_every_folder_of_the_layout(store_url, above):
    store = open_store(store_url)
    names = {
        "CC-NEWS-20261108235959-00001.warc.gz": False,
        "CC-NEWS-20261109000000-00002.warc.gz": True,
        "CC-NEWS-20261117230000-00004.warc.gz": True,
        "CC-NEWS-20261119000000-00005.warc.gz": False,
        "CC-NEWS-20261311000000-00006.warc.gz": False,
        "CC-MAIN-20261111000000-00007.warc.gz": False,
        "CC-NEWS-20261111000000-00003.warc.gz.part": False,
    }
    for name in names:
        store.put_bytes(above + name, b"x")
    found = list_warcs(store, date(2026, 11, 11), date(2026, 11, 11))
    assert [file.name for file in found] == [name for name, wanted in names.items() if wanted]
    assert {file.size for file in found} == {1}


def test_days_over_the_end_of_a_year_need_the_files_of_both(tmp_path):
    store = open_store(str(tmp_path))
    for key in (
        "2025/12/CC-NEWS-20251230000000-00001.warc.gz",
        "2026/01/CC-NEWS-20260107000000-00001.warc.gz",
    ):
        store.put_bytes(key, b"x")
    assert len(list_warcs(store, date(2026, 1, 1), date(2026, 1, 1))) == 2


def test_a_crawler_that_began_to_count_anew_lost_nothing():
    files = [replace(FILE, number=number) for number in (8, 9, 0, 1)]
    assert find_missing(files, NOW.date(), NOW.date()) == ()


def test_records_are_claimed_by_host_pattern_and_day():
    url_filter = UrlFilter([make_source(), make_source("lake", deny=("/sport/",))], *NOVEMBER)
    claimed = url_filter.match("https://www.hills.example/news/1?utm_source=x#top")
    assert claimed is not None
    assert (claimed[0], claimed[1].id) == ("https://www.hills.example/news/1", "hills")
    for address in (
        "https://hills.example/about",
        "https://badhills.example/news/1",
        "https://lake.example/sport/news/1",
        "https://hills.example/2026/10/30/news/1",
        "https://hills.example:x/news/1",
        "http://[::1/news/1",
        "ftp://hills.example/news/1",
    ):
        assert url_filter.match(address) is None
    for address in ("https://hills.example/2026/10/31/news/1", "https://hills.example/20251030/news/1"):
        assert url_filter.match(address) is not None


def test_a_file_is_due_until_it_was_read_whole_for_the_source_and_the_days():
    sources = [make_source(), make_source("lake")]
    assert find_due(FILE, sources, [], *NOVEMBER) == sources
    count = FileCount(FILE)
    begun = write_rows(count, sources[:1], [], *NOVEMBER, None)
    assert find_due(FILE, sources, begun, *NOVEMBER) == sources
    rows = write_rows(count, sources[:1], [], *NOVEMBER, NOW)
    assert find_due(FILE, sources, rows, *NOVEMBER) == sources[1:]
    assert find_due(FILE, sources, rows, date(2026, 11, 2), date(2026, 11, 3)) == sources[1:]
    assert find_due(FILE, sources, rows, date(2026, 10, 31), date(2026, 11, 3)) == sources
    for changed in (replace(FILE, size=101), replace(FILE, modified="now")):
        assert find_due(changed, sources, rows, *NOVEMBER) == sources


@pytest.mark.parametrize(
    ("since", "until", "joined"),
    [
        (date(2026, 12, 1), date(2026, 12, 5), (date(2026, 11, 1), date(2026, 12, 5))),
        (date(2026, 10, 5), date(2026, 10, 31), (date(2026, 10, 5), date(2026, 11, 30))),
        (date(2026, 12, 2), date(2026, 12, 5), (date(2026, 12, 2), date(2026, 12, 5))),
    ],
)
def test_days_that_border_on_those_read_before_are_joined_to_them(since, until, joined):
    sources = [make_source()]
    known = write_rows(FileCount(FILE), sources, [], *NOVEMBER, NOW)
    [row] = write_rows(FileCount(FILE), sources, known, since, until, NOW)
    assert (row.since, row.until) == joined


def test_what_was_lost_is_one_line():
    count = FileCount(FILE)
    assert count.problem is None
    count.lost += ["lost 7 bytes", "lost 8 bytes", "lost 9 bytes"]
    assert count.problem == "lost 7 bytes (and 2 more places)"


@pytest.mark.parametrize(
    ("outcome", "body", "hours", "known"),
    [
        ("article", "same", 1, True),
        ("article", "other", 1, False),
        ("article", "other", -1, True),
        ("no_story", "other", -1, False),
        ("no_story", "same", -1, True),
    ],
)
def test_a_capture_is_known_by_its_body_or_as_older_than_an_article(outcome, body, hours, known):
    seen = PageRecord("https://hills.example/news/1", "hills", NOW, NOW, NOW, outcome, content_hash="same")
    page = Page(b"", Media.HTML, seen.url, fetched_at=NOW.replace(hour=12 + hours))
    assert is_known(page, body, seen) is known


def test_gaps_are_days_without_articles_or_with_far_fewer_than_usual(tmp_path):
    def store(day, count):
        return [StoredArticle(f"{day}-{n}", "v", "hills", f"2026-11-{day:02}", "run") for n in range(count)]

    with open_state(sqlite_url(tmp_path / "khyber.sqlite")) as state:
        for day, count in ((1, 10), (2, 12), (3, 4), (4, 0), (5, 5), (9, 11)):
            state.save(store(day, count))
        [row] = find_gaps(state, [make_source()], date(2026, 11, 1), date(2026, 11, 5))
        assert list(row.days.values()) == [10, 12, 4, 0, 5]
        assert (row.usual, row.none, row.few) == (10, ("2026-11-04",), ("2026-11-03",))
        expecting = make_source(expect=Expect(articles_per_day=(22, 40)))
        [row] = find_gaps(state, [expecting], date(2026, 11, 1), date(2026, 11, 2))
        assert (row.usual, row.few) == (22, ("2026-11-01",))
        [row] = find_gaps(state, [make_source("lake")], date(2026, 11, 1), date(2026, 11, 1))
        assert (row.usual, row.none) == (None, ("2026-11-01",))
