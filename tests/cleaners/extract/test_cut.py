"""Pages cut by a template: everything accounted for, fields as the page has them, and a refusal where it does not fit."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cleaners.extract import extract
from cleaners.extract.align import make_key
from cleaners.model import (
    STORY,
    Article,
    Extracted,
    Kind,
    Media,
    Page,
    Rejected,
    Rules,
    SourceRules,
    Template,
)
from cleaners.process import clean_page

TEMPLATE = Template(
    body='//div[@id="text"]',
    letters=(200, 5000),
    title='//h1[@class="head"]',
    byline='//p[@class="by"]',
    date='//p[@class="day"]',
    strip=('.//div[@class="box"]',),
    lines=("Read our terms!",),
)
SOURCE = SourceRules("hills", templates=(TEMPLATE,), site_names=("Hill Times",))
PAGE = Page(b"", Media.HTML, url="https://hills.example/bridge", source="hills")
STORY_TEXT = tuple(
    f"Engineer number {n} said on Monday that the bridge over the river will carry lorries again by spring."
    for n in range(5)
)


def rules(*templates: Template, **changes: object) -> Rules:
    return Rules((), (), {}, sources=(replace(SOURCE, templates=templates or (TEMPLATE,), **changes),))


def make_html(
    text: str = "", *, head: str = "", container: str = "text", title: str = "Bridge opens in the hills"
) -> str:
    paragraphs = text or "".join(f"<p>{one}</p>" for one in STORY_TEXT)
    return f"""<html lang="en"><head><title>{title} | Hill Times</title>{head}</head><body>
      <nav><a href="/">Home</a><a href="/s">Sport</a></nav><main>Loose <b>text</b>
      <h1 class="head">{title}</h1><p class="standfirst">A crossing that was closed for a year carries traffic.</p>
      <p class="by">By Zarmina Gul</p><p class="day">Published: 20 November 2026</p>
      <figure><img src="/bridge.jpg"><figcaption>The bridge at dawn.</figcaption></figure>
      <div id="{container}">{paragraphs}<div class="box">More from the hills</div><p>Read our terms</p>
      <div class="comments">A reader: fine!</div></div>
      <aside>Other <script type="application/ld+json">{{"@type": "Thing"}}</script>news</aside></main>
      <footer>Printed in the hills</footer></body></html>"""


def cut(html: str, using: Rules | None = None) -> Extracted:
    result = extract(html, PAGE, using or rules())
    assert isinstance(result, Extracted)
    return result


def story_of(extracted: Extracted) -> tuple[str, ...]:
    return tuple(b.text for b in extracted.blocks if b.removal is None and b.kind in STORY)


def test_a_page_is_cut_where_the_template_says() -> None:
    result = cut(make_html())
    assert (result.by, result.unfit) == ("template 1", None)
    assert story_of(result) == STORY_TEXT
    live = {b.kind: b.text for b in result.blocks if b.removal is None}
    assert live[Kind.TITLE] == "Bridge opens in the hills"
    assert live[Kind.CAPTION] == "The bridge at dawn."
    assert live[Kind.SUMMARY] == "A crossing that was closed for a year carries traffic."
    fields = result.fields
    assert (fields.title, fields.authors, fields.published) == (
        "Bridge opens in the hills", ("Zarmina Gul",), "2026-11-20",
    )  # fmt: skip


def test_every_visible_text_is_in_the_row_once_and_in_order() -> None:
    row = cut(make_html()).blocks
    assert [b.text for b in row if b.removal][:2] == ["HomeSport", "Loose text"]
    plain = cut(make_html(), Rules((), (), {}))
    assert make_key("".join(b.text for b in row)) == make_key("".join(b.text for b in plain.blocks))
    assert {b.text: b.removal.reason for b in row if b.removal}["HomeSport"] == "navigation"


def test_declared_evidence_is_weighed_as_on_any_page() -> None:
    data = '{"@type": "NewsArticle", "datePublished": "2026-11-19T07:00:00+04:30", "author": {"name": "Zarmina Gul"}}'
    html = make_html(head=f'<script type="application/ld+json">{data}</script>')
    fields = cut(html).fields
    assert fields.published == "2026-11-19T07:00:00+04:30"
    assert fields.images == ("https://hills.example/bridge.jpg",)
    general = cut(html, Rules((), (), {})).fields
    assert replace(fields, images=()) == replace(general, images=())


@pytest.mark.parametrize(
    ("html", "why"),
    [
        (make_html(container="tale"), 'no elements at //div[@id="text"]'),
        (make_html() + make_html(), '2 elements at //div[@id="text"]'),
        (make_html().replace('class="head"', 'class="top"'), 'no headlines at //h1[@class="head"]'),
        (make_html(f"<p>{STORY_TEXT[0]}</p>"), "a story of 99 characters, where 200 to 5,000 are usual"),
        (
            make_html(f"<p>{STORY_TEXT[0]}</p>" * 60),
            "a story of 5,940 characters, where 200 to 5,000 are usual",
        ),
    ],
)
def test_a_page_that_does_not_fit_is_read_the_general_way_and_says_so(html: str, why: str) -> None:
    result = extract(html, PAGE, rules())
    plain = extract(html, PAGE, Rules((), (), {}, sources=(replace(SOURCE, templates=()),)))
    assert isinstance(plain, Extracted)
    assert isinstance(result, Extracted)
    assert result == replace(plain, unfit=result.unfit)
    assert why in (result.unfit or "")


def test_an_article_says_why_no_template_fitted() -> None:
    (article,) = clean_page(replace(PAGE, body=make_html(container="tale").encode()), rules())
    assert isinstance(article, Article)
    assert article.unfit == 'no elements at //div[@id="text"]'
    assert "unfit" not in article.to_dict()


def test_the_second_template_takes_what_the_first_does_not_fit() -> None:
    other = replace(TEMPLATE, body='//div[@id="tale"]')
    assert cut(make_html(container="tale"), rules(TEMPLATE, other)).by == "template 2"


def test_a_page_without_a_story_is_not_forced_into_a_template() -> None:
    kind = '<meta property="og:type" content="video.other">'
    short = f"<p>{STORY_TEXT[0]} {STORY_TEXT[1]} {STORY_TEXT[2]}</p>"
    assert isinstance(extract(make_html(short, head=kind), PAGE, rules()), Rejected)


def test_paths_that_a_person_wrote_take_out_of_the_body_too() -> None:
    html = make_html(
        f"{''.join(f'<p>{one}</p>' for one in STORY_TEXT)}<p class='own'>Never story at all.</p>"
    )
    assert story_of(cut(html, rules(strip=("//p[@class='own']",)))) == STORY_TEXT


def test_a_path_that_gives_no_elements_is_harmless() -> None:
    odd = replace(TEMPLATE, body="string(//h1)", strip=("count(.//p)",))
    assert cut(make_html(), rules(odd)).unfit == "no elements at string(//h1)"
    assert cut(make_html(), rules(replace(TEMPLATE, strip=("count(.//p)",), lines=()))).by == "template 1"


def test_what_stands_between_headline_and_body_is_in_the_article_where_the_template_says_so() -> None:
    html = make_html().replace(
        "<figure>", "<ul class='points'><li>Lorries cross again.</li></ul><p>Listen</p><figure>"
    )
    assert story_of(cut(html)) == STORY_TEXT
    points = replace(TEMPLATE, beside=('//ul[@class="points"]',))
    assert story_of(cut(html, rules(points))) == ("Lorries cross again.", *STORY_TEXT)


def test_an_unnamed_headline_comes_from_what_the_page_declares() -> None:
    result = cut(make_html(), rules(replace(TEMPLATE, title=None)))
    assert (result.by, result.fields.title) == ("template 1", "Bridge opens in the hills")
