"""What a site answers at each of its addresses, as bytes."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from tests.web.content import OtherPage, Site, Story
from tests.web.render import encode_page, quote_path, render, render_story


@dataclass(frozen=True, slots=True)
class Resource:
    """One answer. `changed` is None for what a server sends no validators with."""

    body: bytes
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    changed: datetime | None = None
    location: str | None = None
    delay_seconds: float = 0.0


def build_resources(site: Site, base: str, private: str) -> dict[str, Resource]:
    """Print everything of a site, by path with query as a browser would show it (not percent-encoded).

    `private` is the address that the site's redirect into a private network leads to.
    """
    found = dict(_machine_files(site, base))
    found |= dict(_listings(site, base))
    found |= {story.path: _story(site, story, base) for story in site.stories}
    found |= {page.path: _other(site, page, base, private) for page in site.others}
    return found


def missing_page(site: Site) -> Resource:
    """The answer for an address that the site does not have."""
    return Resource(f"<!DOCTYPE html><title>404</title><p>{site.name}: 404</p>".encode(), status=404)


def _story(site: Site, story: Story, base: str) -> Resource:
    declared = story.printing.declared
    return Resource(
        render_story(site, story, base),
        f"text/html; charset={declared}" if declared else "text/html",
        changed=story.changed,
        delay_seconds=story.printing.delay_seconds,
    )


def _other(site: Site, page: OtherPage, base: str, private: str) -> Resource:
    if page.location:
        target = quote_path(page.location).replace(quote_path("{private}"), private)
        location = target if target.startswith("http") else base + target
        return Resource(b"", status=page.status, location=location)
    text = render(site, page.template or "", base, page=page, meta="utf-8", late=False)
    return Resource(text.encode(), status=page.status)


def _machine_files(site: Site, base: str) -> Iterator[tuple[str, Resource]]:
    yield "/robots.txt", Resource(render(site, "robots.txt.j2", base).encode(), "text/plain")
    feed = render(site, site.feed.template, base, encoding=site.feed.encoding)
    kind = "application/atom+xml" if "atom" in site.feed.template else "text/xml"
    yield site.feed.path, Resource(encode_page(feed, site.feed.encoding), kind, changed=site.changed)
    for figure in (figure for story in site.stories for figure in story.figures):
        yield figure.image, Resource(render(site, "picture.svg.j2", base).encode(), "image/svg+xml")
    if not site.sitemap_index:
        yield "/sitemap.xml", _sitemap(site, base, site.stories, _listed(site, "sitemap"))
        return
    paths = []
    for place, language in enumerate(dict.fromkeys(story.language for story in site.stories)):
        stories = tuple(story for story in site.stories if story.language == language)
        pages = _listed(site, "sitemap") if language == site.language else ()
        sitemap = _sitemap(site, base, stories, pages)
        if place % 2:
            sitemap = replace(
                sitemap, body=gzip.compress(sitemap.body, mtime=0), content_type="application/gzip"
            )
        paths.append(f"/sitemap-{language}.xml{'.gz' if place % 2 else ''}")
        yield paths[-1], sitemap
    index = render(site, "sitemap_index.xml.j2", base, sitemaps=paths)
    yield "/sitemap.xml", Resource(index.encode(), "application/xml", changed=site.changed)


def _sitemap(site: Site, base: str, stories: tuple[Story, ...], pages: tuple[OtherPage, ...]) -> Resource:
    text = render(site, "news_sitemap.xml.j2", base, stories=stories, pages=pages)
    return Resource(text.encode(), "application/xml", changed=site.changed)


def _listings(site: Site, base: str) -> Iterator[tuple[str, Resource]]:
    def listing(heading: str, stories: tuple[Story, ...], pages: tuple[OtherPage, ...] = ()) -> Resource:
        text = render(
            site,
            "section.html.j2",
            base,
            heading=heading,
            stories=stories,
            pages=pages,
            meta="utf-8",
            late=False,
        )
        return Resource(text.encode(), changed=site.changed)

    yield site.home, listing(site.name, site.stories)
    for place, (name, path) in enumerate(site.sections.items()):
        stories = tuple(story for story in site.stories if story.section == name)
        yield path, listing(name, stories, () if place else _listed(site, "section"))
    about = render(site, "about.html.j2", base, meta="utf-8", late=False)
    yield site.about_path, Resource(about.encode())


def _listed(site: Site, where: str) -> tuple[OtherPage, ...]:
    return tuple(page for page in site.others if where in page.listed)
