"""Whatever bytes a server sends, discovery answers with a value."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cleaners.addresses import resolve_page
from cleaners.model import SourceRules
from crawler.config import Source
from crawler.discovery import Found, read_feed, read_listing, read_sitemap

URL = "https://example.org/feed"
SOURCE = Source(
    id="a",
    name="A",
    home="https://example.org/",
    article=("/n/",),
    rules=SourceRules(id="a", domains=("example.org",)),
)
PIECES = (
    b'<?xml version="1.0"?>', b"<rss version='2.0'>", b"<channel>", b"<item>", b"</item>", b"<link>", b"</link>",
    b"<pubDate>", b"Fri, 20 Nov 2026 10:00:00 PKT", b"</pubDate>", b"<title>", b"</title>", b"<![CDATA[", b"]]>",
    b"<urlset>", b"</urlset>", b"<url>", b"</url>", b"<loc>", b"</loc>", b"https://example.org/n/1", b"&amp;", b"&",
    b"<sitemapindex>", b"<sitemap>", b"<lastmod>", b"</lastmod>", b"<feed xmlns='http://www.w3.org/2005/Atom'>",
    b"<entry>", b"</entry>", b"<a href='", b"'>", b"</a>", b"<html>", b"<base href='//", b"\x00", b"\xff\xfe",
    b"\x1f\x8b", b"</rss>", b"</feed>", b"<!--", b"-->", b"<media:content url='x'/>", b" xml:base='http://['", b"<enclosure/>",
)  # fmt: skip

documents = st.binary(max_size=300) | st.lists(
    st.sampled_from(PIECES) | st.binary(max_size=6), max_size=40
).map(b"".join)


@pytest.mark.parametrize("read", [read_feed, read_sitemap, read_listing])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=documents)
def test_any_bytes_give_a_value(read, body):
    found = read(body, URL, SOURCE)
    assert isinstance(found, Found)
    for candidate in found.candidates:
        assert candidate.url.startswith(("https://example.org", "http://example.org"))


@example(address="//.")
@given(address=st.text(max_size=60) | st.text("/:.@?#&%[]htps1a ", max_size=40))
def test_any_address_is_read_or_none(address):
    url = resolve_page(address, URL)
    assert url is None or url.startswith(("http://", "https://"))
    assert url is None or resolve_page(url, URL) == url
