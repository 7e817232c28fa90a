import gzip
from datetime import date

import pytest

from cleaners.model import SourceRules
from crawler.config import Source
from crawler.discovery import aim_at_archives, read_listing

BASE = "https://times.example"
SOURCE = Source(
    id="times",
    name="Times",
    home=f"{BASE}/",
    rules=SourceRules(id="times", domains=("times.example",)),
    feeds=(f"{BASE}/feed",),
    sitemaps=(f"{BASE}/map.xml", f"{BASE}/map-{{yyyy}}{{mm}}{{dd}}.xml"),
    sections=(f"{BASE}/world",),
    article=(r"/news/\d+",),
    archives=(f"{BASE}/day?d={{dd}}.{{mm}}.{{yyyy}}", f"{BASE}/{{yyyy}}/{{mm}}.xml"),
)


def test_days_and_months_are_named_once_the_newest_first():
    aimed = aim_at_archives(SOURCE, date(2025, 12, 30), date(2026, 1, 1))
    assert aimed.sections == (
        f"{BASE}/day?d=01.01.2026",
        f"{BASE}/2026/01.xml",
        f"{BASE}/day?d=31.12.2025",
        f"{BASE}/2025/12.xml",
        f"{BASE}/day?d=30.12.2025",
    )
    assert aimed.feeds == ()
    assert aimed.sitemaps == (
        f"{BASE}/map.xml",
        f"{BASE}/map-20260101.xml",
        f"{BASE}/map-20251231.xml",
        f"{BASE}/map-20251230.xml",
    )
    assert aimed.article == SOURCE.article


def test_days_in_the_wrong_order_are_refused():
    with pytest.raises(ValueError, match="swap them"):
        aim_at_archives(SOURCE, date(2026, 1, 2), date(2026, 1, 1))


MAP = (
    b'<?xml version="1.0"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    b"<url><loc>https://times.example/news/1</loc><lastmod>2026-01-01</lastmod></url></urlset>"
)


@pytest.mark.parametrize(
    "body", [MAP, gzip.compress(MAP), b'<p><a href="/news/1">One</a> <a href="/world">World</a>']
)
def test_an_archive_is_read_as_what_it_is(body):
    found = read_listing(body, f"{BASE}/2026/01.xml", SOURCE)
    assert [candidate.url for candidate in found.candidates] == [f"{BASE}/news/1"]
