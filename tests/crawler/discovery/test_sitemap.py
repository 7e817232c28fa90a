import gzip

import pytest

from cleaners.model import SourceRules
from crawler.config import Source
from crawler.discovery import read_sitemap
from tests.support.waiting import must_end

URL = "https://example.org/map.xml"
SOURCE = Source(
    id="example",
    name="Example",
    home="https://example.org/",
    rules=SourceRules(id="example", domains=("example.org",), timezone="Asia/Karachi"),
)
OPEN = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">'


def read(*entries, head='<?xml version="1.0" encoding="UTF-8"?>', end="</urlset>"):
    return read_sitemap((head + OPEN + "".join(entries) + end).encode(), URL, SOURCE)


def entry(path, rest=""):
    return f"<url><loc>https://example.org{path}</loc>{rest}</url>"


def urls(found):
    return [candidate.url.removeprefix("https://example.org") for candidate in found.candidates]


def test_every_news_tag_is_kept():
    found = read(
        entry(
            "/news/1",
            "<lastmod>2026-11-20T10:00:00Z</lastmod>"
            "<image:image><image:loc>https://example.org/a.jpg</image:loc><image:title>Photo</image:title></image:image>"
            "<news:news><news:publication><news:name>Example</news:name><news:language>ur</news:language></news:publication>"
            "<news:publication_date>2026-11-20T08:30:00.123456789+05:00</news:publication_date>"
            "<news:title>تورخم &amp; چمن</news:title><news:keywords>border, trade،customs</news:keywords></news:news>",
        )
    )
    [candidate] = found.candidates
    hints = candidate.hints
    assert (hints.title, hints.language, hints.tags) == ("تورخم & چمن", "ur", ("border", "trade", "customs"))
    assert (hints.published, hints.published_from) == ("2026-11-20T08:30:00+05:00", "news-sitemap")
    assert hints.modified == "2026-11-20T10:00:00+00:00"
    assert found.newest == "2026-11-20T08:30:00+05:00"


def test_an_empty_news_sitemap_is_no_error():
    assert read().error is None


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b"  \n \t ", "empty"),
        (b"https://example.org/news/1\nhttps://example.org/news/2\n", "plain text"),
        (b"<!DOCTYPE html><html><body>Not found</body></html>", "HTML"),
        (b"<html><head><title>Sorry</title></head></html>", "HTML"),
        (b"<rss version='2.0'><channel/></rss>", "neither"),
        (b"<urlset><loc>", "broken before the first"),
        (b"%PDF-1.7 not a sitemap", "plain text"),
        (
            b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><urlset><url><loc>https://example.org/&b;</loc></url></urlset>',
            "document type",
        ),
        (
            b'<!DOCTYPE u [<!ENTITY x SYSTEM "file:///etc/passwd">]><urlset><url><loc>https://example.org/&x;</loc></url></urlset>',
            "document type",
        ),
        (b"<urlset>" + b"<a>" * 5000, "broken before the first"),
        (
            b"<urlset><url><loc>https://example.org/" + b"a" * 11_000_000 + b"</loc></url></urlset>",
            "broken before",
        ),
        (b"<sitemapindex></sitemapindex>", "names no sitemap"),
    ],
)
def test_what_is_no_sitemap_is_an_error_not_an_empty_list(body, reason):
    with must_end():
        found = read_sitemap(body, URL, SOURCE)
    assert found.error is not None
    assert reason in found.error
    assert found.candidates == ()


def test_the_cut_last_address_of_a_truncated_file_is_dropped():
    whole = "".join(entry(f"/news/{number}") for number in range(1000))
    found = read(whole, "<url><loc>https://example.org/news/99", end="")
    assert len(found.candidates) == 1000
    assert "/news/99" in urls(found)  # from its own complete entry
    assert found.partial is not None
    assert found.error is None


def test_a_bare_ampersand_does_not_change_the_address():
    found = read(entry("/news?a=1&b=2"), entry("/news?a=1&amp;b=3"), entry("/news?a=1&copy=2"))
    assert urls(found) == ["/news?a=1&b=2", "/news?a=1&b=3", "/news?a=1&copy=2"]


