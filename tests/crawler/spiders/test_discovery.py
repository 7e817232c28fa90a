from datetime import UTC, date, datetime, timedelta

import pytest
from scrapy.http import Response

from cleaners.model import SourceRules
from crawler.config import Source
from crawler.discovery import Found, read_feed, read_sitemap
from crawler.discovery.candidate import ChildSitemap
from crawler.run.responses import hash_body
from crawler.spiders.discovery import Document, Kind, SourceDiscovery
from crawler.state import SeenFeed

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
BASE = "https://example.org"


def make_source(**changes):
    values = {"feeds": (f"{BASE}/feed",), "sitemaps": (f"{BASE}/map.xml",)} | changes
    return Source(id="a", name="A", home=BASE, rules=SourceRules(id="a", domains=("example.org",)), **values)


def respond(document, body=b"", status=200, **headers):
    return Response(document.url, status=status, body=body, headers=headers)


def sitemap(*urls):
    return b"<urlset>" + b"".join(b"<url><loc>%s</loc></url>" % url.encode() for url in urls) + b"</urlset>"


def index(*urls):
    rows = b"".join(b"<sitemap><loc>%s</loc></sitemap>" % url.encode() for url in urls)
    return b"<sitemapindex>" + rows + b"</sitemapindex>"


def take(discovery, document, body, **headers):
    found = read_sitemap(body, document.url, discovery.source)
    return discovery.add(document, respond(document, body, **headers), found, NOW)


def test_it_is_done_when_every_document_answered_or_failed():
    discovery = SourceDiscovery(make_source())
    feed, site_map = discovery.begin()
    assert (feed.kind, site_map.kind) == (Kind.FEED, Kind.SITEMAP)
    discovery.fail(feed, "status 404")
    assert not discovery.done
    assert take(discovery, site_map, sitemap(f"{BASE}/1", f"{BASE}/2")) == []
    assert discovery.done
    assert list(discovery.candidates) == [f"{BASE}/1", f"{BASE}/2"]
    assert discovery.failures == [f"feed {BASE}/feed: status 404"]


def test_a_sitemap_of_today_may_not_be_there_yet():
    discovery = SourceDiscovery(make_source(feeds=()), early=(f"{BASE}/map.xml",))
    [document] = discovery.begin()
    discovery.fail(document, "status 404")
    assert discovery.done
    assert discovery.failures == []
    discovery.fail(document, "status 500")
    assert len(discovery.failures) == 1


def test_a_source_that_names_nothing_is_a_failure():
    discovery = SourceDiscovery(make_source(feeds=(), sitemaps=()))
    assert discovery.begin() == []
    assert discovery.done
    assert len(discovery.failures) == 1


def test_indexes_are_followed_three_deep_and_never_twice():
    discovery = SourceDiscovery(make_source(feeds=()))
    [document] = discovery.begin()
    for depth in (2, 3):
        [child] = take(discovery, document, index(document.url, f"{BASE}/{depth}.xml", f"{BASE}/{depth}.xml"))
        assert child == Document(f"{BASE}/{depth}.xml", Kind.SITEMAP, depth)
        assert not discovery.done
        document = child
    assert take(discovery, document, index(f"{BASE}/4.xml")) == []
    assert discovery.done
    assert "3 levels deep" in discovery.notes[0]


@pytest.mark.slow
def test_indexes_that_grow_without_end_stop_at_a_thousand_sitemaps():
    discovery = SourceDiscovery(make_source(feeds=()))
    pending = discovery.begin()
    asked = 0
    while pending:
        document = pending.pop()
        asked += 1
        children = tuple(ChildSitemap(f"{BASE}/{asked}-{number}.xml") for number in range(400))
        pending += discovery.add(document, respond(document), Found(sitemaps=children), NOW)
    assert asked == 1000
    assert discovery.done


def test_sitemaps_of_other_sites_are_not_followed():
    discovery = SourceDiscovery(make_source(feeds=()))
    [document] = discovery.begin()
    children = take(
        discovery, document, index("https://elsewhere.test/map.xml", "http://127.0.0.1/map.xml", "/own.xml")
    )
    assert [child.url for child in children] == [f"{BASE}/own.xml"]


def test_a_document_is_remembered_with_its_addresses_and_an_index_with_its_sitemaps():
    discovery = SourceDiscovery(make_source(feeds=()))
    [document] = discovery.begin()
    [child] = take(discovery, document, index("/own.xml"), etag='"i"')
    body = sitemap(f"{BASE}/1")
    take(discovery, child, body, etag='"s"')
    whole = hash_body(index("/own.xml"))
    named = ((f"{BASE}/own.xml", None),)
    assert discovery.rows == {
        document.url: (SeenFeed(document.url, "a", NOW, NOW, '"i"', None, whole, named), frozenset()),
        child.url: (
            SeenFeed(child.url, "a", NOW, NOW, '"s"', None, hash_body(body)),
            frozenset((f"{BASE}/1",)),
        ),
    }


