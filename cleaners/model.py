"""The values that pass between stages: all frozen, `None` for "not found", never an empty string.

A text is cleaned as a row of blocks that covers it without a hole: each block knows the white space before
it (`gap`) and, once a cleaner has taken it out, who did so and why (`removal`). Nothing is ever cut from the
row, so `join(blocks) + tail` is the repaired text at every stage, and undoing the repairs gives the input.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from operator import attrgetter

SCHEMA = "article/1"


class Media(StrEnum):
    """What a page's bytes hold."""

    HTML = "html"
    TEXT = "text"


class Kind(StrEnum):
    """What a block is in its article."""

    TITLE = "title"
    BYLINE = "byline"
    DATE = "date"
    SUMMARY = "summary"
    CAPTION = "caption"
    PROSE = "prose"
    HEADING = "heading"
    QUOTATION = "quotation"
    LIST_ITEM = "list_item"
    TABLE = "table"


STORY = frozenset({Kind.PROSE, Kind.HEADING, Kind.QUOTATION, Kind.LIST_ITEM, Kind.TABLE})
"""The kinds that make up `Article.paragraphs`."""


class PageKind(StrEnum):
    """What kind of page an article was read from, as far as its HTML tells."""

    ARTICLE = "article"
    LIVE_BLOG = "live_blog"  # many dated entries on one event, the newest first
    PAYWALLED = "paywalled"  # the page says that it is not free; the text is what it holds
    GALLERY = "gallery"  # pictures; the text is what is written beside them
    VIDEO = "video"  # a film or programme; the text is what is written below it
    AUDIO = "audio"  # a broadcast or podcast; the text is what is written below it


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
    """What a feed, a sitemap or a record header said of a page before it was read.

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


@dataclass(frozen=True, slots=True)
class Edit:
    """One replacement: at offset `start` of the repaired text stands `after`, where `before` stood."""

    start: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Repair:
    """What one repair changed, in order of place; `note` says how, for people."""

    cleaner: str
    edits: tuple[Edit, ...]
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Removal:
    """Who took a block out of the story, and why (one phrase for people)."""

    cleaner: str
    reason: str


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of text with its place in the story.

    `gap` is the white space between this block and the one before; `link_share` the share (0 to 1) of its
    letters that stand in links; `part` the article (1, 2, ...) of its input that it belongs to.
    """

    text: str
    kind: Kind = Kind.PROSE
    gap: str = ""
    link_share: float = 0.0
    removal: Removal | None = None
    part: int = 1

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise ValueError("Block.text is empty")


Blocks = tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Fields:
    """What is known of an article besides its story. Dates are ISO 8601: a date, or a time with a zone."""

    title: str | None = None
    authors: tuple[str, ...] = ()
    agency: str | None = None
    dateline: str | None = None
    published: str | None = None
    published_from: str | None = None
    modified: str | None = None
    language: str | None = None
    language_region: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    canonical_url: str | None = None
    summary: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    page_kind: PageKind | None = None


