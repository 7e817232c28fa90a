"""HTML before and after parsing: what is taken out, what must survive."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.extract.page import FlatPage, read_page
from cleaners.extract.page.prepare import MAX_DOCTYPE, MAX_MARKS, MAX_SCRIPT, MAX_TAG, cap_marks, prepare_html
from cleaners.extract.page.tokens import KEPT_DEPTH, MANY_TAGS, MAX_DEPTH, flatten_nesting


def read(html: str) -> FlatPage:
    page = read_page(html)
    assert page is not None
    return page


@pytest.mark.parametrize(
    ("html", "prepared"),
    [
        ("<p>plain, ‘as it is’ &amp; گفت‌وگو</p>", "<p>plain, ‘as it is’ &amp; گفت‌وگو</p>"),
        ("<p>&zwnj;&#8204;&#x200c;&#65;</p>", "<p>&zwnj;&#8204;&#x200c;&#65;</p>"),
        ("<p>a&#1;b&#x0;c&#xFFFE;d&#xD800;e&#99999999;f</p>", "<p>abcdef</p>"),
        ("<p>it&#146;s</p>", "<p>it’s</p>"),
        ('<?xml version="1.0" encoding="cp1256"?><p>a</p>', "<p>a</p>"),
        ("<!DOCTYPE html><p>a</p>", "<!DOCTYPE html><p>a</p>"),
        (f"<!doctype html {'/' * MAX_DOCTYPE}><p>a</p>", "<p>a</p>"),
        (f"<p {'x' * MAX_TAG}>a</p>", "<p>a</p>"),
    ],
)
def test_only_what_kills_parsers_goes(html: str, prepared: str) -> None:
    assert prepare_html(html) == prepared


@pytest.mark.parametrize("before", [0, 1, MAX_TAG // 2 - 1, MAX_TAG, 3 * MAX_TAG + 7])
def test_a_long_tag_is_found_wherever_it_stands(before: int) -> None:
    head = ("<p>a</p>" * before)[:before] + ">"
    assert prepare_html(f"{head}<p {'x' * MAX_TAG}>b</p>") == f"{head}<p>b</p>"
    shorter = f"{head}<p {'x' * (MAX_TAG - 1)}>b</p>"
    assert prepare_html(shorter) == shorter


def test_runs_of_marks_are_capped_in_text_only() -> None:
    assert cap_marks("e" + "\u0301" * (MAX_MARKS + 9)) == "e" + "\u0301" * MAX_MARKS
    assert cap_marks("زبانِ " + "ب" * 60) == "زبانِ " + "ب" * 60


def test_long_scripts_are_emptied_and_short_ones_stay() -> None:
    html = f"<script>short</script><script>{'x' * (MAX_SCRIPT + 1)}</script><p>a</p>"
    assert prepare_html(html) == "<script>short</script><script></script><p>a</p>"


@pytest.mark.parametrize("depth", [KEPT_DEPTH - 10, MAX_DEPTH + 10, 5_000])
@pytest.mark.parametrize("tag", ["div", "span", "b", "x-box"])
def test_deep_pages_keep_their_text(tag: str, depth: int) -> None:
    page = read(f"<{tag}>" * depth + "<p>one</p><p>two</p>" + f"</{tag}>" * depth + "<p>three</p>")
    assert page.blocks.texts == ["one", "two", "three"]
    assert max(len(page.list_around(leaf)) for leaf in page.blocks.leaves) <= MAX_DEPTH + 2


def test_a_head_left_open_swallows_nothing() -> None:
    page = read("<title>t</title><meta name=a content=b><nav>one</nav><article>two</article>three")
    assert page.blocks.texts == ["one", "two", "three"]
    assert [page.read_text(title) for title in page.find_tag("title")] == ["t"]


def test_flattening_joins_no_words_and_splits_none() -> None:
    html = "<div>" * 300 + "<div>one</div><div>two <b>th</b>ree</div>" + "</div>" * 300
    flat = flatten_nesting(html)
    assert flat.count("<div>") == KEPT_DEPTH
    assert read(flat).blocks.texts == ["one", "two three"]


def test_flattening_leaves_ordinary_pages_alone() -> None:
    page = "<div><p>a</p><table><tr><td>b</td></tr></table></div>" * 40
    assert flatten_nesting(page) == page


def test_many_tags_may_be_nested_at_will() -> None:
    page = read("<div>" * (MANY_TAGS * 20) + "<p>one</p>")
    assert page.blocks.texts == ["one"]


@pytest.mark.parametrize("html", ["", " ", "<!-- nothing -->"])
def test_nothing_gives_no_blocks(html: str) -> None:
    page = read_page(html)
    assert page is None or page.blocks.texts == []


def test_dropping_the_unseen_keeps_the_text_behind_it_and_jsonld() -> None:
    page = read(
        "<p>a<script>x</script>b<svg><text>x</text></svg>c<noscript>x</noscript>d</p>"
        '<script type="application/ld+json">{}</script>'
    )
    assert page.blocks.texts == ["abcd"]
    assert page.tokens.scripts == ("{}",)


def test_what_stands_for_no_character_is_gone() -> None:
    assert read("<p>a\x00b\x0bc\x1fd\ufffee\ufdd0f\x0cg</p>").blocks.texts == ["abcdef g"]


def test_any_number_of_line_breaks_is_one_gap() -> None:
    assert read("<p>a<br><BR/><br class=x>\n<br>b</p>" + "<br>" * 50_000).blocks.texts == ["a", "b"]


@pytest.mark.parametrize("tag", ["xmp", "plaintext", "listing", "textarea", "noembed"])
def test_brackets_in_raw_text_are_no_tags(tag: str) -> None:
    page = read(f"<p>one</p><{tag}>a < b <i>c</{tag}>")
    assert page.blocks.texts[0] == "one"


def test_brackets_in_attributes_are_no_tags() -> None:
    page = read("<p title='a > b < c \"'>one</p><p>two</p>")
    assert page.blocks.texts == ["one", "two"]
    assert page.read_attributes(page.blocks.leaves[0]) == {"title": 'a > b < c "'}


@pytest.mark.parametrize("html", ["<p>one</p><div <nav id=a>two</div>", "<p>one</p><a...<p>two</a...<p>"])
def test_brackets_in_names_are_no_tags(html: str) -> None:
    assert read(html).blocks.texts == ["one", "two"]


@given(st.text(alphabet="<>/=\"'& abdivpscript&#;0x\n\x00\u0301", max_size=300))
def test_any_text_can_be_prepared_and_read(html: str) -> None:
    page = read_page(prepare_html(html))
    if page is not None:
        for element in range(1, len(page.parents)):
            parent = int(page.parents[element])
            assert parent < element < page.ends[element] <= page.ends[parent]


@pytest.mark.parametrize(
    "mark",
    ['<?php include "top.htmlf" ?>', "<?xml:namespace prefix = o ns = 'urn:x' />", "<?", "<? echo $a ?>"],
)
def test_instructions_of_a_server_are_no_tags(mark: str) -> None:
    page = read_page(prepare_html(f"<html><body>{mark}<p>The bridge opened.</p>{mark}</body></html>"))
    assert page is not None
    assert page.blocks.texts[0] == "The bridge opened."
