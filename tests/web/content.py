"""The content of the demo web, read from `sites/`: what each site prints on each of its two days."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from tests.web.markup import Piece, parse_body

SITES = Path(__file__).parent / "sites"
TODAY = date(2026, 11, 20)
"""The first day of the web; every other date is set relative to it, so that a test never depends on the clock."""


@dataclass(frozen=True, slots=True)
class Printing:
    """How a story's page prints it: what is spoiled, what is put between the paragraphs, in which bytes.

    `*_after` and `highlight_repeats` count the story's pieces from 1. `glued_credit` prints the agency at the
    end of the last sentence, `cut_link` an address that was cut off under it; `breaks` parts paragraphs by
    `<br>` only. `declared` is the charset of the HTTP header and `meta` that of the page (empty: none);
    `late_meta` puts it behind the first 1,024 bytes.
    """

    defects: tuple[str, ...] = ()
    json_ld: str = "good"
    machine_dates: bool = True
    highlight_after: int | None = None
    highlight_repeats: int | None = None
    also_read_after: int | None = None
    newsletter_after: int | None = None
    followed_by: str | None = None
    glued_credit: bool = False
    cut_link: str = ""
    breaks: bool = False
    encoding: str = "utf-8"
    declared: str = "utf-8"
    meta: str = "utf-8"
    late_meta: bool = False
    delay_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture with its caption, after block number `after` (0: above the story)."""

    image: str
    caption: str
    after: int = 0


@dataclass(frozen=True, slots=True)
class Story:
    """One story as its author wrote it. `published` and `modified` carry a zone."""

    path: str
    title: str
    published: datetime
    section: str
    language: str
    pieces: tuple[Piece, ...]
    authors: tuple[str, ...] = ()
    agency: str | None = None
    dateline: str | None = None
    modified: datetime | None = None
    tags: tuple[str, ...] = ()
    summary: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    first_day: int = 1
    printing: Printing = Printing()

    @property
    def changed(self) -> datetime:
        """When the page last changed."""
        return self.modified or self.published


@dataclass(frozen=True, slots=True)
class OtherPage:
    """A page that is no article: how the server answers, and the reason that a crawler should note (None: none).

    `listed` names where it is linked: `feed`, `sitemap`, `section`.
    """

    path: str
    title: str
    reason: str | None = None
    status: int = 200
    location: str | None = None
    template: str | None = None
    listed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """Where a site's feed lies and what it is: the template says whether RSS or Atom."""

    path: str
    template: str
    encoding: str = "utf-8"


@dataclass(frozen=True, slots=True)
class Site:
    """One news site. `validators` names the headers it sends for conditional requests.

    With a `sitemap_index` there is one news sitemap a language, every second one compressed.
    """

    id: str
    name: str
    language: str
    direction: str
    timezone: str
    home: str
    sections: dict[str, str]
    validators: tuple[str, ...]
    disallow: tuple[str, ...]
    about: str
    about_path: str
    feed: Feed
    sitemap_index: bool = False
    crawl_delay: float | None = None
    stories: tuple[Story, ...] = ()
    others: tuple[OtherPage, ...] = ()

    def story(self, path: str) -> Story:
        """The story at a path; KeyError if there is none."""
        found = next((story for story in self.stories if story.path == path), None)
        if found is None:
            raise KeyError(f"{self.id} prints no story at {path}: check `followed_by` in its stories")
        return found

    @property
    def changed(self) -> datetime:
        """When the site last printed something."""
        return max(story.changed for story in self.stories)


@cache
def load_sites(day: int) -> tuple[Site, ...]:
    """Read every site as it stands on day 1 or 2, newest story first."""
    return tuple(_read_site(folder, day) for folder in sorted(SITES.iterdir()) if folder.is_dir())


def _read_site(folder: Path, day: int) -> Site:
    table = tomllib.loads((folder / "site.toml").read_text(encoding="utf-8"))
    others = tuple(OtherPage(**_freeze(page)) for page in table.pop("others", []))
    stories = [read_story(path.read_text(encoding="utf-8"), day) for path in folder.glob("stories/*.md")]
    printed = sorted((story for story in stories if story.first_day <= day), key=lambda story: story.path)
    printed.sort(key=lambda story: story.published, reverse=True)
    feed = Feed(**table.pop("feed"))
    return Site(**_freeze(table), feed=feed, stories=tuple(printed), others=others)


def read_story(source: str, day: int) -> Story:
    """Read one story file: TOML between `+++` lines, then the body. From day 2 its `update` table applies."""
    _, head, body = source.split("+++\n", 2)
    table = tomllib.loads(head)
    update = table.pop("update", {})
    if day > 1:
        for old, new in update.pop("replace", []):
            if old not in body:
                raise ValueError(f"{table['path']}: `update.replace` names text that the body lacks: {old!r}")
            body = body.replace(old, new)
        table |= update
    figures = tuple(Figure(**figure) for figure in table.pop("figures", []))
    printing = replace(Printing(), **_freeze(table.pop("printing", {})))
    return Story(**_freeze(table), pieces=parse_body(body), figures=figures, printing=printing)


def _freeze(table: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
