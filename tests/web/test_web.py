"""The demo web answers as real sites do, and says what must come out of it."""

import gzip
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from lxml import etree, html

from cleaners.model import Kind, Reason
from crawler.config import load_crawl_settings, load_rules, load_sources
from tests.web.content import load_sites, read_story
from tests.web.expected import ExpectedPage
from tests.web.markup import print_plain
from tests.web.render import quote_path
from tests.web.server import RunningWeb, start_web
from tests.web.write_seeds import write_seeds

REPOSITORY = Path(__file__).resolve().parents[2]
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ATOM = "{http://www.w3.org/2005/Atom}"
CORRECTED = "/news/1048210/new-scanners-halve-the-wait-for-trucks-at-torkham"
NEW_STORY = "/news/1048230/truckers-end-sit-in-at-ghulam-khan-after-toll-is-cut"


@dataclass(frozen=True)
class Answer:
    """One answer without redirects followed; header names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


def ask(url: str, **headers: str) -> Answer:
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc, timeout=20)
    try:
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET", path, headers=sent)
        answer = connection.getresponse()
        got = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(answer.status, got, answer.read())
    finally:
        connection.close()


@pytest.fixture(scope="module")
def web() -> Iterator[RunningWeb]:
    """The web on its first day, for tests that change nothing."""
    with start_web() as running:
        yield running


@pytest.fixture
def own_web() -> Iterator[RunningWeb]:
    """A web of the test's own, to advance."""
    with start_web() as running:
        yield running


def stories_of(web: RunningWeb, site: str) -> list[ExpectedPage]:
    return [page for page in web.expected() if page.site == site and page.articles]


def page_of(web: RunningWeb, site: str, ending: str) -> Answer:
    return ask(next(page.url for page in web.expected() if page.site == site and page.url.endswith(ending)))


def test_every_site_has_eight_to_fifteen_stories_on_each_day() -> None:
    for day in (1, 2):
        assert {site.id: 8 <= len(site.stories) <= 15 for site in load_sites(day)} == {
            "margalla": True,
            "pagdandi": True,
            "sepidar": True,
        }


def test_every_word_of_every_story_stands_on_its_page(web: RunningWeb) -> None:
    spoiled = str.maketrans({"\N{NO-BREAK SPACE}": " ", "\N{NON-BREAKING HYPHEN}": "-", "Â": " "})
    for site in load_sites(1):
        for story in site.stories:
            body = ask(web.sites[site.id] + quote_path(story.path)).body
            page = body.decode(story.printing.encoding, "replace")
            text = " ".join(html.fromstring(page).text_content().translate(spoiled).split())
            for piece in story.pieces:
                if piece.kind is not Kind.TABLE:
                    spaceless = print_plain(piece).replace(" “", "“")
                    assert spaceless in text.replace(" “", "“"), story.path


def test_stories_are_written_in_the_letters_of_their_language() -> None:
    letters = {"fa": "\N{ZERO WIDTH NON-JOINER}", "ps": "ښ", "ur": "ے", "en": "the"}
    for site in load_sites(2):
        for story in site.stories:
            text = " ".join(print_plain(piece) for piece in story.pieces)
            assert letters[story.language] in text, story.path


def test_defects_are_printed_and_not_expected(web: RunningWeb) -> None:
    page = page_of(web, "margalla", CORRECTED).body.decode()
    [article] = next(p.articles for p in web.expected() if p.url.endswith(CORRECTED))
    assert "KOTAL:Â Trucks" in page
    assert "nineteenÂ\nyears" in page
    assert page.count("HIGHLIGHT") == 1
    assert article.paragraphs[0].startswith("LANDI KOTAL: Trucks")
    assert not any("Â" in paragraph or "HIGHLIGHT" in paragraph for paragraph in article.paragraphs)


def test_a_story_is_loaded_under_another(web: RunningWeb) -> None:
    path = "clinic-train-brings-eye-surgeons-to-the-frontier"
    page = html.fromstring(page_of(web, "margalla", path).body)
    assert [h1.text for h1 in page.iter("h1")] == [
        article.title for article in next(p.articles for p in web.expected() if p.url.endswith(path))
    ]
    assert "Short Url" in page.text_content()


def test_broken_json_ld_is_broken_and_the_rest_is_not(web: RunningWeb) -> None:
    failures = []
    for page in stories_of(web, "margalla"):
        [script] = html.fromstring(ask(page.url).body).xpath("//script[@type='application/ld+json']")
        try:
            json.loads(script.text)
        except json.JSONDecodeError:
            failures.append(page.url.rsplit("/", 1)[-1])
    assert failures == ["vaccination-boats-reach-the-islands-of-the-indus"]


