"""Drafts a source file from the address of a site: what its front page and robots.txt announce, tried out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

from cleaners.addresses import find_site
from cleaners.model import SourceRules
from crawler.config import Source
from crawler.discovery import Candidate, guess_patterns
from crawler.sources.article import ArticleCheck, probe_article
from crawler.sources.check import Prober, SourceCheck, find_candidates
from crawler.sources.render import KEYS, describe_document, quote, render_list, render_patterns
from crawler.sources.site import FrontPage, read_front_page, read_robots
from crawler.spiders.discovery import Kind

MIN_SHARE = 0.1
"""Share of the announced articles from which a language is one of the source's."""


async def study_site(prober: Prober, url: str, name: str | None) -> tuple[Source, SourceCheck]:
    """What a draft is made of: the source as far as it is known, and the check of all that its site announces.

    `name` is the id to give it, None for one made of its domain.
    """
    front = await read_front_page(prober.fetcher, url)
    robots = await read_robots(prober.fetcher, front.url, prober.settings.agent)
    source = begin_source(front, name or name_source(front.url))
    if front.problem:
        return source, SourceCheck(source.id, robots, front)
    documents = await prober.discover(source, front, robots)
    found = find_candidates(documents)
    addresses = [candidate.url for candidate in found] or list(front.links)
    source = replace(source, article=guess_patterns(addresses))
    if not found and source.article:
        documents = (await prober.probe(front.url, Kind.SECTION, source),)
        found = find_candidates(documents)
    article = await probe_article(prober.fetcher, found, source, prober.clean, prober.now)
    source = replace(source, languages=find_languages(found, article) or _one(front.language))
    return source, SourceCheck(source.id, robots, front, documents, (), article, source.article)


def begin_source(front: FrontPage, name: str) -> Source:
    """A source as far as its front page shows: name, domain, and its country's zone where that has one."""
    parts = urlsplit(front.url)
    domain = (parts.hostname or "").removeprefix("www.") + (f":{parts.port}" if parts.port else "")
    zone = find_zone(domain.rpartition(".")[2])
    rules = SourceRules(name, domains=(domain,), timezone=zone)
    return Source(name, front.name or domain, front.url, rules)


def find_languages(found: Sequence[Candidate], article: ArticleCheck | None) -> tuple[str, ...]:
    """The languages that articles are announced in, the commonest first; else that of the article tried."""
    languages = Counter(candidate.hints.language for candidate in found)
    common = [code for code, count in languages.most_common() if code and count >= MIN_SHARE * len(found)]
    return tuple(common) or _one(article.language if article else None)


def name_source(url: str) -> str:
    """An id made of the domain of a site.

    >>> name_source("https://www.valley-times.example/en"), name_source("http://127.0.0.1:8000/")
    ('valley-times', '127-0-0-1-8000')
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if not _is_number(host):
        domain = find_site(url).removeprefix("www.")
        host = domain.partition(".")[0]
    else:
        host = parts.netloc
    return re.sub(r"[^a-z0-9_]+", "-", host.lower()).strip("-_") or "site"


def _one(text: str | None) -> tuple[str, ...]:
    return (text,) if text else ()


def _is_number(host: str) -> bool:
    return bool(re.fullmatch(r"[\d.]+|\[?[\da-f:]+\]?", host))


@cache
def find_zone(country: str) -> str | None:
    """The time zone of a country by its top-level domain; None where it has several, or for what is no country.

    >>> find_zone("pk"), find_zone("af"), find_zone("us"), find_zone("com")
    ('Asia/Karachi', 'Asia/Kabul', None, None)

    Source: zone.tab of the tz database, whose country codes are those of domains.
    """
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    zones = [row[2] for row in rows if row[0] == country.upper()]
    return zones[0] if len(zones) == 1 else None


def render_draft(source: Source, check: SourceCheck, prober: Prober) -> str:
    """The text of a source file, unverified, with what was seen beside each endpoint."""
    languages = ", ".join(map(quote, source.languages))
    lines = [
        f"# Drafted by khyber sources add on {prober.now:%Y-%m-%d}. Look at every line: docs/adding-a-source.md",
        "",
        f"name = {quote(source.name)}",
        f"home = {quote(source.home)}",
        f"domains = [{', '.join(map(quote, source.rules.domains))}]",
        f"languages = [{languages}]",
    ]
    if source.rules.timezone:
        lines.append(f"timezone = {quote(source.rules.timezone)}")
    else:
        lines.append("# No time zone: its domain tells none.")
    lines += ["verified = false", ""]
    for kind, key in KEYS.items():
        rows = [(d.url, describe_document(d, prober.now)) for d in check.documents if d.kind is kind]
        lines += [render_list(key, rows)] if rows else []
    if not check.documents:
        lines.append("# Nothing that announces articles was found: name feeds, sitemaps or sections.")
    lines += [render_patterns(source.article)] if source.article else []
    return "\n".join((*lines, *_describe(check.article), ""))


def _describe(article: ArticleCheck | None) -> Iterable[str]:
    if article is None:
        return ()
    result = (
        article.problem
        or f"{article.letters} letters in {article.language}, with {', '.join(article.fields)}"
    )
    return ("", *(f"# {line}" for line in (f"Tried on {article.url}:", " ".join(result.split())[:160])))
