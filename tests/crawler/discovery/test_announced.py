import re

from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery import find_announced, guess_patterns
from crawler.sources.site import parse_front_page

HOME = "https://times.example/fa/"
PAGE = """<html><head>
<link rel="alternate" type="application/rss+xml; charset=utf-8" href="../feed">
<link rel="ALTERNATE" type="application/Atom+XML" href="https://feeds.elsewhere.test/times">
<link rel="alternate" type="application/feed+json" href="/feed.json">
<link rel="alternate" type="application/rss+xml" href="/comments/feed/">
<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">
<link rel="alternate" hreflang="en" href="/en/"><link rel="stylesheet" type="text/css" href="/feed.css">
<link rel="sitemap" type="application/xml" href="/map.xml">
</head><body><a href="/rss/1/1">World</a><a href="/rss/1/1">World</a><a href="/feed">All</a>
<a href="/feedback">Write to us</a><a href="/news/rss-turns-25">Story</a><a>nothing</a></body></html>"""


def test_declared_feeds_links_to_feeds_and_sitemaps_are_told_apart():
    found = find_announced(PAGE, HOME)
    assert found.feeds == (
        "https://times.example/feed",
        "https://feeds.elsewhere.test/times",
        "https://times.example/feed.json",
    )
    assert found.maybe_feeds == ("https://times.example/rss/1/1",)
    assert found.sitemaps == ("https://times.example/map.xml",)


def test_a_page_that_announces_nothing_is_no_error():
    for text in ("", "<p>Hello", "{}", "\x00"):
        assert find_announced(text, HOME).feeds == ()


def test_a_page_of_a_thousand_feeds_is_cut_off():
    text = "".join(f'<link rel="alternate" type="application/rss+xml" href="/{n}">' for n in range(1000))
    assert len(find_announced(text, HOME).feeds) == 20


MARKUP = ("<link ", "rel=alternate ", "type=application/rss+xml ", "href='", "http://[", "/feed", "'>", "<a ", "<base href=//x>",
    "<?xml encoding='x'?>", "<title>", "\x00", "&#0;", "%", "<html lang=xx>", "\ud800", "://", "?a=1&b", "<!--")  # fmt: skip


@given(st.lists(st.sampled_from(MARKUP) | st.text(max_size=6), max_size=30).map("".join))
def test_any_text_is_read(text):
    found = find_announced(text, HOME)
    links = (*found.feeds, *found.maybe_feeds, *found.sitemaps, *parse_front_page(text, HOME).links)
    assert all(link.startswith(("http://", "https://")) for link in links)
    for pattern in guess_patterns([*links, *(f"{HOME}{text[n:]}" for n in range(6))]):
        re.compile(pattern)
