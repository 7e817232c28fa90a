"""The walk over a page: blocks, kinds, links, parts of the page."""

from __future__ import annotations

import pytest

from cleaners.extract.page import PageBlock, read_page
from cleaners.extract.page.blocks import MAX_BLOCKS
from cleaners.model import Kind


def blocks_of(html: str) -> list[PageBlock]:
    page = read_page(html)
    assert page is not None
    return page.list_blocks()


@pytest.mark.parametrize(
    ("html", "texts"),
    [
        ("<p>one <b>two</b> <a href=x>three</a></p>four", ["one two three", "four"]),
        ("<div>one<div>two</div>three</div>", ["one", "two", "three"]),
        ("<p>one<br>two<br><br>three<br> <br>four</p>", ["one two", "three", "four"]),
        ("<p>one\n   two\tthree</p>", ["one two three"]),
        ("<p>می‌خواهد نہ‍یں</p>", ["می‌خواهد نہ‍یں"]),
        ("<p>one\u2028two\u2029three\x85four</p>", ["one two three four"]),
        ("<p>no\u00a0break</p>", ["no\u00a0break"]),
        ("<p>a<script>x</script><style>x</style>b</p><noscript>x</noscript>", ["ab"]),
        ("<pre>one\ntwo\n\nthree</pre>", ["one two", "three"]),
        (
            "<table><tr><th>City</th><th>Rain</th></tr><tr><td>Herat</td><td>3</td></tr></table>",
            ["City | Rain", "Herat | 3"],
        ),
        (
            "<table><tr><td><p>left</p><p>below</p></td><td>right</td></tr></table>",
            ["left", "below", "right"],
        ),
        ("<select><option>one<option>two</select>", ["one two"]),
        ("<ul><li>one<ul><li>two</li></ul></li></ul>", ["one", "two"]),
        ("<dl><dt>one</dt><dd>two</dd></dl>", ["one", "two"]),
        ("<p>  </p><div>\u200c</div>", ["\u200c"]),
    ],
)
def test_blocks_are_cut_as_a_reader_sees_them(html: str, texts: list[str]) -> None:
    assert [block.text for block in blocks_of(html)] == texts


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        ("<p>x</p>", Kind.PROSE),
        ("<h1>x</h1>", Kind.HEADING),
        ("<h4><span>x</span></h4>", Kind.HEADING),
        ("<ul><li><p>x</p></li></ul>", Kind.LIST_ITEM),
        ("<blockquote><p>x</p></blockquote>", Kind.QUOTATION),
        ("<figure><img src=a.jpg><figcaption>x</figcaption></figure>", Kind.CAPTION),
        ("<figure><div>x</div></figure>", Kind.CAPTION),
        ('<p class="wp-caption-text">x</p>', Kind.CAPTION),
        ('<p class="caption">x</p>', Kind.CAPTION),
        ('<p class="recaptioned">x</p>', Kind.PROSE),
        ("<figure><blockquote>x</blockquote></figure>", Kind.QUOTATION),
        ("<figure><table><tr><td>x</td><td>y</td></tr></table></figure>", Kind.TABLE),
        ("<table><caption>x</caption></table>", Kind.CAPTION),
        ("<table><tr><td>x</td></tr></table>", Kind.PROSE),
    ],
)
def test_kinds_come_from_the_elements(html: str, kind: Kind) -> None:
    assert [block.kind for block in blocks_of(html)] == [kind]


@pytest.mark.parametrize(
    ("html", "texts"),
    [
        ('<p>one <span style="display:none">two</span> three</p>', ["one three", "two"]),
        ('<p>one<span class="sr-only">, opens new tab</span>.</p>', ["one.", ", opens new tab"]),
        ('<p>one <a hidden href="x">two</a></p>', ["one", "two"]),
    ],
)
def test_what_is_hidden_in_a_line_is_a_block_of_its_own(html: str, texts: list[str]) -> None:
    blocks = blocks_of(html)
    assert [block.text for block in blocks] == texts
    assert [block.region for block in blocks] == [None, "hidden"]


def test_behind_many_blocks_the_rest_is_one() -> None:
    texts = [block.text for block in blocks_of("<p>a</p>" * (MAX_BLOCKS + 2) + "<p>the <b>end</b></p>")]
    assert texts == ["a"] * MAX_BLOCKS + ["a a the end"]


def test_what_stands_in_unseen_elements_is_passed_over() -> None:
    html = "<div>a<video>x<p>x<b>x</b></p>x</video>b<p>c</p><object><div>x</div></object>d</div>"
    assert [block.text for block in blocks_of(html)] == ["ab", "c", "d"]


def test_a_body_named_caption_makes_no_caption_of_the_story() -> None:
    blocks = blocks_of('<body class="loop-caption"><p>' + "word " * 300 + "</p></body>")
    assert [block.kind for block in blocks] == [Kind.PROSE]


@pytest.mark.parametrize(
    ("html", "share"),
    [
        ("<p>none</p>", 0.0),
        ("<p><a href=x>all</a></p>", 1.0),
        ("<p>half <a href=x>half</a>, 1</p>", 4 / 9),
        ("<a href=x><h2>linked</h2></a>", 1.0),
    ],
)
def test_link_share_counts_letters(html: str, share: float) -> None:
    assert blocks_of(html)[0].link_share == pytest.approx(share)


@pytest.mark.parametrize(
    ("html", "region"),
    [
        ("<main><p>x</p></main>", None),
        ("<nav><p>x</p></nav>", "navigation"),
        ('<div role="navigation">x</div>', "navigation"),
        ("<header>x</header>", "header"),
        ("<footer>x</footer>", "footer"),
        ("<aside><p>x</p></aside>", "aside"),
        ("<form><p>x</p></form>", "form"),
        ("<button>x</button>", "form"),
        ('<div class="relatedPosts">x</div>', "related stories"),
        ('<div class="read-more">x</div>', "related stories"),
        ('<div id="comments">x</div>', "comments"),
        ('<div class="c-newsletter">x</div>', "newsletter"),
        ('<div class="share">x</div>', "share bar"),
        ('<p>x <span class="share">y</span></p>', None),
        ('<div class="shared-living">x</div>', None),
        ('<div class="post-12 hentry tag-trade">x</div>', None),
        ('<article class="tag-trade">x</article>', None),
        ('<body class="nav-fixed"><p>x</p></body>', None),
        ("<p hidden>x</p>", "hidden"),
        ('<div style="display: none">x</div>', "hidden"),
        ("<dialog>x</dialog>", "hidden"),
    ],
)
def test_regions_come_from_elements_roles_and_names(html: str, region: str | None) -> None:
    assert [block.region for block in blocks_of(html)] == [region]
