from datetime import date

import pytest

from cleaners.model import Hints
from crawler.discovery import Candidate
from crawler.discovery.candidate import ChildSitemap
from crawler.discovery.days import choose_children, is_of_other_days, read_span

BASE = "https://times.example"
SINCE, UNTIL = date(2026, 10, 5), date(2026, 10, 9)


@pytest.mark.parametrize(
    ("path", "first", "last"),
    [
        ("/sitemap-2026-10.xml", date(2026, 10, 1), date(2026, 10, 31)),
        ("/sitemap_202612.xml.gz", date(2026, 12, 1), date(2026, 12, 31)),
        ("/sitemaps/articles/2024/02.xml", date(2024, 2, 1), date(2024, 2, 29)),
        ("/map/2026/10/07/index.xml", date(2026, 10, 7), date(2026, 10, 7)),
        ("/map-2025.xml", date(2025, 1, 1), date(2025, 12, 31)),
        ("/map-2026-10-01-2026-10-15.xml", date(2026, 10, 1), date(2026, 10, 15)),
        ("/sitemap.xml?from=x&yyyy=2026&mm=1", date(2026, 1, 1), date(2026, 1, 31)),
        ("/sitemap-2026-10-1.xml", date(2026, 10, 1), date(2026, 10, 31)),  # its first part
    ],
)
def test_names_tell_days(path, first, last):
    assert read_span(BASE + path) == (first, last)


@pytest.mark.parametrize(
    "path",
    [
        "/map.xml",
        "/map-1.xml",
        "/post-sitemap20.xml",
        "/a/20260230.xml",
        "/id-1202610071.xml",
        "/map.xml?page=2026",
    ],
)
def test_other_numbers_tell_none(path):
    assert read_span(BASE + path) is None


def names(*children):
    return [child.url.rpartition("/")[2] for child in choose_children(children, SINCE, UNTIL)]


def child(name, modified=None):
    return ChildSitemap(f"{BASE}/{name}", modified)


def test_children_of_other_days_are_left_by_name_with_a_day_of_slack():
    days = [child(f"map-2026-10-{day:02}.xml") for day in range(1, 15)]
    assert names(*days) == [f"map-2026-10-{day:02}.xml" for day in range(4, 11)]


def test_children_that_ended_before_the_days_are_left_and_later_ones_are_not():
    ended, late, unknown = (
        child("1.xml", "2026-10-03"),
        child("2.xml", "2026-11-22T08:00:00+00:00"),
        child("3.xml"),
    )
    assert names(ended, late, unknown) == ["2.xml", "3.xml"]


def test_a_number_among_other_numbers_is_no_year():
    years = [child(f"map-{year}.xml") for year in (2024, 2025, 2026)]
    assert names(*years) == ["map-2026.xml"]
    assert len(names(*(child(f"map-{number}.xml") for number in range(1, 2030)))) == 2029


def test_a_date_that_all_names_share_says_nothing():
    assert names(*(child(f"uploads/2019/map-{part}.xml") for part in "abc")) == [
        "map-a.xml",
        "map-b.xml",
        "map-c.xml",
    ]
    assert names(child("map-2019-01.xml")) == []


def test_without_days_every_child_is_asked_for():
    children = (child("map-2020-01.xml", "2020-02-01"), child("x.xml"))
    assert choose_children(children, None, None) == children


@pytest.mark.parametrize(
    ("path", "hints", "other"),
    [
        ("/news/1", Hints(), False),
        ("/news/1", Hints(modified="2026-10-03"), True),
        ("/news/1", Hints(modified="2026-10-04"), False),
        ("/news/1", Hints(published="2026-10-06", modified="2026-10-01"), False),
        ("/2026/10/11/dam", Hints(), True),
        ("/2026/10/10/dam", Hints(), False),
        ("/20261011/dam", Hints(), False),
    ],
)
def test_an_address_without_a_date_of_publication_may_tell_that_it_is_of_other_days(path, hints, other):
    assert is_of_other_days(Candidate(BASE + path, "a", "map", hints), SINCE, UNTIL) is other
    assert not is_of_other_days(Candidate(BASE + path, "a", "map", hints), None, None)
