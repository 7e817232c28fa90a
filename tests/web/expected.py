"""What a perfect crawl makes of each address of a site: the stories' own words, without the sites' defects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from tests.web.content import Site, Story
from tests.web.markup import print_plain
from tests.web.render import quote_path

DATE_LENGTH = len("2026-11-20")
TIMES = ("published", "modified")


@dataclass(frozen=True, slots=True)
class ExpectedArticle:
    """Fields of an article as `cleaners.model.Article` names them; None and () where the page tells nothing.

    `published` is a date where the page prints no time that a program could read.
    """

    title: str
    paragraphs: tuple[str, ...]
    published: str
    language: str
    authors: tuple[str, ...] = ()
    agency: str | None = None
    dateline: str | None = None
    modified: str | None = None
    section: str | None = None
    summary: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExpectedPage:
    """One address: the articles that its page holds, or the reason (of `cleaners.model.Reason`) why it holds none.

    An address that leads on to an article of another address has neither.
    """

    site: str
    url: str
    articles: tuple[ExpectedArticle, ...] = ()
    reason: str | None = None


def expect_pages(site: Site, base: str) -> tuple[ExpectedPage, ...]:
    """Every address that the site announces somewhere, with what should become of it."""
    stories = (
        ExpectedPage(site.id, base + quote_path(story.path), _expect_articles(site, story))
        for story in site.stories
    )
    others = (
        ExpectedPage(site.id, base + quote_path(page.path), reason=page.reason)
        for page in site.others
        if page.listed
    )
    return (*stories, *others)


def expect_article(story: Story) -> ExpectedArticle:
    """The article that a story should come out as."""
    exact = story.printing.machine_dates
    return ExpectedArticle(
        title=story.title,
        paragraphs=tuple(print_plain(piece) for piece in story.pieces),
        published=story.published.isoformat() if exact else story.published.date().isoformat(),
        language=story.language,
        authors=story.authors,
        agency=story.agency,
        dateline=story.dateline,
        modified=story.modified.isoformat() if story.modified else None,
        section=story.section if exact else None,
        summary=story.summary,
        captions=tuple(figure.caption for figure in story.figures),
    )


def find_differences(expected: Mapping[str, Any], article: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Fields of an article (as `Article.to_dict` gives it) that are not as expected: what was wanted, what came.

    >>> find_differences({"title": "A", "published": "2026-11-20"}, {"title": "B", "published": "2026-11-20"})
    {'title': ('A', 'B')}
    """
    return {
        field: (want, article[field])
        for field, want in expected.items()
        if not (tells_same_time(want, article[field]) if field in TIMES else _as_list(want) == article[field])
    }


def tells_same_time(expected: str | None, actual: str | None) -> bool:
    """Whether two dates of articles agree: to the instant, or to the day where only a day is expected.

    >>> tells_same_time("2026-11-20T09:15:00+05:00", "2026-11-20T04:15:00+00:00")
    True
    >>> tells_same_time("2026-11-20", "2026-11-20T09:15:00+05:00"), tells_same_time("2026-11-20", None)
    (True, False)
    """
    if expected is None or actual is None:
        return expected == actual
    if len(expected) == DATE_LENGTH or len(actual) == DATE_LENGTH:
        return len(expected) == DATE_LENGTH and expected == actual[:DATE_LENGTH]
    return datetime.fromisoformat(expected) == datetime.fromisoformat(actual)


def _expect_articles(site: Site, story: Story) -> tuple[ExpectedArticle, ...]:
    followed_by = story.printing.followed_by
    followers = (_expect_follower(site.story(followed_by)),) if followed_by else ()
    return (expect_article(story), *followers)


def _expect_follower(story: Story) -> ExpectedArticle:
    # It stands whole under the story that it follows, but what is told to machines is of the first one.
    return replace(
        expect_article(story),
        published=story.published.date().isoformat(),
        modified=story.changed.date().isoformat(),
        section=None,
    )


def _as_list(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
