"""Which pages are no articles and why, which kinds are kept, and what must never be taken for a list."""

from __future__ import annotations

import json

import pytest

from cleaners.extract.page_kinds.address import read_address
from cleaners.extract.page_kinds.judge import SIGNS
from cleaners.extract.page_kinds.measures import NAMES
from cleaners.extract.page_kinds.score import PHRASES, load_model, read_model, weigh_page
from cleaners.model import PageKind, Reason, Rejected
from tests.cleaners.extract.test_page import PARAGRAPHS, SECOND, extract_page, menu, read, story

SITE = "https://www.hilltimes.test"
DARI = (
    "پل تازهٔ دریای کنر روز دوشنبه پس از سه سال کار به روی مردم باز شد و صدها نفر در آیین گشایش آن گرد آمدند.",
    "بازرگانان دو سوی دریا از زمانی که پل کهنه را سیل برد، چشم به راه این روز بودند و بار خود را با قایق می‌بردند.",
    "انجنیران می‌گویند که موترهای باربری تا چهل تن می‌توانند از پل بگذرند تا زمانی که خط دوم آن ساخته شود.",
)
PASHTO = (
    "د کونړ پر سیند نوی پله د دوشنبې په ورځ له درې کلن کار وروسته د خلکو پر مخ پرانیستل شو او ګڼو کسانو پکې ګډون وکړ.",
    "د سیند د دواړو غاړو سوداګرو له هغې ورځې راهیسې د دې پله تمه کوله چې زوړ پله سیلاب یوړ او مالونه به په کښتیو تلل.",
    "انجنیران وايي چې تر څلوېښتو ټنو پورې لارۍ کولای شي له پله تېرې شي تر هغه چې دویمه کرښه یې جوړه شي.",
)


