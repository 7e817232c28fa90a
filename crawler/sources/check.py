"""Checks a source: every document that its file names, one article, and what else the site announces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from crawler.config import CrawlSettings, Source
from crawler.discovery import Candidate, fill_sitemaps, guess_patterns, name_today
from crawler.discovery.archives import fill_template
from crawler.sources.article import ArticleCheck, Clean, probe_article
from crawler.sources.documents import DocumentCheck, probe_document
from crawler.sources.site import FrontPage, Robots, read_front_page, read_robots
from crawler.spiders.discovery import Kind
from crawler.spiders.probe import Fetcher

MAX_OTHERS = 6
"""Announced feeds, and as many sitemaps, that are tried where the configured ones fail."""

ARCHIVED = timedelta(days=2)
"""Age from which the page of a day stands in an archive, whatever the zone that the archive keeps."""


@dataclass(frozen=True, slots=True)
class SourceCheck:
    """What the check of a source found. `documents` are those of its file, `others` those that the site announces
    and that work; `article` None when no document names one; `patterns` are guesses where the file has none.
    """

    source: str
    robots: Robots = field(default_factory=Robots)
    front: FrontPage | None = None
    documents: tuple[DocumentCheck, ...] = ()
    others: tuple[DocumentCheck, ...] = ()
    article: ArticleCheck | None = None
    patterns: tuple[str, ...] = ()

    @property
    def problems(self) -> tuple[str, ...]:
        """What keeps the source from being verified, a line each; empty when all is well."""
        return tuple(self._find_problems())

    def _find_problems(self) -> Iterator[str]:
        if self.front is None:
            yield "was not checked: the run was stopped"
            return
        if self.robots.problem:
            yield f"robots.txt: {self.robots.problem}"
        if self.front.problem:
            yield f"front page: {self.front.problem}"
        for document in self.documents:
            if document.problem:
                yield f"{document.kind} {document.url}: {document.problem}"
        if self.article is None:
            yield "no document names an article"
        elif self.article.problem:
            yield f"article {self.article.url}: {self.article.problem}"


@dataclass(frozen=True, slots=True)
class Prober:
    """What a check needs besides the source: the way to ask, to clean, the time, the age that is stale."""

    fetcher: Fetcher
    clean: Clean
    settings: CrawlSettings
    now: datetime
    stale: timedelta

    async def probe(self, url: str, kind: Kind, source: Source) -> DocumentCheck:
        """Probe one document of a source."""
        return await probe_document(self.fetcher, url, kind, source, self.now, self.stale)

    async def check(self, source: Source) -> SourceCheck:
        """Check a source, its documents one after the other."""
        robots = await read_robots(self.fetcher, source.home, self.settings.agent)
        front = await read_front_page(self.fetcher, source.home, source)
        documents = [await self.probe(url, kind, source) for url, kind in name_documents(source, self.now)]
        failing = any(document.problem for document in documents)
        lacking = not source.feeds and not source.sitemaps
        others = await self.discover(source, front, robots) if failing or lacking else ()
        found = find_candidates((*documents, *others))
        article = await probe_article(self.fetcher, found, source, self.clean, self.now)
        patterns = () if source.article else guess_patterns(candidate.url for candidate in found)
        return SourceCheck(source.id, robots, front, tuple(documents), others, article, patterns)

    async def discover(self, source: Source, front: FrontPage, robots: Robots) -> tuple[DocumentCheck, ...]:
        """The feeds and sitemaps that a site announces, that its source does not name, and that work."""
        feeds = (*front.announced.feeds, *front.announced.maybe_feeds)
        sitemaps = (*robots.sitemaps, *front.announced.sitemaps)
        checks = [
            await self.probe(url, kind, source)
            for urls, named, kind in (
                (feeds, source.feeds, Kind.FEED),
                (sitemaps, source.sitemaps, Kind.SITEMAP),
            )
            for url in [url for url in dict.fromkeys(urls) if url not in named][:MAX_OTHERS]
        ]
        return tuple(check for check in checks if check.problem is None)


def name_documents(source: Source, now: datetime) -> Iterator[tuple[str, Kind]]:
    """The documents that a source's file names, with their kinds.

    Of an archive the page of two days ago, of sitemaps by date yesterday's: they are there, and complete.
    """
    yesterday = name_today(source, now) - timedelta(days=1)
    archives = tuple(fill_template(template, (now - ARCHIVED).date()) for template in source.archives)
    for urls, kind in (
        (source.feeds, Kind.FEED),
        (fill_sitemaps(source, [yesterday]).sitemaps, Kind.SITEMAP),
        ((*source.sections, *archives), Kind.SECTION),
    ):
        yield from ((url, kind) for url in urls)


def find_candidates(documents: Iterable[DocumentCheck]) -> list[Candidate]:
    """The articles that documents name, each once, also those of documents that have a problem."""
    found: dict[str, Candidate] = {}
    for document in documents:
        for candidate in document.candidates:
            known = found.get(candidate.url)
            found[candidate.url] = known.merge(candidate) if known else candidate
    return list(found.values())
