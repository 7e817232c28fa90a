import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.model import SourceRules
from crawler.config import Source
from crawler.discovery import read_feed

URL = "https://example.org/feed.json"
SOURCE = Source(
    id="example",
    name="Example",
    home="https://example.org/",
    rules=SourceRules(id="example", domains=("example.org",), timezone="Asia/Karachi"),
)


def read(*items, **feed):
    return read_feed(json.dumps({"items": items} | feed).encode(), URL, SOURCE)


def test_an_item_becomes_a_candidate_with_its_hints():
    item = {
        "id": "7",
        "url": "/news/7#top",
        "title": "Border &amp; <b>trade</b>",
        "content_html": "<p>The gate is open again.</p>",
        "date_published": "2026-11-20T14:30:00+05:00",
        "date_modified": "2026-11-20T15:00:00+05:00",
        "authors": [{"name": "Ayesha Writer"}, {"url": "https://example.org/desk"}],
        "tags": ["Trade", 3],
    }
    found = read(item, language="en-GB", version="https://jsonfeed.example/version/1.1")
    [candidate] = found.candidates
    assert candidate.url == "https://example.org/news/7"
    hints = candidate.hints
    assert (hints.title, hints.language, hints.authors, hints.tags) == (
        "Border & trade",
        "en",
        ("Ayesha Writer",),
        ("Trade",),
    )
    assert (hints.published, hints.published_from) == ("2026-11-20T14:30:00+05:00", "feed")
    assert hints.modified == "2026-11-20T15:00:00+05:00"
    assert found.letters == len("The gate is open again.")


def test_version_1_names_one_author_and_an_address_may_stand_in_the_id():
    item = {
        "id": "https://example.org/news/8",
        "author": {"name": "Omar Wardak"},
        "date_published": "2026-11-20 08:30",
    }
    [candidate] = read(item).candidates
    assert candidate.url == "https://example.org/news/8"
    assert candidate.hints.authors == ("Omar Wardak",)
    assert candidate.hints.published == "2026-11-20T08:30:00+05:00"


def test_what_is_of_a_wrong_type_costs_itself_only():
    found = read(
        {"url": 5, "id": None},
        "text",
        {"url": "javascript:alert(1)"},
        {"url": "https://elsewhere.test/1"},
        {"url": "/news/9", "title": ["a"], "tags": "b", "authors": "c", "date_published": 7},
    )
    assert [candidate.url for candidate in found.candidates] == ["https://example.org/news/9"]
    assert len(found.refused) == 3


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'{"items": [', "broken JSON"),
        (b'{"items": ' + b"[" * 100_000, "broken JSON"),
        (b'{"items": {}}', "no list of items"),
        (b'{"error": "no such feed"}', "no list of items"),
    ],
    ids=["cut", "deep", "object", "error"],
)
def test_what_is_no_feed_is_an_error(body, reason):
    assert reason in (read_feed(body, URL, SOURCE).error or "")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
KEYS = (
    "url",
    "id",
    "title",
    "content_html",
    "summary",
    "date_published",
    "authors",
    "author",
    "tags",
    "language",
)
ITEMS = st.fixed_dictionaries({}, optional=dict.fromkeys(KEYS, VALUES))
AUTHORS = st.lists(st.fixed_dictionaries({}, optional={"name": VALUES}) | VALUES, max_size=3)


@given(st.lists(ITEMS | VALUES, max_size=3), VALUES, AUTHORS)
def test_nothing_in_a_feed_raises(items, language, authors):
    rows = [
        item | {"authors": authors, "url": "/news/1"} if isinstance(item, dict) else item for item in items
    ]
    found = read(*rows, language=language)
    assert found.error is None
    assert len(found.candidates) <= 1


@given(VALUES)
def test_no_json_raises(value):
    found = read_feed(json.dumps({"items": value}).encode(), URL, SOURCE)
    assert (found.error is None) == isinstance(value, list)
