"""One input, several articles: sites load the next story under the first, and scrapers keep both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import takewhile

from cleaners.blocks.captions import is_caption
from cleaners.blocks.links import is_bare_link
from cleaners.blocks.service import is_service_line
from cleaners.blocks.shape import CACHED_LINES, LIST_MARK, count_words, is_prose, key_of
from cleaners.fields import find_byline, find_date_line
from cleaners.model import Block, Blocks, Kind

LOOK_AHEAD = 8  # blocks after a headline in which its page head is looked for
MIN_EVIDENCE = 2  # of: date line, byline, button line, the headline again, highlights
MIN_TITLE_WORDS, MAX_TITLE_WORDS = 3, 40
_TITLE = Kind.TITLE  # looking a member up costs ten times a name


def split_articles(blocks: Blocks) -> Blocks:
    """Give each article of a row its own `part` (1, 2, ...).

    A new article begins at a headline that stands after a paragraph, when its page head follows: at least two
    of a date line, a byline, a button such as `Follow`, the headline a second time, highlights; and then a paragraph. On
    pages the extractor has marked such headlines as titles. Parts that the row has already stay apart.

    >>> from cleaners.blocks import segment
    >>> row, _ = segment("The talks ended on Friday in Doha.\\nRain hits Swat valley\\nUpdated 2 May 2026\\nFollow\\n"
    ...     "Rain fell for a third day on Saturday.")
    >>> [block.part for block in split_articles(row)]
    [1, 2, 2, 2, 2]
    """
    view = [block for block in blocks if block.removal is None]
    last = max((place for place, block in enumerate(view) if is_prose(block.text)), default=-1)
    part, story_seen, place = 1, False, 0  # `place` of a block in the view, or of the next one in it
    row: list[Block] = []
    for at, block in enumerate(blocks):
        kept = block.removal is None
        found_before = at > 0 and block.part != blocks[at - 1].part
        if found_before or (
            story_seen and kept and (is_marked_title(block) or (place < last and begins_article(view, place)))
        ):
            part += 1
            story_seen = False
        if kept:
            story_seen = story_seen or is_prose(block.text)
            place += 1
        row.append(replace(block, part=part) if block.part != part else block)
    return tuple(row)


def is_marked_title(block: Block) -> bool:
    """Whether the extractor found that a headline begins here."""
    return block.kind is _TITLE


def begins_article(view: Sequence[Block], place: int) -> bool:
    """Whether the block at this place, among those that no cleaner took, is the headline of a further article."""
    headline = view[place]
    if is_prose(headline.text) or LIST_MARK.match(headline.text):
        return False
    ahead = view[place + 1 : place + 1 + LOOK_AHEAD]
    page_head = list(takewhile(lambda block: block.part == headline.part, ahead))
    # First what decides often: no paragraph follows, or what stands before it is no head of a page.
    if not any(is_prose(block.text) for block in page_head) or not any(
        find_evidence(block.text) for block in page_head
    ):
        return False
    if (
        is_bare_link(headline.text)
        or find_byline(headline.text)
        or is_caption(headline.text, before_story=True)
    ):
        return False
    if not MIN_TITLE_WORDS <= count_words(headline.text) <= MAX_TITLE_WORDS or find_date_line(headline.text):
        return False
    key = key_of(headline.text)
    evidence: set[str] = set()
    for block in page_head:
        if key_of(block.text) == key:
            evidence.add("headline again")
        elif found := find_evidence(block.text):
            evidence.add(found)
        elif is_prose(block.text) and not is_caption(block.text, before_story=True):
            return len(evidence) >= MIN_EVIDENCE
    return False


@lru_cache(CACHED_LINES)
def find_evidence(text: str) -> str | None:
    """What a line is that heads of pages consist of, by itself; None for any other line."""
    if find_date_line(text):
        return "date line"
    if is_service_line(text):
        return "button"
    if LIST_MARK.match(text):
        return "highlights"
    return "byline" if find_byline(text) else None