def test_legacy_pages_lie_about_their_encoding(web: RunningWeb) -> None:
    lies = {}
    for site in load_sites(1):
        for story in site.stories:
            if story.printing.encoding != story.printing.declared:
                answer = page_of(web, site.id, story.path)
                lies[story.path] = (answer.headers["content-type"], answer.body)
    assert len(lies) == 7
    kinds = [kind for kind, _ in lies.values()]
    assert kinds.count("text/html; charset=iso-8859-1") == 3
    assert kinds.count("text/html; charset=utf-8") == 2
    assert kinds.count("text/html") == 2
    utf16 = lies["/khabar.asp?id=5495"][1]
    assert utf16.startswith(b"<\0!\0")


def test_one_page_holds_two_torn_letters(web: RunningWeb) -> None:
    body = page_of(web, "pagdandi", "id=5491").body
    assert body.decode("utf-8", "replace").count("\N{REPLACEMENT CHARACTER}") == 2


def test_stories_in_windows_1256_need_no_other_letters() -> None:
    for site in load_sites(1):
        for story in site.stories:
            if story.printing.encoding == "cp1256" and story.path != "/khabar.asp?id=5486":
                "".join(print_plain(piece) for piece in story.pieces).encode("cp1256")


@pytest.mark.parametrize("site", ["margalla", "sepidar", "pagdandi"])
def test_unchanged_pages_answer_304(web: RunningWeb, site: str) -> None:
    url = stories_of(web, site)[0].url
    first = ask(url)
    conditions = {"etag": "If_None_Match", "last-modified": "If_Modified_Since"}
    sent = {conditions[name]: first.headers[name] for name in conditions if name in first.headers}
    again = ask(url, **sent)
    assert sent
    assert (again.status, again.body) == (304, b"")


def test_the_second_day_corrects_a_story_and_adds_new_ones(own_web: RunningWeb) -> None:
    before = page_of(own_web, "margalla", CORRECTED)
    known = {page.url for page in own_web.expected()}
    own_web.advance()
    after = ask(own_web.sites["margalla"] + CORRECTED, If_None_Match=before.headers["etag"])
    assert after.status == 200
    assert after.headers["etag"] != before.headers["etag"]
    assert b"about 340 trucks" in before.body
    assert b"about 430 trucks" in after.body
    new = {page.url for page in own_web.expected()} - known
    assert {urlsplit(url).path.split("/")[-2] for url in new} == {"1048230", "20121"}
    assert NEW_STORY.encode() in ask(own_web.sites["margalla"] + "/rss.xml").body
    with pytest.raises(ValueError, match="2 days"):
        own_web.advance()


def test_the_second_day_leaves_other_stories_alone(own_web: RunningWeb) -> None:
    url = next(page.url for page in stories_of(own_web, "margalla") if "chaman" in page.url)
    etag = ask(url).headers["etag"]
    own_web.advance()
    assert ask(url, If_None_Match=etag).status == 304


def test_feeds_carry_what_they_promise(web: RunningWeb) -> None:
    rss = etree.fromstring(ask(web.sites["margalla"] + "/rss.xml").body)
    dates = [item.text or "" for item in rss.iter("pubDate")]
    assert dates
    assert all(date.endswith(" PKT") for date in dates)
    atom = etree.fromstring(ask(web.sites["sepidar"] + "/atom.xml").body)
    full = [content.text or "" for content in atom.iter(f"{ATOM}content")]
    assert len(full) == len(stories_of(web, "sepidar"))
    assert all(text.count("<p>") >= 4 for text in full)
    legacy = ask(web.sites["pagdandi"] + "/rss.asp").body
    assert b'encoding="windows-1256"' in legacy
    assert "سیلاب" in "".join(html.fromstring(legacy.decode("cp1256").split("?>", 1)[1]).itertext()).replace(
        "ي", "ی"
    )


