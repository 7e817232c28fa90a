"""One generator for each kind of hostile page: measured trouble of libxml2, trafilatura and decoders.

Each holds the same short story where its kind allows, so that a test can tell "survived" from "read".
"""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable

SENTENCES = (
    "The new bridge over the Kunar river was opened on Monday after three years of work, the provincial office said.",
    "Traders from both banks had waited for it since the old one was washed away by the flood of two springs ago.",
    "Engineers said that lorries of up to forty tons may cross, one at a time, until the second lane is finished.",
    "A school on the far bank, which had lost half of its pupils, expects them back before the end of the month.",
)
"""The story that hostile pages hold."""

DARI = (
    "پل تازه بر دریای کنر پس از سه سال کار روز دوشنبه گشوده شد و باشندگان می‌گویند که راه‌شان کوتاه‌تر شده است. "
)

STORY = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
MARKS = "\u0301\u0323"


def wrap(body: str, head: str = "", doctype: str = "<!DOCTYPE html>") -> str:
    """A whole page around a body."""
    title = "<title>Bridge over the Kunar opens</title>"
    return f"{doctype}<html><head>{title}{head}</head><body>{body}</body></html>"


def story_page(extra: str = "", head: str = "", **parts: str) -> str:
    """A page with the story and something beside it."""
    return wrap(f"<article><h1>Bridge over the Kunar opens</h1>{STORY}</article>{extra}", head, **parts)


def make_zip() -> bytes:
    """A small archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("page.html", story_page())
    return buffer.getvalue()


def hostile_pages() -> dict[str, Callable[[], bytes]]:
    """Generators of hostile pages by name, in the order of the list of bad inputs that they come from."""
    text: dict[str, Callable[[], str]] = {
        "one_line_100_mb": lambda: wrap("<p>" + "word " * 20_000_000),
        "one_line_9_mb": lambda: wrap("<p>" + "word " * 1_900_000),
        "repeated_letter_9_mb": lambda: wrap("<p>" + "a" * 9_400_000 + "!"),
        "ordinary_paragraphs_19_mb": lambda: wrap(STORY * 45_000),
        "nested_divs_million": lambda: wrap("<div>" * 900_000 + STORY),
        "story_in_500_divs": lambda: wrap("<div>" * 500 + f"<h1>Bridge</h1>{STORY}" + "</div>" * 500),
        "short_paragraphs_half_million": lambda: wrap("<p>a</p>" * 600_000),
        "line_breaks_million": lambda: story_page("<br>" * 1_000_000),
        "unclosed_paragraphs": lambda: wrap("<p>aa " * 100_000),
        "attributes_100k": lambda: story_page(f"<p {' '.join(f'a{n}=1' for n in range(100_000))}>last</p>"),
        "doctype_of_slashes": lambda: story_page(doctype=f"<!DOCTYPE html {'/' * 50_000}>"),
        "combining_marks_million": lambda: story_page("<p>a" + MARKS * 500_000 + "</p>"),
        "combining_mark_references": lambda: story_page("<p>a" + "&#769;" * 500_000 + "</p>"),
        "jsonld_body_4_mb": lambda: story_page(
            head='<script type="application/ld+json">{"@type": "NewsArticle", "articleBody": "'
            + "word " * 800_000
            + '"}</script>'
        ),
        "jsonld_100k_deep": lambda: story_page(
            head='<script type="application/ld+json">' + "[" * 100_000 + "]" * 100_000 + "</script>"
        ),
        "table_of_100k_cells": lambda: story_page(
            f"<table>{'<tr><td>1</td><td>2</td></tr>' * 50_000}</table>"
        ),
        "colspan_billion": lambda: story_page(
            "<table><tr><td colspan=1000000000 rowspan=1000000000>1</td><td>2</td></tr></table>"
        ),
        "links_100k": lambda: story_page('<a href="/x">link</a> ' * 100_000),
        "links_million": lambda: wrap('<a href="https://example.test/page">link</a> ' * 1_000_000),
        "options_quarter_million": lambda: story_page(f"<select>{'<option>x y</option>' * 250_000}</select>"),
        "script_50_mb": lambda: story_page(f"<script>{'x = 1;' * 8_500_000}</script>"),
        "data_image_4_mb": lambda: story_page(f'<img src="data:image/png;base64,{"QUJD" * 1_000_000}">'),
        "adoption_agency": lambda: story_page("<a><b><i><table><p>x" * 5_000),
        "illegal_references": lambda: wrap(
            "<h1>Bridge</h1>" + "".join(f"<p>{sentence}&#1;&#xFFFE;&#x0;</p>" for sentence in SENTENCES)
        ),
        "nul_and_controls": lambda: wrap(
            "<h1>Bridge</h1>" + "".join(f"<p>{sentence}\x00\x0b\x1f</p>" for sentence in SENTENCES)
        ),
        "bidi_overrides": lambda: wrap(
            "<h1>Bridge</h1>"
            + "".join(f"<p>\u202e{sentence}\u202c\u2066x\u2069</p>" for sentence in SENTENCES)
        ),
        "joiners": lambda: wrap(f"<h1>پل کنر</h1><p>{DARI * 3}</p><p>می&zwnj;خواهد {DARI}</p>"),
    }
    pages: dict[str, Callable[[], bytes]] = {
        name: (lambda make=make: make().encode()) for name, make in text.items()
    }
    pages |= {
        "lone_surrogates": lambda: story_page().encode() + b"<p>\xed\xa0\x80 \xed\xbf\xbf</p>",
        "utf16_without_mark": lambda: story_page().encode("utf-16-le"),
        "utf16_with_mark": lambda: story_page().encode("utf-16"),
        "cp1256_undeclared": lambda: wrap(f"<h1>پل</h1><p>{DARI * 4}</p>").encode("cp1256", "ignore"),
        "utf8_with_two_bad_bytes": lambda: story_page("<p>it\udc92s caf\udce9</p>").encode(
            "utf-8", "surrogateescape"
        ),
        "utf8_and_cp1256_mixed": lambda: f"<p>{DARI * 4}</p>".encode() + DARI.encode("cp1256", "ignore") * 4,
        "charset_utf7": lambda: story_page(head='<meta charset="utf-7">').encode() + b"+ADw-script+AD4-",
        "charset_bogus": lambda: story_page(head='<meta charset="no-such-thing">').encode() + b"\xe9",
        "pdf_as_html": lambda: b"%PDF-1.7\n" + STORY.encode() * 10,
        "zip_as_html": make_zip,
        "gzip_as_html": lambda: gzip.compress(story_page().encode(), mtime=0),
    }
    return pages
