import pytest

from cleaners.model import SourceRules
from crawler.config import Source
from crawler.discovery import read_feed, read_listing
from tests.support.waiting import must_end

URL = "https://example.org/feed"
SOURCE = Source(
    id="example",
    name="Example",
    home="https://example.org/",
    rules=SourceRules(id="example", domains=("example.org",), timezone="Asia/Kabul"),
    article=(r"/news/\d+", "/خبر/"),
    deny=("/news/13$",),
)
RSS = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Example</title><link>https://example.org/</link><language>en-us</language>{}</channel></rss>"""


def rss(*items):
    return read_feed(RSS.format("".join(items)).encode(), URL, SOURCE)


def item(link="/news/1", rest=""):
    return f"<item><title>Border &amp;amp; &lt;b&gt;trade&lt;/b&gt;</title><link>{link}</link>{rest}</item>"


def urls(found):
    return [candidate.url.removeprefix("https://example.org") for candidate in found.candidates]


def test_an_item_becomes_a_candidate_with_its_hints():
    found = rss(
        item(
            "https://example.org/news/1?utm_medium=rss",
            "<pubDate>Fri, 20 Nov 2026 14:30:00 PKT</pubDate><dc:creator>Ayesha Writer and Staff Report</dc:creator>"
            "<category>Trade</category>",
        )
    )
    [candidate] = found.candidates
    assert (candidate.url, candidate.source, candidate.found_by) == (
        "https://example.org/news/1",
        "example",
        URL,
    )
    hints = candidate.hints
    assert (hints.title, hints.language) == ("Border & trade", "en")
    assert (hints.authors, hints.tags) == (("Ayesha Writer",), ("Trade",))
    assert hints.published_from == "feed"


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("Fri, 20 Nov 2026 14:30:00 PKT", "2026-11-20T14:30:00+05:00"),
        ("Fri, 20 Nov 2026 14:30:00 AFT", "2026-11-20T14:30:00+04:30"),
        ("Fri, 20 Nov 2026 14:30:00 +0500", "2026-11-20T14:30:00+05:00"),
        ("Fri, 20 Nov 2026 14:30:00 GMT", "2026-11-20T14:30:00+00:00"),
        ("2026-11-20T14:30:00", "2026-11-20T14:30:00+04:30"),
        ("2026-11-20", "2026-11-20"),
        ("yesterday evening", None),
    ],
)
def test_the_zone_of_a_date_is_right(printed, read):
    [candidate] = rss(item(rest=f"<pubDate>{printed}</pubDate>")).candidates
    assert candidate.hints.published == read
    assert candidate.hints.published_from == ("feed" if read else None)


def test_atom_tells_published_from_updated():
    body = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>E</title><entry><title>T</title>
    <link rel="alternate" href="/news/1"/><published>2026-11-20T08:00:00Z</published>
    <updated>2026-11-20T09:00:00Z</updated></entry></feed>"""
    [candidate] = read_feed(body, URL, SOURCE).candidates
    assert candidate.hints.published == "2026-11-20T08:00:00+00:00"
    assert candidate.hints.modified == "2026-11-20T09:00:00+00:00"


def test_an_entry_that_was_not_updated_since_it_came_out_was_not_modified():
    body = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>E</title><entry><title>T</title>
    <link href="/news/1"/><published>2026-11-20T08:00:00Z</published>
    <updated>2026-11-20T13:00:00+05:00</updated></entry></feed>"""
    [candidate] = read_feed(body, URL, SOURCE).candidates
    assert candidate.hints.modified is None


def test_only_addresses_that_can_be_articles_are_candidates():
    found = rss(
        item("/news/1"), item("/about"), item("/news/13"), item("https://elsewhere.test/news/2"),
        item("//example.org/news/3"), item("www.example.org/news/4"), item("file:///news/5"), item("/خبر/6"), item(""),
    )  # fmt: skip
    assert urls(found) == [
        "/news/1",
        "/news/3",
        "https://www.example.org/news/4",
        "/%D8%AE%D8%A8%D8%B1/6",
    ]
    assert {refused.reason for refused in found.refused} == {
        "not an article's address",
        "denied by the source's rules",
        "another site",
        "not an address",
    }