@dataclass(frozen=True, slots=True)
class Extracted:
    """Blocks and fields read from one page; `by` names the extractor that chose the blocks.

    `unfit` says why no template of the page's source fitted it; None where one did, or where there is none.
    """

    blocks: Blocks
    fields: Fields
    by: str
    unfit: str | None = None


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The row of blocks after all cleaners, the white space after the last one, and every repair made."""

    blocks: Blocks
    tail: str
    repairs: tuple[Repair, ...]
    fields: Fields


@dataclass(frozen=True, slots=True)
class Removed:
    """A piece taken out, as `Article.removed` lists it."""

    text: str
    cleaner: str
    reason: str

    def __reduce__(self) -> tuple[type[Removed], tuple[str, str, str]]:
        """Pickled as a call: by their fields, in Python, the hundreds of a page take as long as all else of it."""
        return Removed, (self.text, self.cleaner, self.reason)


@dataclass(frozen=True, slots=True)
class RepairCount:
    """How many places of an article a repair changed."""

    cleaner: str
    count: int


@dataclass(frozen=True, slots=True)
class Relevance:
    """How much an article concerns the beat: score 0 to 1, the places named, the terms matched."""

    score: float = 0.0
    places: tuple[str, ...] = ()
    matched: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cluster:
    """The group of copies that an article belongs to; `role` is `original`, `copy` or `version`."""

    id: str
    role: str
    of: str
    similarity: float


@dataclass(frozen=True, slots=True)
class Changes:
    """What is new in a version of an article since `version`, the one before: paragraphs by number, from 1.

    `added` and `changed` count in the new version, `removed` in the one before; `title` says that it has another one.
    """

    version: str
    title: bool
    added: tuple[int, ...]
    removed: tuple[int, ...]
    changed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Provenance:
    """Which run, code and rules made an article."""

    run: str | None = None
    code: str | None = None
    rules: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One article, schema `article/1`; contract of every output. See docs/architecture.md for each field.

    `unfit` and `read_by` (`by` of `Extracted`) are for the counts of a run: no output holds them.
    """

    id: str
    version: str
    source: str
    paragraphs: tuple[str, ...]
    url: str | None = None
    canonical_url: str | None = None
    input: str | None = None
    part: int = 1
    page_kind: PageKind | None = None
    title: str | None = None
    authors: tuple[str, ...] = ()
    agency: str | None = None
    dateline: str | None = None
    published: str | None = None
    modified: str | None = None
    published_from: str | None = None
    language: str | None = None
    language_region: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    summary: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    relevance: Relevance = Relevance()
    cluster: Cluster | None = None
    encoding: str | None = None
    fetched_at: datetime | None = None
    run: str | None = None
    code: str | None = None
    rules: str | None = None
    repairs: tuple[RepairCount, ...] = ()
    removed: tuple[Removed, ...] = ()
    changes: Changes | None = None
    unfit: str | None = None
    read_by: str | None = None
    schema: str = field(default=SCHEMA)

    @property
    def text(self) -> str:
        """The story: paragraphs joined by one blank line."""
        return "\n\n".join(self.paragraphs)

    @property
    def dated(self) -> str | None:
        """What the day of an article is read from: `published`, else when it was fetched (ISO 8601)."""
        return self.published or (self.fetched_at.isoformat() if self.fetched_at else None)

    @property
    def published_at(self) -> datetime | None:
        """`published` with its zone; a date without a time is midnight of that day, UTC."""
        return read_moment(self.published)

    @property
    def modified_at(self) -> datetime | None:
        """`modified` in the same way."""
        return read_moment(self.modified)

    def to_dict(self) -> dict[str, object]:
        """The JSON object of the contract, keys in its order: `schema`, `id`, ... `text`, ... `removed`."""
        return {name: as_plain(getattr(self, name)) for name in ARTICLE_KEYS}


ARTICLE_KEYS = (
    "schema", "id", "version", "source", "url", "canonical_url", "input", "part", "page_kind", "title",
    "authors", "agency", "dateline", "published", "modified", "published_from", "language", "language_region", "section",
    "tags", "summary", "captions", "images", "paragraphs", "text", "relevance", "cluster", "encoding",
    "fetched_at", "run", "code", "rules", "repairs", "removed", "changes",
)  # fmt: skip
"""Order of the keys in every output."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A page that became no article: where it stopped, why, and one line of detail for people."""

    stage: Stage
    reason: Reason
    url: str | None = None
    input: str | None = None
    source: str | None = None
    detail: str | None = None
    title: str | None = None
    run: str | None = None

    def to_dict(self) -> dict[str, object]:
        """The JSON object of `rejected/<run>.jsonl`."""
        return {name: as_plain(getattr(self, name)) for name in _names_of(Rejected)}


Outcome = Article | Rejected


def as_plain(value: object) -> object:
    """Turn a value of this module into JSON's own types: dataclasses to objects, tuples to lists.

    >>> as_plain((Removed("Share", "remove_share_bars", "share bar"),))
    [{'text': 'Share', 'cleaner': 'remove_share_bars', 'reason': 'share bar'}]
    """
    kind = type(value)
    if kind is str:
        return value
    if isinstance(value, tuple):
        return [as_plain(item) for item in value]
    if names := _names_of(kind):  # type: ignore[arg-type]  # classes are hashable
        # Most fields are texts; a page can have hundreds of removed pieces.
        held = zip(names, _reader_of(kind)(value), strict=True)  # type: ignore[arg-type]  # classes are hashable
        return {name: one if type(one) is str else as_plain(one) for name, one in held}
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return str(value) if isinstance(value, StrEnum) else value