@pytest.mark.parametrize("status", [304, 200])
def test_an_unchanged_index_leads_to_the_sitemaps_that_it_named(status):
    discovery = SourceDiscovery(make_source(feeds=()), date(2026, 11, 1), date(2026, 11, 20))
    [document] = discovery.begin()
    named = ((f"{BASE}/2026-09.xml", None), (f"{BASE}/2026-11.xml", None), (f"{BASE}/new.xml", "2026-10-01"))
    seen = SeenFeed(document.url, "a", NOW, NOW, '"i"', None, hash_body(b"same"), named)
    body = b"same" if status == 200 else b""
    assert discovery.add_unchanged(document, respond(document, body, status), seen, NOW) == [
        Document(f"{BASE}/2026-11.xml", Kind.SITEMAP, 2)
    ]
    assert not discovery.done


def test_dates_ahead_of_the_clock_are_told_and_not_believed():
    discovery = SourceDiscovery(make_source(feeds=()))
    [document] = discovery.begin()
    rows = "".join(
        f"<url><loc>{BASE}/{n}</loc><n:news><n:publication_date>{moment}</n:publication_date></n:news></url>"
        for n, moment in enumerate(("2026-11-20T11:00:00Z", "2026-11-20T17:00:00Z", "2026-11-21"))
    )
    space = "http://www.google.com/schemas/sitemap-news/0.9"
    take(discovery, document, f'<urlset xmlns:n="{space}">{rows}</urlset>'.encode())
    published = [candidate.hints.published for candidate in discovery.candidates.values()]
    assert published == ["2026-11-20T11:00:00+00:00", None, "2026-11-21"]
    assert discovery.notes == [
        f"sitemap {BASE}/map.xml: 1 of 3 dates ahead of the clock, by up to 5.0 hours: not believed, their zone may be wrong"
    ]


@pytest.mark.parametrize(
    ("checked", "false"), [(NOW - timedelta(hours=1), True), (NOW - timedelta(hours=25), False)]
)
def test_a_feed_that_said_unchanged_falsely_is_told(checked, false):
    discovery = SourceDiscovery(make_source(sitemaps=()))
    [document] = discovery.begin()
    dates = {n: f"{NOW - timedelta(hours=n):%a, %d %b %Y %H:%M:%S} GMT" for n in (5, 6, 7)}
    items = "".join(
        f"<item><title>T{n}</title><link>/{n}</link><pubDate>{date_}</pubDate></item>"
        for n, date_ in dates.items()
    )
    body = f"<rss version='2.0'><channel>{items}</channel></rss>".encode()
    seen = SeenFeed(document.url, "a", checked, NOW - timedelta(hours=25), '"f"')
    discovery.add(
        document, respond(document, body), read_feed(body, document.url, discovery.source), NOW, seen
    )
    assert any("304" in line for line in discovery.notes) is false


def test_what_was_read_in_part_is_not_remembered_as_read():
    discovery = SourceDiscovery(make_source(feeds=()))
    [document] = discovery.begin()
    take(discovery, document, sitemap(f"{BASE}/1")[:-9] + b"<url><loc>https://exam")
    assert list(discovery.candidates) == [f"{BASE}/1"]
    assert discovery.rows == {}
    assert len(discovery.notes) == 1


@pytest.mark.parametrize(("status", "body"), [(304, b""), (200, b"same")])
def test_an_unchanged_document_keeps_its_row(status, body):
    discovery = SourceDiscovery(make_source(sitemaps=()))
    [document] = discovery.begin()
    before = NOW - timedelta(hours=5)
    seen = SeenFeed(document.url, "a", before, before, '"f"', None, hash_body(b"same"))
    assert discovery.add_unchanged(document, respond(document, body, status), seen, NOW) == []
    assert discovery.done
    [(row, _)] = discovery.rows.values()
    assert row.checked_at == NOW
    # Only a body shows that the server tells the truth.
    assert row.body_at == (NOW if status == 200 else before)


def test_another_body_or_an_unasked_304_is_not_unchanged():
    discovery = SourceDiscovery(make_source(sitemaps=()))
    [document] = discovery.begin()
    seen = SeenFeed(document.url, "a", NOW, NOW, '"f"', None, hash_body(b"same"))
    assert discovery.add_unchanged(document, respond(document, b"new"), seen, NOW) is None
    assert discovery.add_unchanged(document, respond(document, b"", 304), None, NOW) is None
    assert discovery.add_unchanged(document, respond(document, b"", 500), seen, NOW) is None
    assert not discovery.done


def test_a_304_is_not_believed_for_more_than_a_day():
    document = Document(f"{BASE}/feed", Kind.FEED)
    for hours, conditions in ((23, {"If-None-Match": '"f"', "If-Modified-Since": "then"}), (25, {})):
        body_at = NOW - timedelta(hours=hours)
        seen = SeenFeed(document.url, "a", NOW, body_at, '"f"', "then", "00")
        assert document.conditions(seen, NOW) == conditions
    assert document.conditions(None, NOW) == {}


def test_a_feed_whose_newest_item_is_old_is_called_stale():
    discovery = SourceDiscovery(make_source(feeds=()))
    [document] = discovery.begin()
    body = (
        b'<urlset xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://example.org/1</loc>'
        b"<n:news><n:publication_date>2026-02-17</n:publication_date></n:news></url></urlset>"
    )
    take(discovery, document, body)
    assert discovery.notes == [f"sitemap {BASE}/map.xml: its newest item is 276 days old"]
