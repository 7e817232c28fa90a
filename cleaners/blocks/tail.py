"""What stands behind the end of a story: side columns, tickers, teasers of other stories."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from cleaners.blocks.row import Context, live, remove
from cleaners.blocks.shape import CACHED_LINES, CUT_OFF, count_words, is_prose, opens_story
from cleaners.model import Blocks

COLUMN = re.compile(
    r"(?:happening now|happening|now|trending(?: now| topics| stories)?|most (?:read|popular|viewed|shared|commented|recent)|"
    r"(?:top|latest|breaking|recent|featured|popular|other|more|related|editor['’]?s'? picks?|must[ -]read)"
    r"(?: (?:news|stories|posts|articles|videos|headlines|topics|updates|reading))?|"
    r"services|ticker|live updates|recommended(?: for you| stories)?|you may (?:also )?like|in case you missed it|"
    r"(?:read|see|watch) (?:also|more)|sponsored(?: content)?|from around the web|in this section|"
    r"تازہ ترین(?: خبریں)?|متعلقہ خبریں|اړوند خبرونه|مقبول(?: ترین| خبریں)?|اہم خبریں|مزید خبریں|"
    r"آخرین (?:خبرها|اخبار)|پربیننده‌?ترین(?: ها|‌ها)?|"
    r"پربازدیدترین(?: ها|‌ها)?|اخبار مرتبط|تازه (?:ترین )?خبرها|وروستي خبرونه|نور خبرونه)\s*(?:\.\.\.|…|:)?",
    re.IGNORECASE,
)
MIN_STORY = 2  # prose blocks before a column may begin
MIN_TEASERS = 4  # headlines in a row
MIN_TEASER_WORDS = 6
MIN_EVIDENCE = 2
MIN_PARAGRAPH_WORDS = 12
INNER_END = re.compile(
    r"""[.!?۔؟](?<=[^\W\dA-Z_]{3}.)[\"'”’»)]*\s+[^\W\da-z_]"""
)  # not an initial or a short form
FURNITURE = frozenset(
    """
    remove_source_promos remove_share_bars remove_related_links remove_service_lines remove_legal_text
    remove_comment_boxes remove_bare_links remove_side_columns
    """.split()
)
"""Cleaners whose finds behind a story show that its page's furniture was scraped with it."""


def remove_side_columns(blocks: Blocks, context: Context) -> Blocks:
    """Take out the side column, ticker or teasers that were scraped behind a story.

    Goes, behind the last paragraph: everything from a label such as `Happening now...` or `TRENDING` on; and
    everything from the first line that is no sentence on, when at least two things show furniture there: a line
    that another cleaner knows (share bar, button, copyright), cut-off lines, four headlines in a row.
    Stays: all paragraphs; closing lines and lists without such company (names of the dead, results, verses).

    >>> from cleaners.blocks.row import preview
    >>> preview(remove_side_columns, "The talks are over now.\\nThey resume on Monday in Doha.\\nTRENDING\\nWho wins?")
    ['+ The talks are over now.', '+ They resume on Monday in Doha.', '- TRENDING', '- Who wins?']

    Source: read in texts scraped without regard to columns.
    """
    at = column_start(blocks)
    if at is None:
        return blocks
    found = [place for place, _ in live(blocks) if place >= at]
    return remove(blocks, found, "remove_side_columns", "side column, ticker or teasers behind the story")


def column_start(blocks: Blocks) -> int | None:
    """Position of the block at which the furniture behind a story begins; None without any."""
    rows = list(live(blocks))
    prose = [at for at, block in rows if opens_story(block)]
    second = prose[MIN_STORY - 1] if len(prose) >= MIN_STORY else None
    end = next((at for at, block in reversed(rows) if is_paragraph(block.text)), second)
    if end is None:
        return None
    tail = [(at, block) for at, block in rows if at > end]
    if second is not None and second <= end:
        label = next((at for at, block in tail if is_column_label(block.text)), None)
        if label is not None:
            return label
    first = next((at for at, block in tail if not is_prose(block.text)), None)
    return first if first is not None and count_evidence(blocks, end) >= MIN_EVIDENCE else None


@lru_cache(CACHED_LINES)
def is_column_label(text: str) -> bool:
    """Whether a line heads a side column."""
    return COLUMN.fullmatch(text) is not None


def count_evidence(blocks: Blocks, end: int) -> int:
    """How much behind the block at `end` shows furniture."""
    behind = blocks[end + 1 :]
    known = sum(1 for b in behind if b.removal is not None and b.removal.cleaner in FURNITURE)
    texts = [b.text for b in behind if b.removal is None]
    cut_off = sum(1 for text in texts if CUT_OFF.search(text))
    in_a_row = longest_run(not is_prose(text) and count_words(text) >= MIN_TEASER_WORDS for text in texts)
    return known + cut_off + (in_a_row >= MIN_TEASERS)


def longest_run(flags: Iterable[bool]) -> int:
    """Length of the longest row of true values.

    >>> longest_run([True, False, True, True])
    2
    """
    longest = run = 0
    for flag in flags:
        run = run + 1 if flag else 0
        longest = max(longest, run)
    return longest


@lru_cache(CACHED_LINES)
def is_paragraph(text: str) -> bool:
    """Whether a line is a paragraph of a story rather than a teaser: of some length, and a sentence ends in it.

    >>> is_paragraph("Minister says the new law will be in force before the end of this year")
    False
    """
    if count_words(text) < MIN_PARAGRAPH_WORDS or CUT_OFF.search(text):
        return False
    return is_prose(text) or INNER_END.search(text) is not None
