"""A source of all the world's news is asked only for what may concern its beat."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from cleaners.model import Beat, SourceRules, Term
from crawler.config import Source
from crawler.discovery import read_feed, read_listing, read_sitemap
from crawler.discovery.choose import choose_fetches
from crawler.state import PageRecord

BASE = "https://world.example"
HILLS = Beat("hills", (Term("Hilltown", ("Hilltown", "ہل ٹاؤن"), 0.5, place=True),), 0.9)
SOURCE = Source(
    id="world",
    name="World",
    home=f"{BASE}/",
    rules=SourceRules(id="world", domains=("world.example",)),
    article=(r"/\d+$",),
    beat=HILLS,
)
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def feed(*items, source=SOURCE):
    rows = "".join(
        f"<item><link>{BASE}/{n}</link>{title and f'<title>{title}</title>'}<description>{said}</description>"
        f"<category>{tag}</category></item>"
        for n, (title, said, tag) in enumerate(items)
    )
    return read_feed(f'<rss version="2.0"><channel>{rows}</channel></rss>'.encode(), f"{BASE}/rss", source)


def visited(candidates, seen=()):
    known = {page.url: page for page in seen}
    choice = choose_fetches(candidates, known, lambda page: True, lambda day: True)
    return (
        [planned.candidate.url.removeprefix(BASE) for planned in choice.planned],
        [candidate.url.removeprefix(BASE) for candidate in choice.off_beat],
    )


def test_one_term_in_title_text_or_tags_is_enough():
    found = feed(
        ("A dam for Hilltown", "", ""),
        ("ہل ٹاؤن میں بند", "", ""),
        ("A dam", "The council of Hilltown said so.", ""),
        ("A dam", "", "Hilltown"),
        ("A cup final", "It rained.", "Sport"),
    )
    assert visited(found.candidates) == (["/0", "/1", "/2", "/3"], ["/4"])


def test_what_cannot_be_judged_is_kept():
    assert visited(feed(("", "", "")).candidates) == (["/0"], [])
    listing = read_listing(b'<a href="/1">A cup final</a>', f"{BASE}/", SOURCE)
    assert visited(listing.candidates) == (["/1"], [])


def test_a_source_without_a_beat_keeps_everything():
    found = feed(("A cup final", "", ""), source=replace(SOURCE, beat=None))
    assert visited(found.candidates) == (["/0"], [])


@pytest.mark.parametrize(("keywords", "kept"), [("Hilltown, dam", True), ("cup", False)])
def test_the_tags_of_a_news_sitemap_count(keywords, kept):
    body = (
        '<urlset xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url>'
        f"<loc>{BASE}/1</loc><n:news><n:title>A dam</n:title><n:keywords>{keywords}</n:keywords></n:news></url></urlset>"
    )
    visits, left = visited(read_sitemap(body.encode(), f"{BASE}/map.xml", SOURCE).candidates)
    assert (visits, left) == ((["/1"], []) if kept else ([], ["/1"]))


def test_documents_that_name_one_address_are_judged_together():
    [off], [on], [unknown] = (
        feed((title, said, "")).candidates
        for title, said in (("A dam", ""), ("Dam of Hilltown", ""), ("", ""))
    )
    assert [one.merge(other).on_beat for one, other in ((off, on), (off, unknown), (unknown, unknown))] == [
        True,
        False,
        None,
    ]


def test_a_page_that_was_read_before_is_looked_at_again():
    [off] = feed(("A cup final", "", "")).candidates
    row = PageRecord(off.url, "world", NOW, NOW, NOW, "article", off.hints)
    assert visited([off], [row]) == (["/0"], [])
