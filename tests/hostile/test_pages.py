"""Every hostile page ends as a value, and leaves the next page alone."""

from __future__ import annotations

import pytest

from cleaners.decoding import decode
from cleaners.extract import extract
from cleaners.model import Extracted, Media, Page, Reason, Rejected, Rules
from tests.hostile import hostile_pages
from tests.hostile.pages import DARI, SENTENCES, story_page
from tests.support.waiting import must_end

RULES = Rules((), (), {})

REFUSED = {
    "one_line_100_mb": Reason.TOO_LARGE,
    "one_line_9_mb": Reason.TOO_LARGE,
    "repeated_letter_9_mb": Reason.TOO_LARGE,
    "ordinary_paragraphs_19_mb": Reason.TOO_LARGE,
    "links_million": Reason.TOO_LARGE,
    "script_50_mb": Reason.TOO_LARGE,
    "short_paragraphs_half_million": Reason.NO_STORY,
    "unclosed_paragraphs": Reason.NO_STORY,
    "utf8_and_cp1256_mixed": Reason.UNDECODABLE,
    "pdf_as_html": Reason.BINARY,
    "zip_as_html": Reason.BINARY,
    "gzip_as_html": Reason.BINARY,
}
LARGE = {
    "adoption_agency",
    "links_100k",
    "nested_divs_million",
    "one_line_100_mb",
    "options_quarter_million",
    "short_paragraphs_half_million",
    "table_of_100k_cells",
    "unclosed_paragraphs",
}
"""Pages that take seconds."""

IN_DARI = {"joiners", "cp1256_undeclared"}


def read(body: bytes) -> Extracted | Rejected:
    page = Page(body, Media.HTML, url="https://news.example.test/bridge")
    decoded = decode(page, RULES)
    return decoded if isinstance(decoded, Rejected) else extract(decoded.text, page, RULES)


def live_text(extracted: Extracted) -> str:
    return " ".join(block.text for block in extracted.blocks if block.removal is None)


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow if name in LARGE else ()) for name in hostile_pages()]
)
def test_a_hostile_page_ends_as_a_value(name: str) -> None:
    body = hostile_pages()[name]()
    with must_end():
        result = read(body)
    if name in REFUSED:
        assert isinstance(result, Rejected)
        assert result.reason == REFUSED[name]
    else:
        assert isinstance(result, Extracted), result
        story = live_text(result).translate(dict.fromkeys((0x202E, 0x202C)))
        expected = (DARI.split()[0],) if name in IN_DARI else SENTENCES
        assert [sentence for sentence in expected if sentence not in story] == []


def test_joiners_are_kept_whatever_the_entity() -> None:
    result = read(hostile_pages()["joiners"]())
    assert isinstance(result, Extracted)
    assert live_text(result).count("می‌خواهد") == 1
    assert live_text(result).count("\u200c") == DARI.count("\u200c") * 4 + 1


@pytest.mark.slow
def test_the_page_after_a_hostile_one_is_unchanged() -> None:
    before = read(story_page().encode())
    for name in ("story_in_500_divs", "adoption_agency", "illegal_references", "utf16_without_mark"):
        read(hostile_pages()[name]())
    assert read(story_page().encode()) == before