def test_cdata_controls_and_foreign_names_do_not_break_the_file():
    found = read(
        "<url><loc><![CDATA[ https://example.org/n?a=1&b=2 ]]></loc></url>",
        entry("/news/1", "<news:news><news:title>A\x08B&nbsp;C&#1;</news:title></news:news>"),
        entry("/news/2"),
    )
    assert urls(found) == ["/n?a=1&b=2", "/news/1", "/news/2"]
    assert found.candidates[1].hints.title == "AB C"


def test_one_bad_address_never_loses_the_others():
    bad = (
        "file:///etc/passwd", "javascript:alert(1)", "data:text/html,x", "s3://bucket/key", "ftp://example.org/a",
        "http://[::1", "https://example.org:99999/", "https://user:secret@example.org/", "https://elsewhere.test/1",
        "https://example.org.elsewhere.test/", "https://example.org/a\u202eb", "https://example.org/" + "a" * 3000,
    )  # fmt: skip
    found = read(entry("/news/1"), *(f"<url><loc>{url}</loc></url>" for url in bad), entry("/news/2"))
    assert urls(found) == ["/news/1", "/news/2"]
    assert len(found.refused) == len(bad)


def test_of_two_addresses_in_one_entry_the_first_counts():
    found = read("<url><loc>https://example.org/1</loc><loc>https://elsewhere.test/2</loc></url>")
    assert urls(found) == ["/1"]


def test_the_same_address_twice_is_one_candidate_with_the_hints_of_both():
    found = read(
        entry("/news/1?utm_source=map"), entry("/news/1#top", "<lastmod>2026-11-20T10:00:00Z</lastmod>")
    )
    assert urls(found) == ["/news/1"]
    assert found.candidates[0].hints.modified == "2026-11-20T10:00:00+00:00"


@pytest.mark.slow
def test_no_more_than_the_protocol_allows():
    found = read("".join(f"<url><loc>https://example.org/{number}</loc></url>" for number in range(50_010)))
    assert len(found.candidates) == 50_000
    assert found.partial is not None


def index(*locations):
    rows = "".join(f"<sitemap><loc>{location}</loc></sitemap>" for location in locations)
    return read_sitemap(f"<sitemapindex>{rows}</sitemapindex>".encode(), URL, SOURCE)


def test_an_index_names_its_sitemaps_but_never_itself():
    found = index("/a.xml", URL, "https://example.org/b.xml.gz", "/a.xml")
    assert [child.url for child in found.sitemaps] == [
        "https://example.org/a.xml",
        "https://example.org/b.xml.gz",
    ]


@pytest.mark.slow
def test_an_index_without_end_is_cut():
    found = index(*(f"/{number}.xml" for number in range(50_002)))
    assert len(found.sitemaps) == 50_000
    assert found.partial is not None


def test_packed_sitemaps_are_read_and_bombs_are_errors():
    body = gzip.compress((OPEN + entry("/news/1") + "</urlset>").encode())
    assert urls(read_sitemap(body, URL, SOURCE)) == ["/news/1"]
    cut = read_sitemap(gzip.compress((OPEN + entry("/news/1") * 999).encode())[:-20], URL, SOURCE)
    assert urls(cut) == ["/news/1"]
    assert cut.partial is not None
    bomb = read_sitemap(gzip.compress(b" " * 60_000_000), URL, SOURCE)
    assert "more than 52428800 bytes" in (bomb.error or "")
    assert "gzip" in (read_sitemap(b"\x1f\x8bnot gzip at all", URL, SOURCE).error or "")


def test_a_prefix_without_a_namespace_is_still_read():
    body = b"<urlset><url><loc>https://example.org/1</loc><news:news><news:title>T</news:title></news:news></url></urlset>"
    assert urls(read_sitemap(body, URL, SOURCE)) == ["/1"]


def test_a_declaration_and_a_style_sheet_on_lines_of_their_own_are_passed_over():
    sheet = '<?xml-stylesheet type="text/xsl" href="/map.xsl"?>'
    found = read(entry("/news/1"), head=f'\n<?xml version="1.0" encoding="UTF-8"?>\n{sheet}\n')
    assert urls(found) == ["/news/1"]


def test_utf_16_and_a_byte_order_mark_are_read():
    for encoding in ("utf-16", "utf-8-sig"):
        body = ('<?xml version="1.0" encoding="utf-16"?>' + OPEN + entry("/news/1") + "</urlset>").encode(
            encoding
        )
        assert urls(read_sitemap(body, URL, SOURCE)) == ["/news/1"]