def test_a_feed_without_items_is_no_error():
    assert rss().error is None


def test_a_feed_that_breaks_off_gives_all_but_the_cut_last_item():
    whole = RSS.format(item("/news/1") + item("/news/222"))
    found = read_feed(whole[: whole.index("22</link>")].encode(), URL, SOURCE)
    assert urls(found) == ["/news/1"]
    assert "breaks off" in (found.partial or "")


def test_a_feed_with_a_stray_tag_is_read_whole():
    found = rss(item("/news/1", "<description>a <br> b & c</description>"), item("/news/2"))
    assert urls(found) == ["/news/1", "/news/2"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b"<!DOCTYPE html><html><body>Please enable JavaScript</body></html>", "HTML"),
        (b"\n<html><body>Sorry</body></html>", "HTML"),
        (b"Service unavailable", "not a feed"),
        (b'{"version": "https://jsonfeed.org/version/1"}', "no list of items"),
        (b'<!DOCTYPE r [<!ENTITY a "b">]><rss version="2.0"><channel>&a;</channel></rss>', "entity"),
        (b'<rss version="2.0"><channel>' + b"<a>" * 1_600_000, "nested"),
        (
            b"<rss " + b" ".join(b'a%d="1"' % n for n in range(100_000)) + b"><channel/></rss>",
            "1000 attributes",
        ),
        (b"<rss>" + b" " * 6_000_000 + b"</rss>", "more than the 5242880"),
    ],
)
def test_what_is_no_feed_is_an_error_not_an_empty_list(body, reason):
    with must_end():
        found = read_feed(body, URL, SOURCE)
    assert reason in (found.error or "")
    assert found.candidates == ()


def test_a_path_in_a_body_is_never_opened(tmp_path):
    feed = tmp_path / "feed.xml"
    feed.write_text(RSS.format(item()))
    assert read_feed(str(feed).encode(), URL, SOURCE).candidates == ()


def test_a_section_gives_the_links_that_look_like_articles():
    page = b"""<html><head><base href="/deep/"></head><body><nav><a href="/about">About</a></nav>
    <a href="../news/1#c">One</a><a href="/news/1">Again</a><a href="javascript:void(0)">x</a><a>no</a>
    <a href="https://elsewhere.test/news/9">Else</a><a href="/news/2">Two</a></body></html>"""
    found = read_listing(page, "https://example.org/section", SOURCE)
    assert urls(found) == ["/news/1", "/news/2"]


def test_a_section_page_of_a_million_links_is_cut():
    page = (
        b"<html><body>"
        + b"".join(b'<a href="/news/%d">x</a>' % n for n in range(100, 10_000))
        + b"</body></html>"
    )
    assert len(read_listing(page, URL, SOURCE).candidates) == 6000


@pytest.mark.parametrize("body", [b"", b"   ", b"\x00\x00"])
def test_an_empty_section_is_an_error(body):
    assert read_listing(body, URL, SOURCE).error is not None


def test_a_section_needs_a_pattern():
    source = Source(id="a", name="A", home="https://example.org/", rules=SOURCE.rules)
    assert "pattern" in (read_listing(b"<a href='/1'>x</a>", URL, source).error or "")


def test_the_text_that_a_feed_carries_is_measured():
    long = f"<description>short</description><content:encoded><![CDATA[<p>{'word ' * 100}</p>]]></content:encoded>"
    body = RSS.replace("<rss ", '<rss xmlns:content="http://purl.org/rss/1.0/modules/content/" ')
    found = read_feed(body.format(item(rest=long) * 3).encode(), URL, SOURCE)
    assert found.letters == 499
    assert rss(item()).letters == 0
    assert rss().letters is None
