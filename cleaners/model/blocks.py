"""The row of blocks that covers a text, and the edits that repaired it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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


@dataclass(frozen=True, slots=True)
class Edit:
    """One replacement: at offset `start` of the repaired text stands `after`, where `before` stood."""

    start: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Repair:
    """What one repair changed, in order of place; `note` is how, for people."""

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
        if not self.text or self.text.isspace():
            raise ValueError("Block.text is empty")


Blocks = tuple[Block, ...]
