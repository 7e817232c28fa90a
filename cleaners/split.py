"""One input, several articles: sites load the next story under the first, and scrapers keep both."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice, takewhile

from cleaners.blocks.captions import is_caption
from cleaners.blocks.links import is_bare_link
from cleaners.blocks.row import LIST_MARK, live
from cleaners.blocks.service import is_service_line
from cleaners.blocks.shape import count_words, is_prose, key_of
from cleaners.fields import find_byline, find_date_line
from cleaners.model import Block, Blocks, Kind

LOOK_AHEAD = 8  # blocks after a headline in which its page head is looked for
MIN_EVIDENCE = 2  # of: date line, byline, button line, the headline again, highlights
MIN_TITLE_WORDS, MAX_TITLE_WORDS = 3, 40


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
    part, story_seen = 1, False
    last = max((at for at, block in live(blocks) if is_prose(block.text)), default=-1)
    row: list[Block] = []
    for at, block in enumerate(blocks):
        found_before = at > 0 and block.part != blocks[at - 1].part
        if found_before or (
            story_seen and (is_marked_title(block) or (at < last and begins_article(blocks, at)))
        ):
            part += 1
            story_seen = False
        if block.removal is None and is_prose(block.text):
            story_seen = True
        row.append(replace(block, part=part) if block.part != part else block)
    return tuple(row)


def is_marked_title(block: Block) -> bool:
    """Whether the extractor found that a headline begins here."""
    return block.kind is Kind.TITLE and block.removal is None


def begins_article(blocks: Blocks, at: int) -> bool:
    """Whether the block at this position is the headline of a further article."""
    headline = blocks[at]
    if headline.removal is not None or is_prose(headline.text) or LIST_MARK.match(headline.text):
        return False
    ahead = islice((b for b in islice(blocks, at + 1, None) if b.removal is None), LOOK_AHEAD)
    page_head = list(takewhile(lambda b: b.part == headline.part, ahead))
    # First what decides often: no paragraph follows.
    if not any(is_prose(block.text) for block in page_head):
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
        elif find_date_line(block.text):
            evidence.add("date line")
        elif is_service_line(block.text):
            evidence.add("button")
        elif LIST_MARK.match(block.text):
            evidence.add("highlights")
        elif find_byline(block.text):
            evidence.add("byline")
        elif is_prose(block.text) and not is_caption(block.text, before_story=True):
            return len(evidence) >= MIN_EVIDENCE
    return False
