"""An article, its fields, and what became none."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from cleaners.model.blocks import Blocks, Repair
from cleaners.model.pages import Reason, Stage
from cleaners.model.plain import as_plain, names_of

SCHEMA = "article/1"


class PageKind(StrEnum):
    """What kind of page an article was read from, as far as its HTML shows."""

    ARTICLE = "article"
    LIVE_BLOG = "live_blog"  # many dated entries on one event, the newest first
    PAYWALLED = "paywalled"  # the page declares that it is not free; the text is what it holds
    GALLERY = "gallery"  # pictures; the text is what is written beside them
    VIDEO = "video"  # a film or programme; the text is what is written below it
    AUDIO = "audio"  # a broadcast or podcast; the text is what is written below it


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """What is known of an article besides its story. Dates are ISO 8601: a date, or a time with a zone.

    The one list of these names: an article has them, too, and `FIELD_NAMES` gives them in order.
    """

    page_kind: PageKind | None = None
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


FIELD_NAMES = names_of(Fields)


@dataclass(frozen=True, slots=True)
class Extracted:
    """Blocks and fields read from one page; `by` names the extractor that chose the blocks.

    `unfit` is why no template of the page's source fitted it; None where one did, or where there is none.
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

    `added` and `changed` count in the new version, `removed` in the one before; `title` is whether it has another one.
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
class Article(Fields):
    """One article, schema `article/1`; contract of every output. See docs/architecture.md for each field.

    `unfit` and `read_by` (`by` of `Extracted`) are for the counts of a run: no output holds them.
    """

    id: str
    version: str
    source: str
    paragraphs: tuple[str, ...]
    url: str | None = None
    input: str | None = None
    part: int = 1
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
        return {name: as_plain(getattr(self, name)) for name in names_of(Rejected)}


Outcome = Article | Rejected


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
