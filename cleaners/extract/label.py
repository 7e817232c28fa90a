"""Turns the blocks of a page into the row of an article: the story live, everything else with its reason."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from cleaners.extract.align import make_key
from cleaners.extract.page import FlatPage, PageBlock
from cleaners.extract.scope import MAX_LINKED, is_solid
from cleaners.model import Block, Blocks, Kind, Removal

MIN_TITLE, MAX_TITLE = 4, 25  # words of a line that may be a headline
OUTSIDE = "outside the story"
_STANDFIRST_NAME = re.compile(r"stand-?first|sub-?(?:title|head)|\bdek\b|\bdeck\b", re.I)
_OPENING_NAME = re.compile(
    r"(?<![a-z])(?:intro|lead(?:-?in)?|lede|preface|teaser|vorspann|ingress|chapo)(?![a-z])", re.I
)
_SUMMARY_NAME = re.compile(
    r"stand-?first|sub-?(?:title|head)|\bdek\b|\bdeck\b|summary|excerpt|synopsis", re.I
)
SENTENCE_ENDS = ".!?…۔؟"
MIN_HIGHLIGHT = 30  # characters of a point or a standfirst without a name
MIN_NAMED = 15  # characters of one that has a name: less is a button or a byline
MIN_SUMMARY = 80  # characters of a heading under the headline that is a sentence
_ELSEWHERE = frozenset({"hidden", "comments", "footer", "navigation"})
_NO_CAPTION = frozenset(
    {
        "related stories",
        "navigation",
        "footer",
        "comments",
        "advertisement",
        "hidden",
        "form",
        "newsletter",
        "aside",
    }
)


@dataclass(frozen=True, slots=True)
class Choice:
    """Numbers of a page's blocks: `story`, `title` (the headline's block, or None), `starts` (headlines of further
    stories), `captions` (paragraphs of the story that belong to its pictures)."""

    story: Collection[int]
    title: int | None
    starts: Collection[int]
    captions: Collection[int] = ()


def find_title_block(
    page: FlatPage, blocks: Sequence[PageBlock], story: Collection[int], title: str | None
) -> int | None:
    """Number of the block that prints the headline: the last first-level heading of its words above the story's
    first paragraph, else the last other heading; None without one."""
    if title is None:
        return None
    key = make_key(title).casefold()
    first = next((number for number in sorted(story) if is_solid(blocks[number])), len(blocks))
    same = [
        number
        for number, block in enumerate(blocks[:first])
        if block.kind is Kind.HEADING and key and key in make_key(block.text).casefold()
    ]
    main = [number for number in same if is_main_heading(page, blocks[number])]
    return next(iter(reversed(main or same)), None)


def find_opening_line(blocks: Sequence[PageBlock], story: Collection[int]) -> int | None:
    """Number of the line that opens the story like a headline, for pages without headings; None without one."""
    numbers = sorted(story)
    opening = next((at for at, number in enumerate(numbers) if is_solid(blocks[number])), 0)
    for number in numbers[:opening]:
        text = blocks[number].text
        few_links = blocks[number].link_share <= 0.5
        if few_links and MIN_TITLE <= len(text.split()) <= MAX_TITLE and text[-1] not in ".:؛،۔,;":
            return number
    return None


def is_main_heading(page: FlatPage, block: PageBlock) -> bool:
    """Whether a block stands in an h1 element."""
    up, tags = page.up, page.tags
    parent = up[block.element]
    return "h1" in (tags[block.element], tags[parent], tags[up[parent]])


def label_blocks(
    page: FlatPage, blocks: Sequence[PageBlock], choice: Choice, description: str | None
) -> Blocks:
    """The row: every block of the page once, in order.

    `description` is what the page declares as its summary: printed between headline and story it is a summary.
    """
    labeller = _Labeller(page, blocks, choice, description)
    row = []
    for number, block in enumerate(blocks):
        kind, reason = labeller.label(number)
        removal = _name_removal(reason) if reason else None
        row.append(Block(block.text, kind, "\n\n", round(block.link_share, 3), removal))
    if not row:
        return ()
    first = row[0]
    return (Block(first.text, first.kind, "", first.link_share, first.removal), *row[1:])


@lru_cache(maxsize=64)
def _name_removal(reason: str) -> Removal:
    """The removal for a reason: most blocks of a page have one of a few."""
    return Removal("extract", reason)


class _Labeller:
    def __init__(
        self, page: FlatPage, blocks: Sequence[PageBlock], choice: Choice, description: str | None
    ) -> None:
        self.page = page
        self.blocks = blocks
        self.choice = choice
        self.description = make_key(description or "")
        story = sorted(choice.story)
        solid = [number for number in story if is_solid(blocks[number])]
        self.first = next(
            iter(solid[_count_standfirsts(page, blocks, solid, self.description) :]), min(story, default=0)
        )
        self.last = story[-1] if story else -1
        self.above = choice.title if choice.title is not None else self.first
        early = [number for number in story if number < self.above and is_solid(blocks[number])]
        self.titled = choice.title is not None and not early

    def label(self, number: int) -> tuple[Kind, str | None]:
        """Kind of a block, and why it is not in the story (None: it is)."""
        block = self.blocks[number]
        if number == self.choice.title:
            return (Kind.TITLE, None) if self.titled else (Kind.HEADING, "headline, read into the title")
        if number in self.choice.starts:
            return Kind.TITLE, None
        if number in self.choice.captions:
            return Kind.CAPTION, None
        if number in self.choice.story:
            return self._label_chosen(number, block)
        return self._label_other(number, block)

    def _label_chosen(self, number: int, block: PageBlock) -> tuple[Kind, str | None]:
        if self.titled and number < self.above:
            return block.kind, block.region or "above the headline"
        if number < self.first and is_main_heading(self.page, block):
            return block.kind, block.region or "another headline"
        if number < self.first and self._is_summary(block, chosen=True):
            return Kind.SUMMARY, None
        return block.kind, None

    def _label_other(self, number: int, block: PageBlock) -> tuple[Kind, str | None]:
        if self.above < number < self.first and self._is_summary(block, chosen=False):
            return Kind.SUMMARY, None
        inside = self.above < number < self.last  # asked first: members of an enumeration are slow to look up
        if inside and block.kind is Kind.CAPTION and block.region not in _NO_CAPTION:
            return Kind.CAPTION, None
        return block.kind, block.region or OUTSIDE

    def _is_summary(self, block: PageBlock, *, chosen: bool) -> bool:
        if block.kind in (Kind.CAPTION, Kind.TABLE) or block.link_share > 0.5 or len(block.text) < MIN_NAMED:
            return False
        key = make_key(block.text)
        if len(key) > 30 and self.description and (key in self.description or self.description in key):
            return block.region not in _ELSEWHERE
        if block.region in _NO_CAPTION:
            return False
        sentence = block.kind is Kind.HEADING and len(block.text) >= MIN_SUMMARY
        if sentence or _is_named(self.page, block, _SUMMARY_NAME):
            return True
        # A short first paragraph looks like a standfirst; where the story was found in it, it is the story's.
        return _is_highlight(block) and not (chosen and block.kind is Kind.PROSE)


def _is_highlight(block: PageBlock) -> bool:
    """Whether a line between headline and story reads like a standfirst or like one of its points."""
    if block.region is not None or block.link_share > MAX_LINKED or len(block.text) < MIN_HIGHLIGHT:
        return False
    return block.kind is Kind.LIST_ITEM or (block.kind is Kind.PROSE and block.text[-1] in SENTENCE_ENDS)


def _count_standfirsts(
    page: FlatPage, blocks: Sequence[PageBlock], solid: Sequence[int], description: str
) -> int:
    """1 if the first paragraph stands in a standfirst; one that holds the next paragraph, too, is none. Else 0.

    An `intro` or `lead` is one where the page declares its text as its description: most are first paragraphs.
    """
    first, second = [*(blocks[number] for number in solid[:2]), None, None][:2]
    if first is None:
        return 0
    if _is_named(page, first, _STANDFIRST_NAME):
        return int(second is None or second.element != first.element)
    if second is None or not description or make_key(first.text) != description:
        return 0
    near = (first.element, page.up[first.element])
    named = [element for element in near if _OPENING_NAME.search(page.names[element])]
    return int(any(not element <= second.element < page.ends[element] for element in named))


def _is_named(page: FlatPage, block: PageBlock, name: re.Pattern[str]) -> bool:
    near = (block.element, page.up[block.element])
    return any(name.search(page.names[element]) for element in near)
