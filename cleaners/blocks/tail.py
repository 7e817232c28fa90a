"""What stands behind the end of a story: side columns, tickers, teasers of other stories."""

from __future__ import annotations

import re

from cleaners.blocks.row import Context, live, remove
from cleaners.blocks.shape import CUT_OFF, count_words, is_prose
from cleaners.model import Blocks

COLUMN = re.compile(
    r"(?:happening now|happening|now|trending(?: now| topics| stories)?|most (?:read|popular|viewed|shared|commented|recent)|"
    r"(?:top|latest|breaking|recent|featured|popular|other|more|related|editor['’]?s'? picks?|must[ -]read)"
    r"(?: (?:news|stories|posts|articles|videos|headlines|topics|updates|reading))?|"
    r"services|ticker|live updates|recommended(?: for you| stories)?|you may (?:also )?like|in case you missed it|"
    r"(?:read|see|watch) (?:also|more)|sponsored(?: content)?|from around the web|in this section|"
    r"تازہ ترین(?: خبریں)?|مقبول(?: ترین| خبریں)?|اہم خبریں|مزید خبریں|آخرین (?:خبرها|اخبار)|پربیننده‌?ترین(?: ها|‌ها)?|"
    r"پربازدیدترین(?: ها|‌ها)?|اخبار مرتبط|تازه (?:ترین )?خبرها|وروستي خبرونه|نور خبرونه)\s*(?:\.\.\.|…|:)?",
    re.IGNORECASE,
)
MIN_STORY = 2  # prose blocks before a column may begin
MIN_TEASERS = 3


def remove_side_columns(blocks: Blocks, context: Context) -> Blocks:
    """Take out the side column or ticker that was scraped behind a story.

    Goes: from a label such as `Happening now...` or `TRENDING` to the end, when no paragraph follows the label;
    at least three lines at the very end of which more than half are cut off by an ellipsis.
    Stays: everything before the label; a heading of that name above paragraphs; closing lines without label.

    >>> from cleaners.blocks.row import preview
    >>> preview(remove_side_columns, "The talks are over now.\\nThey resume on Monday in Doha.\\nTRENDING\\nWho wins?")
    ['+ The talks are over now.', '+ They resume on Monday in Doha.', '- TRENDING', '- Who wins?']

    Source: read in texts scraped without regard to columns.
    """
    rows = list(live(blocks))
    prose_before = 0
    last_prose = max((n for n, (_, block) in enumerate(rows) if is_paragraph(block.text)), default=-1)
    for n, (_, block) in enumerate(rows):
        if is_prose(block.text):
            prose_before += 1
        if n > last_prose and prose_before >= MIN_STORY and COLUMN.fullmatch(block.text.strip()):
            found = [at for at, _ in rows[n:]]
            return remove(blocks, found, "remove_side_columns", "side column or ticker behind the story")
    tail = rows[last_prose + 1 :]
    cut_off = sum(1 for _, block in tail if CUT_OFF.search(block.text))
    if len(tail) >= MIN_TEASERS and cut_off * 2 > len(tail):
        return remove(blocks, [at for at, _ in tail], "remove_side_columns", "teasers of other stories")
    return blocks


def is_paragraph(text: str) -> bool:
    """Whether a line is a paragraph of a story rather than a teaser: prose of some length, not cut off."""
    return is_prose(text) and count_words(text) >= 12
