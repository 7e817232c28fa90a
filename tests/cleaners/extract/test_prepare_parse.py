"""HTML before and after parsing: what is taken out, what must survive."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.extract.page.prepare import MAX_DOCTYPE, MAX_MARKS, MAX_SCRIPT, MAX_TAG, cap_marks, prepare_html
from cleaners.extract.parse import MAX_DEPTH, drop_unseen, flatten_nesting, parse_html


@pytest.mark.parametrize(
    ("html", "prepared"),
    [
        ("<p>plain, ‘as it is’ &amp; گفت‌وگو</p>", "<p>plain, ‘as it is’ &amp; گفت‌وگو</p>"),
        ("<p>&zwnj;&#8204;&#x200c;&#65;</p>", "<p>&zwnj;&#8204;&#x200c;&#65;</p>"),
        ("<p>a&#1;b&#x0;c&#xFFFE;d&#xD800;e&#99999999;f</p>", "<p>abcdef</p>"),
        ("<p>it&#146;s</p>", "<p>it’s</p>"),
        ("a\x00b\x0bc\x1fd\ufffee", "abcde"),
        ('<?xml version="1.0" encoding="cp1256"?><p>a</p>', "<p>a</p>"),
        ("<!DOCTYPE html><p>a</p>", "<!DOCTYPE html><p>a</p>"),
        (f"<!doctype html {'/' * MAX_DOCTYPE}><p>a</p>", "<p>a</p>"),
        (f'<img src="data:image/png;base64,{"A" * 300}">', '<img src="data:,">'),
        (f"<p {'x' * MAX_TAG}>a</p>", "<p>a</p>"),
        ("a<br><BR/><br class=x>\n<br>b", "a<br><br>b"),
        ("a<br><br>b", "a<br><br>b"),
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


@pytest.mark.parametrize("depth", [MAX_DEPTH - 10, MAX_DEPTH + 10, 5_000])
@pytest.mark.parametrize("tag", ["div", "span", "b", "x-box"])
def test_deep_pages_keep_their_text(tag: str, depth: int) -> None:
    root = parse_html(f"<{tag}>" * depth + "<p>one</p><p>two</p>" + f"</{tag}>" * depth + "<p>three</p>")
    assert root is not None
    assert [paragraph.text_content().strip() for paragraph in root.iter("p")] == ["one", "two", "three"]


def test_a_head_left_open_swallows_nothing() -> None:
    root = parse_html("<title>t</title><meta name=a content=b><nav>one</nav><article>two</article>three")
    assert root is not None
    assert "".join(root.find("body").itertext()) == "onetwothree"
    assert root.findtext("head/title") == "t"


def test_flattening_joins_no_words_and_splits_none() -> None:
    root = parse_html("<div>" * 300 + "<div>one</div><div>two <b>th</b>ree</div>" + "</div>" * 300)
    assert root is not None
    assert " ".join(root.itertext()).split()[:2] == ["one", "two"]
    assert "three" in root.text_content()


def test_flattening_leaves_ordinary_pages_alone() -> None:
    page = "<div><p>a</p><table><tr><td>b</td></tr></table></div>" * 40
    assert flatten_nesting(page) == page


@pytest.mark.parametrize("html", ["", " ", "<!-- nothing -->"])
def test_nothing_gives_no_tree(html: str) -> None:
    assert parse_html(html) is None


def test_dropping_the_unseen_keeps_tails_and_jsonld() -> None:
    root = parse_html(
        "<p>a<script>x</script>b<svg><text>x</text></svg>c<noscript>x</noscript>d</p>"
        '<script type="application/ld+json">{}</script>'
    )
    assert root is not None
    drop_unseen(root)
    assert root.findtext(".//p") == "abcd"
    assert root.findtext(".//script") == "{}"


@given(st.text(alphabet="<>/=\"'& abdivpscript&#;0x\n\x00\u0301", max_size=300))
def test_any_text_can_be_prepared_and_parsed(html: str) -> None:
    parse_html(prepare_html(html))