def read_moment(text: str | None) -> datetime | None:
    """A date, or a time with or without a zone, as a time with one (UTC where there is none); None for what is neither.

    >>> read_moment("2026-11-20").isoformat(), read_moment("2026-11-20T08:00:00+05:00").isoformat()
    ('2026-11-20T00:00:00+00:00', '2026-11-20T08:00:00+05:00')
    """
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@lru_cache(maxsize=64)
def _reader_of(kind: type) -> Callable[[object], tuple[object, ...]]:
    """All fields of a dataclass at once; one is not enough, since `attrgetter` then gives no tuple."""
    return attrgetter(*_names_of(kind))


@lru_cache(maxsize=64)
def _names_of(kind: type) -> tuple[str, ...]:
    """Fields of a dataclass; none of any other kind."""
    return tuple(f.name for f in fields(kind)) if is_dataclass(kind) else ()


@dataclass(frozen=True, slots=True)
class Template:
    """How the pages of one design of a source are cut: XPaths, each but `strip` from the root of the page.

    `body` (exactly one element) holds the story, `title` (exactly one) the headline, `byline` and `date` what they
    say; `beside` what belongs to the article between headline and body (standfirst, highlights). `strip`, from
    the body, is what is never story, `lines` those inside it that recur, compared by their words. `letters` are
    the fewest and the most characters that a story of this design has.
    """

    body: str
    letters: tuple[int, int]
    title: str | None = None
    byline: str | None = None
    date: str | None = None
    beside: tuple[str, ...] = ()
    strip: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceRules:
    """What a source file says about reading its pages. Patterns are regular expressions, paths XPath.

    `line_promos` match whole lines of furniture, `recurring_lines` are such lines, compared by their words,
    `agencies` names of desks and wires, `encoding` a charset to try when header and meta lie, `timezone` an
    IANA name for dates without a zone, `templates` the designs learned from its pages. `beat` is the id of what its
    articles must concern to be kept; None keeps all.
    """

    id: str
    domains: tuple[str, ...] = ()
    language: str | None = None
    language_region: str | None = None
    timezone: str | None = None
    encoding: str | None = None
    body: tuple[str, ...] = ()
    strip: tuple[str, ...] = ()
    line_promos: tuple[str, ...] = ()
    recurring_lines: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    site_names: tuple[str, ...] = ()
    templates: tuple[Template, ...] = ()
    beat: str | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of a beat: spellings that count as the same thing, a weight (0: a namesake), and whether it is a place.

    `side` groups terms for the both-sides rule (`af`, `pk`); None takes no side.
    """

    name: str
    spellings: tuple[str, ...]
    weight: float
    place: bool = False
    side: str | None = None


@dataclass(frozen=True, slots=True)
class Beat:
    """What makes an article relevant: `threshold` is the score (0 to 1) from which it belongs to the beat."""

    id: str
    terms: tuple[Term, ...]
    threshold: float

    def __hash__(self) -> int:
        """By its id: hashing every spelling for each article would cost more than looking for them."""
        return hash(self.id)


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything that decides how a page is cleaned; a pure function of the files in `config/`.

    `repairs` and `cleaners` name the steps in order; `options` holds the thresholds of each by name;
    `digest` is 12 hex digits that change when any rule changes; `max_text_bytes` is the limit of plain texts.
    `beat` scores every article but those of a source that names one of `beats`; with `keep_off_beat` none is kept out.
    """

    repairs: tuple[str, ...]
    cleaners: tuple[str, ...]
    options: Mapping[str, Mapping[str, object]]
    sources: tuple[SourceRules, ...] = ()
    beat: Beat | None = None
    max_bytes: int = 5 * 1024 * 1024
    max_text_bytes: int = 64 * 1024 * 1024
    digest: str = ""
    beats: tuple[Beat, ...] = ()
    keep_off_beat: bool = False

    def limit(self, media: Media) -> int:
        """Bytes that a page may have: plain texts are cleaned in linear time, HTML is not."""
        return self.max_text_bytes if media is Media.TEXT else self.max_bytes

    def source(self, source_id: str | None) -> SourceRules | None:
        """Rules of one source, or None."""
        return next((rules for rules in self.sources if rules.id == source_id), None)

    def beat_of(self, source: SourceRules | None) -> Beat | None:
        """What the articles of a source are scored against: its own beat, else that of all."""
        named = source.beat if source else None
        return next((beat for beat in self.beats if beat.id == named), self.beat)
