"""Whole pages: what is the story, what is not and why, and pages that hold none."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cleaners.extract import extract
from cleaners.model import Block, Extracted, Kind, Media, Page, Reason, Rejected, Rules, SourceRules

URL = "https://www.hilltimes.test/news/bridge-opens"
PARAGRAPHS = (
    "The new bridge over the Kunar river was opened on Monday after three years of work, the office said.",
    "Traders from both banks had waited for it since the old one was washed away two springs ago.",
    "Engineers said that lorries of up to forty tons may cross until the second lane is finished.",
    "A school on the far bank, which had lost half of its pupils, expects them back within the month.",
)
SECOND = (
    "Rain closed the pass above Chitral on Tuesday for the second time in a week, the road office said.",
    "Some three hundred lorries were waiting on both sides by the evening, many with fruit from the valley.",
    "Drivers were given tents and bread, and the first of them hope to move again when the sun is back.",
    "The pass is the only road to the upper valley, where most shops had little flour left by Tuesday night, "
    "shopkeepers said, and where the price of a sack has doubled since the first slide in the last week, which "
    "had come down at night and which nobody had seen coming, a teacher of the upper school told a reporter.",
)


def story(paragraphs: tuple[str, ...] = PARAGRAPHS) -> str:
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


def menu(items: int = 12) -> str:
    return (
        "<nav><ul>"
        + "".join(f"<li><a href='/{n}'>Section number {n}</a></li>" for n in range(items))
        + "</ul></nav>"
    )


def read(html: str, source: SourceRules | None = None, **page: object) -> Extracted:
    result = extract_page(html, source, **page)
    assert isinstance(result, Extracted), result
    return result


def extract_page(html: str, source: SourceRules | None = None, **page: object) -> Extracted | Rejected:
    rules = Rules((), (), {}, sources=(source,) if source else ())
    known = {"url": URL, "source": source.id if source else None} | page
    return extract(html, Page(b"", Media.HTML, **known), rules)  # type: ignore[arg-type]


def live(extracted: Extracted) -> list[Block]:
    return [block for block in extracted.blocks if block.removal is None]


def texts(extracted: Extracted, kind: Kind = Kind.PROSE) -> list[str]:
    return [block.text for block in live(extracted) if block.kind is kind]


def reason(extracted: Extracted, text: str) -> str | None:
    block = next(block for block in extracted.blocks if text in block.text)
    return block.removal.reason if block.removal else None


def test_a_page_becomes_its_story_and_reasons_for_the_rest() -> None:
    page = read(
        f"<title>Bridge opens | Hill Times</title><header><p>Hill Times</p></header>{menu()}<article>"
        f"<h1>Bridge opens</h1><figure><img src=b.jpg><figcaption>The bridge at dawn</figcaption></figure>{story()}"
        "<div class='related-stories'><a href=/x>Rain closes the pass</a></div></article>"
        "<aside><p>Weather: dry</p></aside><form><label>Find</label><button>Go</button></form>"
        "<div style='display:none'>Menu closed</div><footer>All rights reserved</footer>"
    )
    assert texts(page) == list(PARAGRAPHS)
    assert texts(page, Kind.TITLE) == ["Bridge opens"]
    assert texts(page, Kind.CAPTION) == ["The bridge at dawn"]
    assert page.fields.title == "Bridge opens"
    assert [reason(page, text) for text in ("Section number 3", "Rain closes", "Weather", "Find", "Menu", "All rights")] == [
        "navigation", "related stories", "aside", "form", "hidden", "footer",
    ]  # fmt: skip
    assert all(block.removal is None or block.removal.cleaner == "extract" for block in page.blocks)


def test_paragraphs_come_out_as_the_author_set_them() -> None:
    lines = "<br><br>".join(PARAGRAPHS)
    page = read(f"<h1>Bridge opens</h1><div class='story'>{lines}</div>")
    assert texts(page) == list(PARAGRAPHS)


def test_joiners_and_marks_come_out_as_they_went_in() -> None:
    text = "باشندگان می‌گویند که راه‌شان کوتاه‌تر شده و گفت‌وگوی آنان دربارهٔ پُل ادامه دارد، نہ‍یں "
    page = read(f"<h1>پل‌های کنر</h1><p>{text * 2}</p><p>می&zwnj;خواهد {text}</p><p>{text * 3}</p>")
    assert texts(page) == [(text * 2).strip(), f"می‌خواهد {text}".strip(), (text * 3).strip()]
    assert page.fields.title == "پل‌های کنر"


def test_a_story_that_is_only_declared_is_read_with_its_joiners() -> None:
    body = "باشندگان می‌گویند که راه‌شان کوتاه‌تر شده است و پل تازه را می‌ستایند. " * 6
    data = f'<script type="application/ld+json">{{"@type": "NewsArticle", "articleBody": "{body}"}}</script>'
    page = read(f"<html><head>{data}</head><body><p>بارگذاری</p></body></html>")
    assert body.strip() in " ".join(block.text for block in live(page))


def test_a_dropped_paragraph_inside_the_story_comes_back() -> None:
    page = read(
        f"<article><h1>Bridge opens</h1><p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p><h2>What it carries</h2>"
        f"<ul><li>Lorries</li><li>Carts</li></ul><p>{PARAGRAPHS[2]}</p><p>{PARAGRAPHS[3]}</p></article>"
    )
    assert [block.text for block in live(page)][3:6] == ["What it carries", "Lorries", "Carts"]


def test_headings_of_parts_that_went_go_too() -> None:
    page = read(
        f"<article><h1>Bridge opens</h1>{story()}<h3>Related</h3><nav><a href=/x>Rain closes the pass</a></nav>"
        "<h3>Comments</h3></article>"
    )
    assert texts(page, Kind.HEADING) == []


def test_a_table_row_is_one_block() -> None:
    table = "<table><tr><th>Year</th><th>Lorries</th></tr><tr><td>2024</td><td>1,200</td></tr></table>"
    page = read(f"<article><h1>Bridge opens</h1>{story()}{table}<p>{SECOND[0]}</p></article>")
    assert texts(page, Kind.TABLE) == ["Year | Lorries", "2024 | 1,200"]


def test_a_standfirst_is_the_summary() -> None:
    page = read(
        f"<article><h1>Bridge opens</h1><p class='standfirst'>Three years of work end at the Kunar</p>{story()}</article>"
    )
    assert texts(page, Kind.SUMMARY) == ["Three years of work end at the Kunar"]
    assert texts(page) == list(PARAGRAPHS)


def test_a_short_first_paragraph_of_the_story_stays() -> None:
    opening = "It was cold at the Kunar, and still."
    page = read(f"<article><h1>Bridge opens</h1><p>{opening}</p>{story()}</article>")
    assert texts(page) == [opening, *PARAGRAPHS]


def test_a_button_named_like_a_standfirst_is_no_summary() -> None:
    page = read(f"<article><h1>Bridge opens</h1><div class='excerpt'><a>Print</a></div>{story()}</article>")
    assert texts(page, Kind.SUMMARY) == []


def test_a_table_of_contents_goes_and_its_headings_stay() -> None:
    parts = ("The work", "The road", "The cost")
    links = "".join(f"<li><a href='#{n}'>{part}</a></li>" for n, part in enumerate(parts))
    sections = "".join(f"<h2>{part}</h2>{story(PARAGRAPHS[:2])}" for part in parts)
    page = read(f"<article><h1>Bridge opens</h1>{story()}<p>Contents</p><ul>{links}</ul>{sections}</article>")
    assert texts(page, Kind.LIST_ITEM) == []
    assert texts(page, Kind.HEADING) == list(parts)
    assert "Contents" not in texts(page)


def test_a_box_on_the_author_or_with_other_stories_ends_the_story() -> None:
    teasers = "".join(f"<h3>Rain in valley {n}</h3><p>{line[:88]}.</p>" for n, line in enumerate(SECOND[:2]))
    for label, box in (("Latest news", teasers), ("About the author", f"<p>{SECOND[2]}</p>")):
        page = read(f"<article><h1>Bridge opens</h1>{story()}<h2>{label}</h2>{box}</article>")
        assert texts(page) == list(PARAGRAPHS)


def test_a_section_named_like_a_box_stays_where_much_stands_below_it() -> None:
    page = read(f"<article><h1>Bridge opens</h1>{story()}<h2>Latest news</h2>{story(SECOND * 3)}</article>")
    assert set(texts(page)) == {*PARAGRAPHS, *SECOND}


def test_a_story_printed_twice_is_read_once() -> None:
    copies = f"<div class='wide'>{story(PARAGRAPHS + SECOND)}</div><div class='narrow'>{story(PARAGRAPHS + SECOND)}</div>"
    page = read(f"<article><h1>Bridge opens</h1>{copies}</article>")
    assert texts(page) == [*PARAGRAPHS, *SECOND]


def test_pictures_of_other_stories_and_icons_are_not_the_storys() -> None:
    related = "<div class='related'><a href='/2'><img src='/photos/pass.jpg'>Rain closes the pass</a></div>"
    icons = "<img src='/i/print.svg'><img src='/i/lake_w33_r1.jpg'><img src='/i/default_author.png'>"
    text = f"<p>{PARAGRAPHS[0]}</p><img src='/photos/bridge.jpg'>{icons}{related}{story(PARAGRAPHS[1:])}"
    below = "<div class='strip'><img src='/photos/market.jpg'></div>"
    page = read(f"<article><h1>Bridge opens</h1><img src='/photos/lead_1200x675.jpg'>{text}{below}</article>")
    assert [one.rpartition("/")[2] for one in page.fields.images] == ["lead_1200x675.jpg", "bridge.jpg"]


def test_single_line_breaks_part_paragraphs() -> None:
    text = "<br>".join((*PARAGRAPHS, "<b>The pass</b>", *SECOND))
    page = read(f"<article><h1>Bridge opens</h1><div class='sub-title-text'>{text}</div></article>")
    assert texts(page) == [*PARAGRAPHS, "The pass", *SECOND]


def test_single_line_breaks_of_verses_and_broken_lines_part_nothing() -> None:
    lines = PARAGRAPHS[0].split(", ")
    page = read(f"<article><h1>Bridge opens</h1>{story(SECOND)}<p>{',<br>'.join(lines)}</p></article>")
    assert texts(page) == [*SECOND, PARAGRAPHS[0]]


def test_text_alone_with_a_picture_is_its_caption() -> None:
    box = "<div class='picBox'><a href='/big'><img src='/b.jpg'></a><p>The bridge at noon</p></div>"
    beside = f"<div class='image-text'><img src='/c.jpg'><p>{SECOND[0]}</p><p>{SECOND[1]}</p></div>"
    page = read(f"<article><h1>Bridge opens</h1>{story()}{box}{beside}</article>")
    assert texts(page, Kind.CAPTION) == ["The bridge at noon"]
    assert texts(page) == [*PARAGRAPHS, *SECOND[:2]]


def test_the_next_story_below_begins_with_a_title() -> None:
    page = read(
        f"{menu()}<article class=story><h1>Bridge opens</h1>{story()}</article>"
        f"<article class=story><h1>Rain closes the pass</h1>{story(SECOND)}</article><footer>End</footer>"
    )
    assert texts(page, Kind.TITLE) == ["Bridge opens", "Rain closes the pass"]
    assert texts(page) == [*PARAGRAPHS, *SECOND]


def test_sections_under_one_headline_are_one_story() -> None:
    page = read(
        f"<div><h1>Bridge opens</h1><section class=part><h2>The work</h2>{story()}</section>"
        f"<section class=part><h2>The road</h2>{story(SECOND)}</section></div>"
    )
    assert texts(page, Kind.TITLE) == ["Bridge opens"]
    assert texts(page) == [*PARAGRAPHS, *SECOND]


def test_the_source_knows_where_its_story_is() -> None:
    source = SourceRules("hills", body=("//div[@id='text']",), strip=("//div[@class='promo']",))
    page = read(
        f"<h1>Bridge opens</h1><div id=text><p>Short.</p>{story()}<div class=promo>Buy our calendar today</div></div>"
        f"<div>{story(SECOND) * 3}</div>",
        source,
    )
    assert texts(page) == ["Short.", *PARAGRAPHS]
    assert page.by == "source rules"
    assert reason(page, "Buy our calendar") == "advertisement"


def test_a_path_that_gives_nothing_leaves_the_general_way() -> None:
    page = read(
        f"<h1>Bridge opens</h1>{story()}", SourceRules("hills", body=("//div[@id='gone']", "string(//h1)"))
    )
    assert texts(page) == list(PARAGRAPHS)


def test_the_story_of_a_page_of_too_many_blocks_is_found_by_its_writing() -> None:
    many = "<table>" + "<tr><td>1</td><td>2</td></tr>" * 20_000 + "</table>"
    page = read(f"<h1>Bridge opens</h1><div>{story()}</div><aside>{many}</aside>")
    assert page.by == "most writing"
    assert texts(page) == list(PARAGRAPHS)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("", Reason.EMPTY),
        ("<html><body><script>x</script></body></html>", Reason.EMPTY),
        (menu(60), Reason.LISTING),
        ("<h1>Page not found</h1>" + menu(3), Reason.NOT_FOUND_PAGE),
        ("<h1>Just a moment...</h1><p>Checking your browser</p>", Reason.BLOCKED),
        (
            menu(30)
            + "".join(
                f"<div><h3><a href=/{n}>Headline number {n} here</a></h3><p>On day {n}, {text}</p></div>"
                for n, text in enumerate(PARAGRAPHS * 3)
            ),
            Reason.LISTING,
        ),
        (
            '<meta property="og:type" content="video.other"><h1>Evening news</h1><p>Our evening news of Monday brings '
            "you what happened in the valleys, with guests from the road office and the schools.</p>",
            Reason.MEDIA,
        ),
    ],
)
def test_pages_without_a_story_are_refused(html: str, expected: Reason) -> None:
    rejected = extract_page(html)
    # An error or challenge page may pass as a short text: the verdict on the cleaned row catches it then.
    if isinstance(rejected, Rejected):
        assert (rejected.stage, rejected.reason) == ("extract", expected)
        assert rejected.detail
    else:
        assert expected in (Reason.NOT_FOUND_PAGE, Reason.BLOCKED)


def test_what_only_a_screen_reader_says_is_no_part_of_a_sentence() -> None:
    hint = "<span style='clip-path:inset(50%);height:1px;width:1px'>, opens new tab</span>"
    page = read(
        f"<h1>Bridge opens</h1>{story()}<p>The <a href='/r'>report{hint}</a> was read in the council.</p>"
    )
    assert "The report was read in the council." in texts(page)


def test_a_day_in_the_wrong_attribute_of_a_meta_element_is_read() -> None:
    page = read(f"<meta name='publish-date' value='2026-11-20'><h1>Bridge opens</h1>{story()}")
    assert (page.fields.published, page.fields.published_from) == ("2026-11-20", "meta")


def test_the_initials_of_a_paper_make_no_author() -> None:
    page = read(f"<h1>Bridge opens</h1><p class='author'>V.H. Report</p>{story()}")
    assert (page.fields.authors, page.fields.agency) == ((), "V.H. Report")


def test_a_short_brief_with_a_date_is_no_listing() -> None:
    page = read(
        f"{menu(40)}<article><h1>Bridge opens</h1><p>20 November 2026</p><p>{PARAGRAPHS[0]}</p></article>"
    )
    assert PARAGRAPHS[0] in texts(page)


def test_the_same_page_gives_the_same_value_at_any_time() -> None:
    html = f"<h1>Bridge opens</h1><time datetime='2026-11-20'>Friday</time>{story()}"
    now = read(html, fetched_at=datetime(2026, 11, 21, tzinfo=UTC))
    later = read(html, fetched_at=datetime(2030, 1, 1, tzinfo=UTC))
    assert now == later
