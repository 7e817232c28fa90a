"""A news web of any size on loopback: hosts with feeds, sitemaps, section pages, forbidden corners and ETags."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.crawling import write_config, write_feed, write_source, write_story
from tests.support.raw_site import Answer, Asked, RawSite, respond

ROBOTS = "User-agent: *\nDisallow: /private/\n"
DOCUMENTS = frozenset(("/feed", "/sitemap.xml", "/sitemap-1.xml", "/sitemap-2.xml", "/news"))


@dataclass
class LargeWeb:
    """Sites of `size` articles each; `editions` counts how often a page was rewritten."""

    sites: list[RawSite]
    size: int
    editions: dict[str, int] = field(default_factory=dict)

    def urls(self) -> list[str]:
        """Address of every article, one site after another."""
        return [f"{site.url}/a/{number}" for site in self.sites for number in range(self.size)]

    def change(self, count: int) -> set[str]:
        """Rewrite some articles, taken evenly from all sites; their addresses."""
        known = self.urls()
        chosen = set(known[:: len(known) // count][:count])
        for url in chosen:
            self.editions[url] = self.editions.get(url, 0) + 1
        return chosen

    def asked(self) -> Iterator[tuple[RawSite, Asked]]:
        """Every request since `forget`."""
        return ((site, asked) for site in self.sites for asked in site.asked)

    def forget(self) -> None:
        """Begin a new list of requests."""
        for site in self.sites:
            site.asked.clear()

    def write_config(self, folder: Path, delay: float) -> Path:
        """Configuration that crawls every site and asks again for every article."""
        more = 'sitemaps = ["{0}/sitemap.xml"]\nsections = ["{0}/news"]\n'
        sources = {
            f"site-{number}": write_source(site.url, more.format(site.url))
            for number, site in enumerate(self.sites)
        }
        allow = '", "'.join(site.host for site in self.sites)
        return write_config(folder, sources, allow=allow, delay=delay, recent_hours=8760, timeout=30)


@contextmanager
def start_large_web(hosts: int, size: int) -> Iterator[LargeWeb]:
    """Serve so many hosts with so many articles each."""
    with ExitStack() as stack:
        sites = [stack.enter_context(RawSite(host=f"127.0.1.{number + 1}")) for number in range(hosts)]
        web = LargeWeb(sites, size)
        for site in sites:
            _fill(web, site)
        yield web


def _fill(web: LargeWeb, site: RawSite) -> None:
    """Announce each article somewhere, many of them twice, and forbidden pages beside them."""
    links = [f"/a/{number}" for number in range(web.size)]
    third = web.size // 3
    bait = "/private/a/1"
    halves = (links[third : 2 * third], links[2 * third - 5 :])
    index = "".join(f"<sitemap><loc>{site.url}/sitemap-{n}.xml</loc></sitemap>" for n in (1, 2))
    site.pages = {
        "/robots.txt": respond(ROBOTS, kind="text/plain"),
        "/feed": _Tagged(write_feed(*links[: third + 5], bait), "application/rss+xml"),
        "/sitemap.xml": _Tagged(f'<sitemapindex xmlns="{_NAMESPACE}">{index}</sitemapindex>', "text/xml"),
        "/sitemap-1.xml": _Tagged(_write_sitemap(site.url, halves[0]), "text/xml"),
        "/sitemap-2.xml": _Tagged(_write_sitemap(site.url, halves[1][:-4]), "text/xml"),
        "/news": _Tagged(_write_section([*links[:3], *halves[1][-6:], bait]), "text/html"),
        **{link: _Story(web, site, link) for link in links},
    }


_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def _write_sitemap(url: str, links: list[str]) -> str:
    rows = "".join(f"<url><loc>{url}{link}</loc></url>" for link in links)
    return f'<urlset xmlns="{_NAMESPACE}">{rows}</urlset>'


def _write_section(links: list[str]) -> str:
    rows = "".join(
        f'<li><a href="{link}">Council of village {link[3:]} promises repairs</a></li>' for link in links
    )
    return f"<!DOCTYPE html><html><body><h1>News</h1><ul>{rows}</ul></body></html>"


def _answer(asked: Asked, body: str, kind: str) -> Answer:
    tag = json.dumps(hashlib.sha256(body.encode()).hexdigest()[:16])
    if asked.headers.get("if-none-match") == tag:
        return respond(b"", 304, ETag=tag)
    return respond(body, kind=f"{kind}; charset=utf-8", ETag=tag)


@dataclass(frozen=True)
class _Tagged:
    """A document that does not change."""

    body: str
    kind: str

    def __call__(self, asked: Asked) -> Answer:
        return _answer(asked, self.body, self.kind)


@dataclass(frozen=True)
class _Story:
    """An article in its newest edition."""

    web: LargeWeb
    site: RawSite
    link: str

    def __call__(self, asked: Asked) -> Answer:
        edition = self.web.editions.get(self.site.url + self.link, 0)
        name = f"village {self.site.host.replace('.', '-')} {self.link[3:]}"
        return _answer(asked, write_story(name + (f", edition {edition}" if edition else "")), "text/html")
