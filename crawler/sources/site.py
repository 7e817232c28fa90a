"""Reads what a site says of itself: its front page and its robots.txt."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from lxml import etree, html
from protego import Protego

from cleaners.addresses import resolve_page
from cleaners.decoding import decode
from cleaners.fields import detect_language
from cleaners.fields.language import read_claim
from cleaners.model import Decoded, Media, Page, Rules
from crawler.config import Source
from crawler.config.toml import one_line
from crawler.discovery import Announced, find_announced
from crawler.spiders.probe import Answer, Fetcher

MAX_NAME = 80
SEPARATOR = re.compile(r"\s+[-–—|:»·]+\s+")
MAX_SITEMAPS = 20
PLAIN = Rules((), (), {})
"""Rules of no source: a front page is read for what it announces only."""


NOTHING = Announced()


@dataclass(frozen=True, slots=True)
class Robots:
    """What robots.txt says of us; `problem` where it could not be had, and `missing` where there is none."""

    problem: str | None = None
    missing: bool = False
    crawl_delay: float | None = None
    sitemaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FrontPage:
    """A front page: where it was in the end, its name and language if it names one, and what it announces."""

    url: str
    problem: str | None = None
    name: str | None = None
    language: str | None = None
    announced: Announced = NOTHING
    links: tuple[str, ...] = field(default=(), repr=False)


async def read_front_page(fetcher: Fetcher, url: str, source: Source | None = None) -> FrontPage:
    """Ask for a front page and read it."""
    answer = await fetcher.get(url, source)
    if answer.response is None or answer.problem:
        return FrontPage(url, answer.problem)
    kind = (answer.response.headers.get("Content-Type") or b"").decode("latin-1")
    page = Page(answer.response.body, Media.HTML, url=url, headers=(("content-type", kind),))
    decoded = decode(page, PLAIN)
    if not isinstance(decoded, Decoded):
        return FrontPage(answer.response.url, f"{decoded.reason}: {decoded.detail}")
    return parse_front_page(decoded.text, answer.response.url)


def parse_front_page(text: str, url: str) -> FrontPage:
    """Read the text of a front page.

    >>> page = '<html lang="ur-PK"><title>Home - Valley Times</title><meta property="og:site_name" content="Valley Times">'
    >>> front = parse_front_page(page, "https://times.example/")
    >>> front.name, front.language
    ('Valley Times', 'ur')
    """
    try:
        tree = html.document_fromstring(text)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        return FrontPage(url, f"not HTML: {error}"[:200])
    declared = [
        meta.get("content", "") for meta in tree.iter("meta") if meta.get("property") == "og:site_name"
    ]
    titles = [read_site_name(_text_of(title), url) for title in tree.iter("title")]
    name = one_line(next(filter(None, (*declared, *titles)), ""))[:MAX_NAME] or None
    words = " ".join(_text_of(element) for element in tree.iter("a", "p", "h2"))
    claim = tree.get("lang")
    language = detect_language(words, claim=claim).code or read_claim(claim)[0]
    hrefs = dict.fromkeys(anchor.get("href", "") for anchor in tree.iter("a"))
    links = (resolve_page(href, url) for href in hrefs)
    own = tuple(link for link in links if link and urlsplit(link).hostname == urlsplit(url).hostname)
    return FrontPage(url, None, name, language, find_announced(text, url), own)


def read_site_name(title: str, url: str) -> str:
    """The part of a front page's title that names the site: the one that its host is called after, else the first.

    >>> read_site_name("Home - Valley Times", "https://valleytimes.example/")
    'Valley Times'
    >>> read_site_name("The Hills | News of the hills", "https://thp.example/")
    'The Hills'
    """
    parts = [part.strip() for part in SEPARATOR.split(title) if part.strip()]
    host = urlsplit(url).hostname or ""
    named = (
        part for part in parts if (word := re.sub(r"\W", "", part).lower()) and len(word) > 2 and word in host
    )
    return next(named, parts[0] if parts else "")


def _text_of(element: etree._Element) -> str:
    return "".join(str(text) for text in element.itertext())


async def read_robots(fetcher: Fetcher, url: str, agent: str) -> Robots:
    """Ask for the robots.txt of an address's host and read what it says to an agent and of sitemaps."""
    return parse_robots(await fetcher.get(urljoin(url, "/robots.txt")), agent)


def parse_robots(answer: Answer, agent: str) -> Robots:
    """Read an answer for robots.txt; client errors say that there is none (RFC 9309, section 2.3.1.3)."""
    if answer.response is None:
        return Robots(answer.problem)
    if 400 <= answer.response.status < 500:
        return Robots(missing=True)
    if answer.problem:
        return Robots(answer.problem)
    rules = Protego.parse(answer.response.body.decode("utf-8-sig", errors="replace").replace("\0", ""))
    found = (resolve_page(sitemap, answer.url) for sitemap in rules.sitemaps)
    sitemaps = tuple(dict.fromkeys(address for address in found if address))[:MAX_SITEMAPS]
    return Robots(crawl_delay=rules.crawl_delay(agent), sitemaps=sitemaps)