def test_news_sitemaps_carry_every_news_tag(web: RunningWeb) -> None:
    sitemap = etree.fromstring(ask(web.sites["margalla"] + "/sitemap.xml").body)
    for news in sitemap.iter(f"{NEWS}news"):
        tags = {
            element.tag.removeprefix(NEWS) for element in news.iter() if element.text and element.text.strip()
        }
        assert tags >= {"name", "language", "publication_date", "title"}
    index = etree.fromstring(ask(web.sites["sepidar"] + "/sitemap.xml").body)
    parts = [loc.text or "" for loc in index.iter(f"{SITEMAP}loc")]
    assert len(parts) == 3
    urls = []
    for part in parts:
        body = ask(part).body
        tree = etree.fromstring(gzip.decompress(body) if part.endswith(".gz") else body)
        urls += [loc.text for loc in tree.iter(f"{SITEMAP}loc")]
    assert {page.url for page in stories_of(web, "sepidar")} <= set(urls)


def test_traps_answer_as_such(web: RunningWeb) -> None:
    assert page_of(web, "margalla", "bazaar-fire-inquiry-opens-in-mardan").status == 404
    moved = page_of(web, "margalla", "/pine-nut-dealers-look-north")
    assert moved.status == 301
    assert ask(moved.headers["location"]).status == 200
    loop = next(page.url for page in web.expected() if page.reason == "redirect_loop")
    there = ask(loop).headers["location"]
    assert ask(there).headers["location"] == loop
    private = next(p.url for p in web.expected() if p.reason == "forbidden" and "20088" in p.url)
    assert urlsplit(ask(private).headers["location"]).hostname == "127.0.0.2"
    assert page_of(web, "pagdandi", "id=5470").status == 200
    assert page_of(web, "pagdandi", "id=5466").status == 200
    assert b"Disallow: /drafts/" in ask(web.sites["margalla"] + "/robots.txt").body
    assert b"Crawl-delay: 0.3" in ask(web.sites["pagdandi"] + "/robots.txt").body


def test_the_slow_page_is_slow(web: RunningWeb) -> None:
    with ThreadPoolExecutor(1) as other:
        slow = other.submit(page_of, web, "pagdandi", "id=5482")
        for _ in range(3):
            assert page_of(web, "pagdandi", "id=5470").status == 200
        assert not slow.done()
        assert slow.result().status == 200


def test_requests_are_seen_with_time_host_and_headers(own_web: RunningWeb) -> None:
    url = stories_of(own_web, "margalla")[0].url
    ask(url + "?utm_source=rss", User_Agent="tester")
    [seen] = own_web.requests
    assert (seen.host, seen.status, seen.headers["user-agent"]) == (urlsplit(url).netloc, 200, "tester")
    assert seen.path.endswith("utm_source=rss")


def test_reasons_are_those_of_the_model(web: RunningWeb) -> None:
    reasons = {page.reason for page in web.expected() if page.reason}
    assert reasons <= {str(reason) for reason in Reason}
    assert len(reasons) == 7


def test_the_configuration_loads(web: RunningWeb, tmp_path: Path) -> None:
    folder = web.write_config(tmp_path)
    sources = load_sources(folder)
    assert [source.id for source in sources] == sorted(web.sites)
    assert all(source.owns(page.url) for source in sources for page in stories_of(web, source.id))
    assert load_crawl_settings(folder).allow_hosts == ("127.0.0.1",)
    assert {rules.id for rules in load_rules(folder).sources} == set(web.sites)
    for source in sources:
        assert all(ask(url).status == 200 for url in (*source.feeds, *source.sitemaps, *source.sections))


def test_stopping_frees_the_ports() -> None:
    with start_web() as web:
        url = web.sites["margalla"] + "/"
        assert ask(url).status == 200
    with pytest.raises(ConnectionRefusedError):
        ask(url)
    web.stop()


def test_a_correction_that_names_other_text_is_refused() -> None:
    source = """+++
path = "/a"
title = "A"
published = 2026-11-20T09:15:00+05:00
section = "Region"
language = "en"
[update]
replace = [["thirty goats", "forty goats"]]
+++
The market sold thirty sheep.
"""
    with pytest.raises(ValueError, match="lacks: 'thirty goats'"):
        read_story(source, 2)


def test_seeds_made_from_the_web_are_up_to_date(tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "tests/golden/seeds").mkdir(parents=True)
    write_seeds(tmp_path)
    for path in (p for p in tmp_path.rglob("*") if p.is_file()):
        kept = (REPOSITORY / path.relative_to(tmp_path)).read_bytes()
        made = path.read_bytes()
        if path.suffix == ".gz":
            # Another version of zlib packs the same content in other bytes.
            kept, made = gzip.decompress(kept), gzip.decompress(made)
        assert kept == made, f"{path.name}: run `python -m tests.web.write_seeds` and review the difference"
