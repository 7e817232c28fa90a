"""A page as it came, its decoded text, and why it may become no article."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Media(StrEnum):
    """What a page's bytes hold."""

    HTML = "html"
    TEXT = "text"


class Stage(StrEnum):
    """Where a page stopped being on its way to an article."""

    READ = "read"
    FETCH = "fetch"
    DECODE = "decode"
    EXTRACT = "extract"
    CLEAN = "clean"


class Reason(StrEnum):
    """Why a page became no article: the closed list that reports count by."""

    UNREADABLE = "unreadable"  # the file or record cannot be read at all
    TOO_LARGE = "too_large"  # above the size limit of a page
    BINARY = "binary"  # PDF, archive, picture
    UNDECODABLE = "undecodable"  # no encoding gives text
    LETTERS_LOST = "letters_lost"  # text whose letters became question marks or U+FFFD
    EMPTY = "empty"  # nothing visible
    NOT_FOUND_PAGE = "not_found_page"  # error page, consent page, placeholder of a failed scrape
    NO_STORY = "no_story"  # text, but no story: a menu, headlines without one, a form
    LISTING = "listing"  # a front page, section, search, shop or directory: many things, none in full
    MEDIA = "media"  # a film, programme or gallery with a description and no story
    OFF_BEAT = "off_beat"  # an article, and none of the beat that its source is read for
    LOGIN = "login"  # a form to sign in, register or subscribe, and no story above it
    TIMEOUT = "timeout"  # the time limit of a page; its worker was killed
    CRASHED = "crashed"  # the worker died or raised
    HTTP_STATUS = "http_status"  # the server answered, but not with the page
    UNREACHABLE = "unreachable"  # no answer, or one that broke off
    FORBIDDEN = "forbidden"  # robots.txt, or an address outside the public internet
    REDIRECT_LOOP = "redirect_loop"  # redirects without an end
    BLOCKED = "blocked"  # a challenge or an access-denied page


@dataclass(frozen=True, slots=True)
class Hints:
    """What a feed, a sitemap or a record header declared of a page before it was read.

    `letters` counts the characters of text that the feed itself carries of it: a summary, or the whole story.
    """

    title: str | None = None
    published: str | None = None
    published_from: str | None = None
    modified: str | None = None
    language: str | None = None
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    letters: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One response or file as it came: bytes, where from, when.

    `headers` holds lower-case names. `input` is the file (relative to what the user named) for pages that
    were read, not fetched. `fetched_at` carries a zone.
    """

    body: bytes
    media: Media
    url: str | None = None
    final_url: str | None = None
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    fetched_at: datetime | None = None
    source: str | None = None
    input: str | None = None
    hints: Hints = Hints()

    def __post_init__(self) -> None:
        if self.fetched_at is not None and self.fetched_at.tzinfo is None:
            raise ValueError("Page.fetched_at needs a time zone: use datetime.now(UTC)")

    def header(self, name: str) -> str | None:
        """First value of a header, by lower-case name."""
        return next((value for key, value in self.headers if key == name), None)


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text of a page, its encoding and who decided: `bom`, `utf-8`, `header`, `meta`, `source`, `guess`.

    `replaced` counts the bytes or sequences that no encoding could read (now U+FFFD).
    """

    text: str
    encoding: str
    decided_by: str
    replaced: int = 0
