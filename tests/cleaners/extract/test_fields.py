"""What is known besides the story, by weight of evidence."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from cleaners.addresses import check_canonical, resolve_address
from cleaners.article.gather import gather_fields
from cleaners.extract import extract
from cleaners.extract.dates import read_url_date
from cleaners.extract.jsonld import MAX_DEPTH, find_article, read_jsonld
from cleaners.extract.titles import choose_title
from cleaners.model import Block, Extracted, Fields, Hints, Media, Page, Rules, SourceRules

STORY = "".join(
    f"<p>{text}</p>"
    for text in (
        "The new bridge over the Kunar river was opened on Monday after three years of work, the office said.",
        "Traders from both banks had waited for it since the old one was washed away two springs ago.",
        "Engineers said that lorries of up to forty tons may cross until the second lane is finished.",
    )
)
SOURCE = SourceRules("hills", timezone="Asia/Kabul", agencies=("Hill Service",), site_names=("Hill Times",))
RULES = Rules((), (), {}, sources=(SOURCE,))


def fields(
    head: str = "", body: str = "", url: str = "https://hilltimes.test/news/bridge", html: str = ""
) -> Fields:
    page = Page(b"", Media.HTML, url=url, source="hills", fetched_at=datetime(2026, 11, 21, tzinfo=UTC))
    document = (
        html
        or f"<html><head>{head}</head><body>{body or '<h1>Bridge opens in Kunar</h1>'}{STORY}</body></html>"
    )
    result = extract(document, page, RULES)
    assert isinstance(result, Extracted), result
    return result.fields


def jsonld(**article: object) -> str:
    node = {"@context": "https://schema.org", "@type": "NewsArticle"} | article
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def stamps(published: str, modified: str) -> str:
    return jsonld(datePublished=published, dateModified=modified)


DAY = "<h1>B</h1><p>1 November 2026</p>"


def meta(**contents: str) -> str:
    return "".join(
        f'<meta property="{name.replace("__", ":")}" content="{text}">' for name, text in contents.items()
    )


@pytest.mark.parametrize(
    ("head", "body", "url", "published", "origin"),
    [
        (jsonld(datePublished="2026-11-01T08:00+04:30") + meta(date="2026-11-02"), "", "", "2026-11-01T08:00:00+04:30", "jsonld"),
        (meta(article__published_time="2026-11-02T10:00:00Z"), "", "", "2026-11-02T10:00:00+00:00", "meta"),
        (meta(date="2026-11-02 10:00"), "", "", "2026-11-02T10:00:00+04:30", "meta"),
        ("", "<h1>Bridge</h1><time datetime='2026-11-03'>Tuesday</time>", "", "2026-11-03", "time"),
        ("", "<h1>Bridge</h1>", "https://hilltimes.test/2026/11/04/bridge", "2026-11-04", "url"),
        ("", "<h1>Bridge</h1><p>Published: 5 November 2026</p>", "", "2026-11-05", "text"),
        ("", "<h1>Bridge</h1><p>۱۴ عقرب ۱۴۰۵</p>", "", "2026-11-05", "text"),
        ("", "<h1>Bridge</h1><p>Nov 6, 2026 · Sara Gul for the hills desk</p>", "", "2026-11-06", "text"),
        (meta(date="not a date"), "<h1>Bridge</h1>", "", None, None),
        (meta(date="2031-01-01"), "<h1>Bridge</h1>", "", None, None),
        ("", "<h1>Bridge</h1><aside><time datetime='2026-11-03'>x</time></aside><p>x</p>", "", "2026-11-03", "time"),
        ("", "<div class=related><time datetime='2026-11-03'>x</time></div><h1>Bridge</h1>", "", None, None),
    ],
)  # fmt: skip
def test_the_first_evidence_of_a_date_wins(
    head: str, body: str, url: str, published: str | None, origin: str | None
) -> None:
    found = fields(head, body, url or "https://hilltimes.test/news/bridge")
    assert (found.published, found.published_from) == (published, origin)


def test_the_same_moment_in_local_time_is_the_better_wording() -> None:
    local = "<h1>Bridge</h1><time datetime='2026-11-02T00:30:00+04:30'>x</time>"
    found = fields(jsonld(datePublished="2026-11-01T20:00:00Z"), local)
    assert (found.published, found.published_from) == ("2026-11-02T00:30:00+04:30", "jsonld")


def test_the_hour_of_the_same_day_is_the_better_wording() -> None:
    found = fields(
        jsonld(datePublished="2026-11-01") + meta(article__published_time="2026-11-01T09:00+05:00")
    )
    assert (found.published, found.published_from) == ("2026-11-01T09:00:00+05:00", "meta")


def test_modified_is_told_apart() -> None:
    assert fields(jsonld(dateModified="2026-11-07")).modified == "2026-11-07"
    changed = fields(body="<h1>Bridge</h1><time class=updated datetime='2026-11-08'>x</time>")
    assert (changed.published, changed.modified) == (None, "2026-11-08")


@pytest.mark.parametrize(
    ("url", "date"),
    [
        ("https://a.test/2026/11/20/bridge", "2026-11-20"),
        ("https://a.test/news/2026-11-20-bridge", "2026-11-20"),
        ("https://a.test/a/20261120-bridge", "2026-11-20"),
        ("https://a.test/a/202611200123", None),
        ("https://a.test/2026/13/20/bridge", None),
        ("https://a.test/2026/11/20/2026/11/21", None),
        ("https://a.test/?date=2026-11-20", None),
        (None, None),
    ],
)
def test_dates_in_addresses(url: str | None, date: str | None) -> None:
    assert read_url_date(url) == date


@pytest.mark.parametrize(
    ("headings", "declared", "title"),
    [
        (["Bridge opens in Kunar"], ["Bridge opens in Kunar | Hill Times"], "Bridge opens in Kunar"),
        (["Hill Times", "Bridge opens in Kunar"], ["Bridge opens in Kunar - News - Hill Times"], "Bridge opens in Kunar"),
        (["Latest news"], ["Bridge opens in Kunar - Hill Times"], "Bridge opens in Kunar"),
        (["Kunar's new bridge opens at last"], ["New bridge opens in Kunar"], "Kunar's new bridge opens at last"),
        ([], ["Bridge opens in Kunar | Other Paper"], "Bridge opens in Kunar"),
        ([], ["Bridge | Road"], "Bridge | Road"),
        (["Bridge opens"], [], "Bridge opens"),
        (["Hill Times"], ["Hill Times"], None),
        ([], [], None),
    ],
)  # fmt: skip
def test_titles(headings: list[str], declared: list[str], title: str | None) -> None:
    assert choose_title(headings, declared, ["Hill Times"]) == title


def test_a_page_without_headings_opens_with_its_title() -> None:
    html = f"<title>News from the valley</title><table><tr><td><b>Bridge opens in Kunar</b><p>{STORY}</td></tr></table>"
    assert fields(html=html).title == "Bridge opens in Kunar"


@pytest.mark.parametrize(
    ("head", "body", "authors", "agency"),
    [
        (jsonld(author={"@type": "Person", "name": "Sara Gul"}), "", ("Sara Gul",), None),
        (jsonld(author=[{"name": "Sara Gul"}, "Ahmad Khan"]), "", ("Sara Gul", "Ahmad Khan"), None),
        (jsonld(author={"@type": "Organization", "name": "AFP"}), "", (), "AFP"),
        (jsonld(author={"name": "Hill Times"}), "", (), None),
        (jsonld(author={"name": "Hill Service"}), "", (), "Hill Service"),
        (meta(author="By Sara Gul"), "", ("Sara Gul",), None),
        (meta(article__author="https://social.test/sara"), "", (), None),
        ("", "<h1>B</h1><a rel=author href=/s>Sara Gul</a>", ("Sara Gul",), None),
        ("", "<h1>B</h1><div class=byline><span>By</span> <span>Sara Gul</span></div>", ("Sara Gul",), None),
        ("", "<h1>B</h1><p>By Sara Gul and Ahmad Khan</p>", ("Sara Gul", "Ahmad Khan"), None),
        ("", "<h1>B</h1><p>نویسنده: سارا گل</p>", ("سارا گل",), None),
        ("", "<h1>B</h1><button>AA</button>", (), None),
        ("", "<div class=comments><span class=author>Sara Gul</span></div><h1>B</h1>", (), None),
    ],
)
def test_persons_are_authors_and_desks_agencies(
    head: str, body: str, authors: tuple[str, ...], agency: str | None
) -> None:
    found = fields(head, body)
    assert (found.authors, found.agency) == (authors, agency)


@pytest.mark.parametrize(
    ("html", "language"),
    [
        ("<html lang='en-US'>", ("en", None)),
        ("<html lang='fa-AF'>", ("fa", "AF")),
        ("<html lang='prs'>", ("fa", "AF")),
        ("<html lang='fa-IR'>", ("fa", None)),
        ("<html lang='ur-Arab-PK'>", ("ur", None)),
        ("<html lang='pus'>", ("ps", None)),
        ("<html><head><meta property='og:locale' content='ps_AF'></head>", ("ps", None)),
        ("<html><head><meta http-equiv='content-language' content='ur'></head>", ("ur", None)),
        (f"<html><head>{jsonld(inLanguage='en')}</head>", ("en", None)),
        ("<html lang='x'>", (None, None)),
    ],
)
def test_the_claimed_language(html: str, language: tuple[str | None, str | None]) -> None:
    found = fields(html=f"{html}<body><h1>Bridge</h1>{STORY}</body></html>")
    assert (found.language, found.language_region) == language


def test_section_tags_and_images() -> None:
    found = fields(
        jsonld(articleSection=["World", "Roads"], image={"@type": "ImageObject", "url": "/bridge.jpg"})
        + meta(article__tag="Kunar", keywords="Kunar, bridges، پل"),
        "<h1>Bridge</h1><img src=/road.jpg><img src=/dot.gif width=1><img src='data:,'><img data-src='javascript:x'>",
    )
    assert (found.section, found.tags) == ("World", ("Kunar", "bridges", "پل"))
    assert found.images == ("https://hilltimes.test/bridge.jpg", "https://hilltimes.test/road.jpg")


@pytest.mark.parametrize(
    ("canonical", "url", "checked"),
    [
        ("https://www.a.test/b?utm_source=x&id=3#top", "https://a.test/b?id=3", "https://www.a.test/b?id=3"),
        ("/b", "https://a.test/c", "https://a.test/b"),
        ("https://other.test/b", "https://a.test/b", None),
        ("https://a.test/", "https://a.test/b", None),
        ("javascript:alert(1)", "https://a.test/b", None),
        ("file:///etc/passwd", "https://a.test/b", None),
        ("http://[::1", "https://a.test/b", None),
        ("https://user:pass@a.test/b", "https://a.test/b", None),
        ("http://127.0.0.1:8000/b", "http://127.0.0.1:8000/c", "http://127.0.0.1:8000/b"),
        ("https://a.test/b", None, "https://a.test/b"),
        (None, "https://a.test/b", None),
    ],
)
def test_canonical_addresses_are_checked(canonical: str | None, url: str | None, checked: str | None) -> None:
    assert check_canonical(resolve_address(canonical, url), url) == checked


@pytest.mark.parametrize(
    "script",
    [
        '{"@type": "NewsArticle", "headline": "Bridge"}',
        '{"@type": "NewsArticle", "headline": "Bridge",}',
        '{"@type": "NewsArticle", "headline": "Bridge", "body": "one\ntwo\there"}',
        '{"@type": "NewsArticle", "headline": "Bridge", "body": "it\\\'s"}',
        '<!-- {"@type": "NewsArticle", "headline": "Bridge"} -->',
        '//<![CDATA[\n{"@type": "NewsArticle", "headline": "Bridge"}\n//]]>',
        '/* <![CDATA[ */ {"@type": "NewsArticle", "headline": "Bridge"}; /* ]]> */',
        '[{"@type": "Organization", "name": "x"}, {"@type": "http://schema.org/NewsArticle", "headline": "Bridge"}]',
        '{"@graph": [{"@type": "WebPage"}, {"@type": ["Article"], "headline": "Bridge"}]}',
        '{"@type": "WebPage", "mainEntity": {"@type": "Report", "headline": "Bridge"}}',
        '{"@type": "Organization"}{"@type": "Article", "headline": "Bridge"}',
        '{"@type": "Article"}</script><script type="application/ld+json">{"@type": "Article", "headline": "Bridge"}',
    ],
)
def test_broken_jsonld_is_read(script: str) -> None:
    scripts = script.split('</script><script type="application/ld+json">')
    assert find_article(read_jsonld(scripts)).get("headline") == "Bridge"


@pytest.mark.parametrize(
    "script", ["", "{", "null", "3", '"x"', "[" * 100_000, '{"@type": {}}', '{"@type": [3]}']
)
def test_hopeless_jsonld_gives_nothing(script: str) -> None:
    assert find_article(read_jsonld([script])) == {}


def test_jsonld_is_read_to_a_limited_depth() -> None:
    nested = '{"@graph": ' * (MAX_DEPTH + 2) + '{"@type": "Article", "headline": "x"}' + "}" * (MAX_DEPTH + 2)
    assert read_jsonld([nested]) == []


@pytest.mark.parametrize(
    ("head", "body", "authors", "agency"),
    [
        (jsonld(author={"@type": "Organization", "name": "Valley Press"}), "", (), "Valley Press"),
        (jsonld(author={"name": "sara gul"}), "", ("sara gul",), None),
        (jsonld(author={"name": "sgul2"}), "", (), None),
        (jsonld(author={"name": "NOC Admin"}), "", (), None),
        (jsonld(author={"name": '"Sara Gul"'}), "", ("Sara Gul",), None),
        (meta(twitter__label1="Written by", twitter__data1="Sara Gul"), "", ("Sara Gul",), None),
        (meta(twitter__label1="Reading time", twitter__data1="Six minutes"), "", (), None),
        ("", "<h1>B</h1><p><a href=/author/sara-gul>Sara Gul</a></p>", ("Sara Gul",), None),
        ("", "<h1>B</h1><p class=author-name>Sara Gul</p><p class=author-role>Chief</p>", ("Sara Gul",), None),
        ("", "<h1>B</h1><b class=author-name>Sara Gul</b> <b class=author-name>Ahmad Khan</b>", ("Sara Gul", "Ahmad Khan"), None),
        ("", "<h1>B</h1><div class=author><span>SG</span><span>Sara Gul</span><span>More</span></div>", ("Sara Gul",), None),
        ("", "<h1>B</h1><p>By</p><p>Sara Gul</p>", ("Sara Gul",), None),
        ("", "<h1>B</h1><p>By Sara Gul, Senior Editor | Updated 3 November 2026</p>", ("Sara Gul",), None),
        ("", "<h1>B</h1><p>Reviewed by <a class=author-name>Ahmad Khan</a></p>", (), None),
        ("", "<h1>B</h1><figure><span class=author-name>Ahmad Khan</span></figure>", (), None),
        (jsonld(author={"name": "Ahmad Khan"}), "<h1>B</h1><p>By Sara Gul</p>", ("Sara Gul",), None),
        (jsonld(author=["Ahmad Khan", "Sara Gul"]), "<h1>B</h1><p>By Sara Gul</p>", ("Ahmad Khan", "Sara Gul"), None),
        (jsonld(author={"name": "Ahmad Khan"}), "<h1>B</h1><p>Edited by Sara Gul</p>", ("Ahmad Khan",), None),
    ],
)  # fmt: skip
def test_marked_and_printed_authors(
    head: str, body: str, authors: tuple[str, ...], agency: str | None
) -> None:
    found = fields(head, body)
    assert (found.authors, found.agency) == (authors, agency)


def test_links_inside_the_story_name_no_author() -> None:
    mention = "<p>The work was watched by <a href=/profile/ahmad>Ahmad Khan</a>, who owns two lorries and a boat.</p>"
    first, rest = STORY.split("</p>", 1)
    html = f"<body><h1>Bridge opens in Kunar</h1>{first}</p>{mention}{rest}</body>"
    assert fields(html=html).authors == ()


def test_a_region_around_the_whole_story_hides_no_byline() -> None:
    head = "<h1>Bridge opens in Kunar</h1><p>By Sara Gul</p><p>3 November 2026</p>"
    html = f"<body><div class=navbar-page>{head}{STORY}</div></body>"
    found = fields(html=html)
    assert (found.authors, found.published) == (("Sara Gul",), "2026-11-03")


@pytest.mark.parametrize(
    ("head", "body", "published", "modified", "origin"),
    [
        (stamps("2026-11-10", "2026-11-10"), DAY, "2026-11-01", "2026-11-10", "text"),
        (stamps("2026-11-10", "2026-11-12"), DAY, "2026-11-10", "2026-11-12", "jsonld"),
        (stamps("2026-11-02", "2026-11-02"), DAY, "2026-11-02", "2026-11-02", "jsonld"),
        (jsonld(**{"@type": "WebPage", "datePublished": "2026-11-03"}), "", "2026-11-03", None, "jsonld"),
        ("", "<h1>B</h1><p class=post-date>Nov 3, 2026 <span>x</span></p>", "2026-11-03", None, "text"),
        ("", "<h1>B</h1><p>Posted on November 3, 2026November 5, 2026</p>", "2026-11-03", "2026-11-05", "text"),
        ("", "<h1>B</h1><p>Published on Nov 3, 2026 Updated on Nov 5, 2026</p>", "2026-11-03", "2026-11-05", "text"),
        ("", "<h1>B</h1><p>Last updated</p><p>Nov 5, 2026</p>", None, "2026-11-05", None),
        ("", "<h1>B</h1><p>Many saw the bridge opened by the governor on November 3, 2026.</p>", None, None, None),
    ],
)  # fmt: skip
def test_printed_dates(
    head: str, body: str, published: str | None, modified: str | None, origin: str | None
) -> None:
    found = fields(head, body)
    assert (found.published, found.modified, found.published_from) == (published, modified, origin)


def test_a_page_that_tells_only_its_last_change_is_dated_by_it() -> None:
    block = (Block("The bridge over the river was opened after three years of work."),)
    page = gather_fields(block, (block[0].text,), Fields(modified="2026-11-05"), Hints(), None, ())
    assert (page.published, page.published_from) == ("2026-11-05", "modified")
    told = gather_fields(
        block, (block[0].text,), Fields(modified="2026-11-05"), Hints(published="2026-11-01"), None, ()
    )
    assert told.published == "2026-11-01"


@pytest.mark.parametrize(
    ("script", "headline"),
    [
        ('{"@type": "NewsArticle", "headline": "He said "no" again", "datePublished": "2026-11-03"}', 'He said "no" again'),
        ('/* made here */ {"@type": "NewsArticle", "headline": "Bridge",}', "Bridge"),
        ('// made here\n{"@type": "NewsArticle", "headline": "Bridge"}', "Bridge"),
        ('{"@type": "NewsArticle" "headline": broken', None),
    ],
)  # fmt: skip
def test_broken_jsonld(script: str, headline: str | None) -> None:
    assert find_article(read_jsonld([script])).get("headline") == headline


def test_references_in_jsonld_are_followed() -> None:
    graph = {
        "@graph": [
            {"@type": "NewsArticle", "headline": "Bridge", "author": {"@id": "#sara"}},
            {"@type": "Person", "@id": "#sara", "name": "Sara Gul"},
        ]
    }
    assert fields(f'<script type="application/ld+json">{json.dumps(graph)}</script>').authors == ("Sara Gul",)


@pytest.mark.parametrize(
    ("main", "declared", "title"),
    [
        (["New bridge at last joins Kunar's banks"], ["Valley roads: what to know"], "New bridge at last joins Kunar's banks"),
        (["Valley"], ["Roads: what to know"], "Roads: what to know"),
        (["New bridge at last opens", "A second long heading here"], ["Roads: what to know"], "Roads: what to know"),
        (["Bridge opens in Kunar | Opinion"], ["Bridge opens in Kunar | Opinion"], "Bridge opens in Kunar"),
        (["Nov 3 2026 Bridge opens in Kunar"], ["Bridge opens in Kunar"], "Bridge opens in Kunar"),
        (["Roads"], ["Roads | Ministry of Public Works of the Province"], "Roads"),
    ],
)  # fmt: skip
def test_titles_by_the_main_heading(main: list[str], declared: list[str], title: str) -> None:
    assert choose_title(main, declared, [], main) == title
