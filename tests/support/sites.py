"""Invented news sites whose pages are made by the dozen: three designs, and the redesign of one of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

_WORDS = {
    "en": "river bridge teachers valley council harvest engineers winter road market villages repairs water officials "
    "students snow traders district hospital month lorries farmers families election plan bazaar mountain".split(),
    "ur": "دریا پل اساتذہ وادی کونسل فصل انجینئر سردی سڑک بازار گاؤں مرمت پانی حکام طلبہ برف تاجر ضلع ہسپتال مہینہ ٹرک "
    "کسان خاندان انتخاب منصوبہ پہاڑ".split(),
    "ps": "سیند پل ښوونکي دره شورا حاصل انجنیران ژمی سړک بازار کلي ترمیم اوبه چارواکي زده‌کوونکي واوره سوداګر ولسوالۍ "
    "روغتون میاشت لارۍ بزګران کورنۍ ټاکنې غر".split(),
}
_STOPS = {"en": ".", "ur": "۔", "ps": "."}
AUTHORS = ("Zarmina Gul", "Farid Barak", "Sana Khattak", "Omar Wardak")


@dataclass(frozen=True, slots=True)
class Piece:
    """One story as its author wrote it, and the page that prints it."""

    url: str
    title: str
    paragraphs: tuple[str, ...]
    html: str


def write(language: str, seed: str, words: int) -> str:
    """A sentence of nothing in particular."""
    chance = Random(seed)  # noqa: S311 - the same text in every run
    text = " ".join(chance.choice(_WORDS[language]) for _ in range(words))
    return f"{text[0].upper()}{text[1:]}{_STOPS[language]}"


def make_pieces(site: str, language: str, print_page: Callable[..., str], numbers: range) -> list[Piece]:
    """Stories of one site with these numbers, each with five to nine paragraphs, printed by one design."""
    pieces = []
    for n in numbers:
        title = write(language, f"{site} title {n}", 7).rstrip(".۔")
        paragraphs = tuple(write(language, f"{site} {n} {at}", 24 + at) for at in range(5 + n % 5))
        teasers = [write(language, f"{site} title {other}", 7).rstrip(".۔") for other in range(n + 1, n + 6)]
        url = f"https://{site}.example/2026/11/{n % 28 + 1:02}/{n}"
        html = print_page(n, title, paragraphs, teasers)
        pieces.append(Piece(url, title, paragraphs, html))
    return pieces


def print_hills(n: int, title: str, paragraphs: tuple[str, ...], teasers: list[str]) -> str:
    """Everything is marked: JSON-LD, `time`, named classes; related stories, a share bar and a promise inside the body."""
    author, day = AUTHORS[n % 4], f"2026-11-{n % 28 + 1:02}"
    data = {
        "@type": "NewsArticle",
        "headline": title,
        "datePublished": f"{day}T08:30:00+05:00",
        "author": {"name": author},
    }
    related = "".join(f"<li><a href='/{at}'>{teaser}</a></li>" for at, teaser in enumerate(teasers[:3]))
    text = [f"<p>{paragraph}</p>" for paragraph in paragraphs]
    text.insert(2, f"<div class='inset-box box-{n}'><h4>From the archive</h4><ul>{related}</ul></div>")
    return f"""<!doctype html><html lang="en"><head><title>{title} - Hills Post</title>
<script type="application/ld+json">{json.dumps(data)}</script></head><body class="story-{n}">
<header class="masthead"><a href="/">Hills Post</a><nav><a href="/n">News</a><a href="/s">Sport</a></nav></header>
<div class="wrap"><main class="column wide"><h1 class="headline">{title}</h1>
<div class="meta"><span class="author-name">By {author}</span> <time datetime="{day}T08:30:00+05:00">{day}</time></div>
<figure><img src="/i/{n}.jpg" width="800"><figcaption>The valley in picture {n}, taken from the east.</figcaption></figure>
<div class="story-text fs-{n % 3}"><div class="share-bar"><a>Share</a><a>Print</a></div>{"".join(text)}
<p>Hills Post is read in every valley of the country by people who like maps.</p></div></main>
<aside><h3>Most read</h3>{"".join(f"<p><a href='/t{at}'>{t}</a></p>" for at, t in enumerate(teasers))}</aside></div>
<footer>Hills Post prints the news of the hills. All rights reserved.</footer></body></html>"""


def print_hills_anew(n: int, title: str, paragraphs: tuple[str, ...], teasers: list[str]) -> str:
    """The same site after its redesign: other containers, other names."""
    text = "".join(f"<p class='para'>{paragraph}</p>" for paragraph in paragraphs)
    return f"""<!doctype html><html lang="en"><head><title>{title} | Hills Post</title>
<meta property="article:published_time" content="2026-11-{n % 28 + 1:02}T08:30:00+05:00"></head><body>
<header><a href="/">Hills Post</a></header><article class="post"><h1>{title}</h1>
<section class="copy">{text}</section></article>
<section class="rail">{"".join(f"<p><a href='/t{at}'>{t}</a></p>" for at, t in enumerate(teasers))}</section></body></html>"""


def print_doab(n: int, title: str, paragraphs: tuple[str, ...], teasers: list[str]) -> str:
    """Urdu in old markup: ids, tables and line breaks, nothing declared but the title."""
    text = "<br><br>".join(paragraphs)
    links = "".join(f"<tr><td><a href='/u{at}'>{teaser}</a></td></tr>" for at, teaser in enumerate(teasers))
    return f"""<html lang="ur" dir="rtl"><head><title>{title}</title></head><body>
<div id="top"><a href="/">دوآب</a> | <a href="/sport">کھیل</a></div>
<table><tr><td id="center"><h1 id="heading">{title}</h1><div id="posted">{n % 28 + 1} نومبر 2026</div>
<div id="detail">{text}<div id="advert">یہاں اشتہار دیں، فون نمبر نیچے ہے</div></div></td>
<td id="left"><table>{links}</table></td></tr></table><div id="bottom">جملہ حقوق محفوظ ہیں</div></body></html>"""


def print_wakhan(n: int, title: str, paragraphs: tuple[str, ...], teasers: list[str]) -> str:
    """Pashto in two designs: every third page is an opinion, with its own container."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    links = "".join(f"<li><a href='/p{at}'>{teaser}</a></li>" for at, teaser in enumerate(teasers))
    lead, place = ("view", "solo") if n % 3 == 0 else ("report", "grid")
    return f"""<html lang="ps" dir="rtl"><head><title>{title}</title>
<meta property="article:published_time" content="2026-11-{n % 28 + 1:02}T06:00:00+04:30"></head><body>
<div class="bar"><a href="/">واخان</a><a href="/w">نړۍ</a></div><div class="{place}"><div class="{lead}-page">
<h1 class="{lead}-title">{title}</h1><div class="{lead}-body">{text}</div></div><ul class="rail-list">{links}</ul></div>
</body></html>"""
