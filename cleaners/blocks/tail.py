"""What stands behind the end of a story: side columns, tickers, teasers of other stories."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from cleaners.blocks.row import Context, live, remove
from cleaners.blocks.shape import CACHED_LINES, CUT_OFF, count_words, holds_sentence, is_prose, opens_story
from cleaners.model import Block, Blocks, Media

COLUMN = re.compile(
    r"(?:happening now|happening|now|trending(?: now| topics| stories)?|most (?:read|popular|viewed|shared|commented|recent)|"
    r"(?:top|latest|breaking|recent|featured|popular|other|more|related|editor['’]?s'? picks?|must[ -]read)"
    r"(?: (?:news|stories|posts|articles|videos|headlines|topics|updates|reading))?|"
    r"services|ticker|live updates|recommended(?: for you| stories)?|you may (?:also )?like|in case you missed it|"
    r"(?:read|see|watch) (?:also|more)|sponsored(?: content)?|from around the web|in this section|also in (?:the )?news|"
    r"تازہ ترین(?: خبریں)?|متعلقہ خبریں|اړوند خبرونه|مقبول(?: ترین| خبریں)?|اہم خبریں|مزید خبریں|"
    r"آخرین (?:خبرها|اخبار)|پربیننده‌?ترین(?: ها|‌ها)?|"
    r"پربازدیدترین(?: ها|‌ها)?|اخبار مرتبط|تازه (?:ترین )?خبرها|وروستي خبرونه|نور خبرونه)\s*(?:\.\.\.|…|:)?",
    re.IGNORECASE,
)
MIN_STORY = 2  # prose blocks before a column may begin
MIN_TEASERS = 4  # headlines in a row
MIN_TEASER_WORDS = 6
MIN_EVIDENCE = 2
MIN_ANNOUNCING_WORDS = 6  # with fewer, a colon may stand behind a label: `More from this writer:`
MIN_SPEECHES = 3
MAX_LINKED = 0.5  # share of a line's letters that a sentence of the story has in links
CLOSING = re.compile(
    r"(?:(?:end|foot)?notes|sources|references|bibliography|signed(?: by)?|signatories|score(?:board|card|s)|"
    r"(?:his|her|their|selected) (?:publications|works|books|writings)|"
    r"حوالہ جات|حوالے|دستخط(?: کنندگان)?|سکور ?(?:بورڈ|کارڈ)|تصانیف|"
    r"منابع|یادداشت\u200c?ها|پانوشت\u200c?ها|امضا ?کنندگان|آثار(?: او)?|نتایج|سرچینې|لمنليکونه|لاسلیک کوونکي|آثار یې)\s*:?",
    re.IGNORECASE,
)
"""Labels of what stands below a story and belongs to it."""
SPEECH = re.compile(r"[A-Z][A-Z.’' -]{2,30}: .*[.!?…][\"'”’)]*$")
BOILERPLATE_CLEANERS = frozenset(
    """
    remove_source_promos remove_share_bars remove_related_links remove_service_lines remove_legal_text
    remove_comment_boxes remove_bare_links remove_side_columns
    """.split()
)
"""Cleaners whose finds behind a story show that its page's boilerplate was scraped with it."""


def remove_side_columns(blocks: Blocks, context: Context) -> Blocks:
    """Take out the side column, ticker or teasers that were scraped behind a story.

    Goes, behind the last paragraph: everything from a label such as `Happening now...` or `TRENDING` on; and
    everything from the first line that is no sentence on, when at least two things show boilerplate there: a line
    that another cleaner knows (share bar, button, copyright), cut-off lines, four headlines in a row.
    Stays: all paragraphs; closing lines and lists without such company (names of the dead, results, verses); with it, a
    list that a sentence or a label (`Notes`, `Signed`) announces, and speeches behind names, as far as the first line
    that another cleaner knows; on pages, everything above the first link.

    >>> from cleaners.blocks.row import preview
    >>> preview(remove_side_columns, "The talks are over now.\\nThey resume on Monday in Doha.\\nTRENDING\\nWho wins?")
    ['+ The talks are over now.', '+ They resume on Monday in Doha.', '- TRENDING', '- Who wins?']

    Source: read in texts scraped without regard to columns.
    """
    at = column_start(blocks, linked=context.media is Media.HTML)
    if at is None:
        return blocks
    found = [place for place, _ in live(blocks) if place >= at]
    return remove(blocks, found, "remove_side_columns", "side column, ticker or teasers behind the story")


def column_start(blocks: Blocks, *, linked: bool) -> int | None:
    """Position of the block at which the boilerplate behind a story begins; None without any.

    Where `linked`, the row shows its links, and a column without a label begins with one.
    """
    rows = list(live(blocks))
    prose = [at for at, block in rows if opens_story(block)]
    second = prose[MIN_STORY - 1] if len(prose) >= MIN_STORY else None
    end = next((at for at, block in reversed(rows) if holds_sentence(block.text)), second)
    if end is None:
        return None
    tail = [(at, block) for at, block in rows if at > end]
    if second is not None and second <= end:
        label = next((at for at, block in tail if is_column_label(block.text)), None)
        if label is not None:
            return label
    first = next((at for at, block in tail if not is_prose(block.text) and is_teaser(block, linked)), None)
    if first is None or count_evidence(blocks, end) < MIN_EVIDENCE:
        return None
    lead = [block.text for block in itertools.takewhile(lambda b: not is_boilerplate(b), blocks[first:])]
    if not closes_story(blocks[end].text, lead):
        return first
    behind = first + len(lead)
    return next((at for at, _ in tail if at > behind), None)


def is_teaser(block: Block, linked: bool) -> bool:
    """Whether a line may lead to another story: a link, where the row shows them."""
    return not linked or block.link_share > MAX_LINKED


def is_boilerplate(block: Block) -> bool:
    """Whether another cleaner has shown that a line is the page's and not the story's."""
    return block.removal is not None and block.removal.cleaner in BOILERPLATE_CLEANERS


def closes_story(last: str, lines: Sequence[str]) -> bool:
    """Whether lines between the last paragraph and the first piece of boilerplate are the end of the story.

    So are a list that the paragraph, or a sentence behind it, announces with a colon, one below a label such as `Notes`,
    and speeches behind their names.

    >>> closes_story("The guild asks its members:", ["Sift twice", "Wet the hands"])
    True
    >>> closes_story("The talks ended on Friday.", ["Minister visits Swat", "Rain hits Dir"])
    False
    """
    if any(CUT_OFF.search(line) for line in lines):
        return False
    announcing = lines[0].endswith(":") and count_words(lines[0]) >= MIN_ANNOUNCING_WORDS
    if last.endswith(":") or announcing or CLOSING.fullmatch(lines[0]):
        return True
    return sum(SPEECH.match(line) is not None for line in lines) >= MIN_SPEECHES


@lru_cache(CACHED_LINES)
def is_column_label(text: str) -> bool:
    """Whether a line heads a side column."""
    return COLUMN.fullmatch(text) is not None


def count_evidence(blocks: Blocks, end: int) -> int:
    """How much behind the block at `end` shows boilerplate."""
    behind = blocks[end + 1 :]
    known = sum(map(is_boilerplate, behind))
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