def jsonld(**node: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def cards(count: int = 24, price: str = "") -> str:
    return "".join(
        f"<div class=card><a href=/goods/{n}><img src=/{n}.jpg><h3>Woollen blanket of the valley {n}</h3></a>"
        f"<p>{price}</p><button>Add to cart</button></div>"
        for n in range(count)
    )


def headlines(count: int = 12) -> str:
    return "".join(
        f"<li class=more><a href=/news/{n}>Another headline of the day, number {n}</a></li>"
        for n in range(count)
    )


def shop(words: str = "") -> str:
    filters = "".join(f"<label><input type=checkbox>Colour {n}</label>" for n in range(20))
    return f"{menu()}<h1>Blankets</h1><p>Sort by</p><p>24 products</p>{filters}{cards(price='$45.00')}{words}"


SEARCH = f"{menu()}<h1>Bridge</h1><ul>{headlines(8)}</ul><p>{PARAGRAPHS[0]}</p>"


@pytest.mark.parametrize(
    ("html", "url", "reason", "said"),
    [
        (shop(), f"{SITE}/collections/blankets", Reason.LISTING, ""),
        (shop(f"<p>{PARAGRAPHS[0]}</p>"), f"{SITE}/c/blankets", Reason.LISTING, "shop"),
        (SEARCH, f"{SITE}/?s=bridge", Reason.LISTING, "results of a search"),
        (
            jsonld(**{"@type": "CollectionPage"}) + menu() + f"<h1>Roads</h1>{story()}",
            f"{SITE}/roads",
            Reason.LISTING,
            "CollectionPage",
        ),
        (
            f"{menu()}<h1>Sign in</h1><form><p>Name <input name=n></p><p>Secret <input type=password></p></form>"
            "<p>New here? Make an account.</p>",
            f"{SITE}/account",
            Reason.LOGIN,
            "password",
        ),
        (
            f'{menu()}<meta property="og:type" content="video.other"><h1>Evening news</h1><p>{PARAGRAPHS[0]}</p>',
            f"{SITE}/watch/evening-news",
            Reason.MEDIA,
            "programme",
        ),
    ],
)
def test_pages_that_are_no_articles_are_refused_with_their_reason(
    html: str, url: str, reason: Reason, said: str
) -> None:
    rejected = extract_page(html, url=url)
    assert isinstance(rejected, Rejected), rejected
    assert (rejected.reason, said in (rejected.detail or "")) == (reason, True), rejected.detail


ITEMS = "".join(
    f"<h2>{n}. Village number {n}</h2><p>{PARAGRAPHS[n % 4]}</p><img src=/{n}.jpg>" for n in range(1, 12)
)
ANSWERS = "".join(f"<p><b>Question {n}: what comes next?</b></p><p>{PARAGRAPHS[n % 4]}</p>" for n in range(6))
DEAD = "".join(
    f"<p><b>Gul Rahman {n}</b>, {60 + n}, of Kunar, a teacher, died on Monday at home.</p>" for n in range(9)
)


@pytest.mark.parametrize(
    "html",
    [
        f"<h1>B</h1><p>{PARAGRAPHS[0]}</p>",
        f"{menu(40)}<h1>The new bridge is opened</h1>{story()}<ul>{headlines(40)}</ul>",
        f"{menu(40)}<h1>11 best villages for a winter walk</h1>{ITEMS}<ul>{headlines()}</ul>",
        f"{menu()}<h1>Questions and answers on the bridge</h1>{ANSWERS}",
        f"{menu()}<h1>Deaths in the valley this week</h1>{story(PARAGRAPHS[:1])}{DEAD}",
        f"{menu(40)}<h1>پل تازهٔ کنر باز شد</h1>{story(DARI)}<ul>{headlines(30)}</ul>",
        f"{menu(40)}<h1>د کونړ نوی پله پرانیستل شو</h1>{story(PASHTO)}<ul>{headlines(30)}</ul>",
        f"{menu(40)}<h1>Bridge opens over the Kunar</h1><time>20 November 2026</time><p>{PARAGRAPHS[0]}</p>"
        f"<ul>{headlines(30)}</ul>",
        f"{menu()}<h1>Price of flour doubles to Rs 9,000</h1>{story(SECOND)}{cards(4)}",
    ],
    ids=["bare", "related", "eleven-best", "questions", "obituaries", "dari", "pashto", "brief", "prices"],
)
@pytest.mark.parametrize("url", [f"{SITE}/news/the-new-bridge-is-opened", None])
def test_stories_of_every_shape_are_kept(html: str, url: str | None) -> None:
    assert read(html, url=url).fields.page_kind is PageKind.ARTICLE


ENTRIES = "".join(f"<h3>1{n}:4{n}</h3><p>{text}</p>" for n, text in enumerate(PARAGRAPHS * 2))


@pytest.mark.parametrize(
    ("head", "body", "url", "kind"),
    [
        (
            jsonld(**{"@type": "LiveBlogPosting", "headline": "Pass"}),
            story(),
            "/news/pass",
            PageKind.LIVE_BLOG,
        ),
        ("", ENTRIES, "/news/live/pass-closed-after-rain", PageKind.LIVE_BLOG),
        ("", ENTRIES, "/news/pass-closed-after-rain", PageKind.ARTICLE),
        ("", story(), "/news/live/pass-closed-after-rain", PageKind.ARTICLE),
        (
            jsonld(**{"@type": "NewsArticle", "headline": "Pass", "isAccessibleForFree": "False"}),
            story(),
            "/news/pass",
            PageKind.PAYWALLED,
        ),
        (
            jsonld(**{"@type": "NewsArticle", "headline": "Pass", "isAccessibleForFree": True}),
            story(),
            "/news/pass",
            PageKind.ARTICLE,
        ),
        ("", story() + "<div>Subscribe to continue reading</div>", "/news/pass", PageKind.PAYWALLED),
        ("", story() + "<div>برای ادامهٔ مطلب مشترک شوید</div>", "/news/pass", PageKind.PAYWALLED),
        (jsonld(**{"@type": "ImageGallery"}), story(PARAGRAPHS * 2), "/pictures/pass", PageKind.GALLERY),
        (jsonld(**{"@type": "VideoObject"}), story(PARAGRAPHS * 2), "/watch/pass", PageKind.VIDEO),
        (jsonld(**{"@type": "PodcastEpisode"}), story(PARAGRAPHS * 2), "/listen/pass", PageKind.AUDIO),
        (
            jsonld(**{"@type": "NewsArticle", "headline": "Pass"}) + jsonld(**{"@type": "VideoObject"}),
            story(),
            "/news/pass",
            PageKind.ARTICLE,
        ),
    ],
)
def test_a_kept_page_says_its_kind(head: str, body: str, url: str, kind: PageKind) -> None:
    page = read(f"{head}{menu()}<h1>The pass above Chitral is closed after rain</h1>{body}", url=SITE + url)
    assert page.fields.page_kind is kind


def test_the_model_names_what_weighed_most() -> None:
    measures = dict.fromkeys(NAMES, 0.0) | {
        "linked_alike": 40.0,
        "prices": 30.0,
        "shop_labels": 30.0,
        "pictures": 9.0,
    }
    said = weigh_page(tuple(measures.values()))
    assert said is not None
    assert 1 <= len(set(said.split(", ")) & set(PHRASES.values())) <= 3


def test_the_model_keeps_a_long_declared_story() -> None:
    measures = dict.fromkeys(NAMES, 0.0) | {
        "one_place": 4000.0, "longest_run": 4000.0, "headline_words": 9.0, "headline_taken_up": 1.0, "story_share": 0.6,
        "declares_article": 1.0, "declares_type": 2.0, "dated": 1.0, "address_words": 7.0,
    }  # fmt: skip
    assert weigh_page(tuple(measures.values())) is None


def test_every_measure_has_a_phrase_and_every_sign_is_a_measure() -> None:
    assert set(PHRASES) == set(NAMES)
    assert set(SIGNS) <= set(NAMES)
    weighed = [name for _, name in load_model().weigh((None,) * len(NAMES))]
    assert len(weighed) == len(set(weighed)), "one tree a measure"


def test_a_model_that_does_not_fit_its_code_says_what_to_do() -> None:
    with pytest.raises(ValueError, match=r"colour.*run `make model` again"):
        read_model(json.dumps({"base": 0.0, "limit": 1.0, "trees": [["colour", 1.0, 0.0, 1.0]]}))


@pytest.mark.parametrize(
    ("url", "words", "lists", "searches", "front"),
    [
        (f"{SITE}/", 0, False, False, True),
        (f"{SITE}/news/1048102/pine-nut-dealers-look-north", 5, False, False, False),
        (f"{SITE}/pine-nut-dealers/a-1048102", 3, False, False, False),
        (f"{SITE}/tag/roads", 1, True, False, False),
        (f"{SITE}/shop", 1, True, False, False),
        (f"{SITE}/how-to-shop-in-kabul.html", 5, False, False, False),
        (f"{SITE}/find?query=bridge&page=2", 1, False, True, False),
    ],
)
def test_addresses_tell_lists_from_stories(
    url: str, words: int, lists: bool, searches: bool, front: bool
) -> None:
    assert read_address(url) == (words, lists, searches, front)


@pytest.mark.parametrize("url", [None, "", "http://[::1", "https://www.hilltimes.test:port]/"])
def test_an_address_that_cannot_be_read_says_nothing(url: str | None) -> None:
    assert read_address(url) is None
