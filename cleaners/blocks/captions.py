"""Picture captions among the lines of a text."""

from __future__ import annotations

import re
from functools import lru_cache

from cleaners.blocks.row import Context, live, set_kind
from cleaners.blocks.shape import CACHED_LINES, count_words, opens_story
from cleaners.model import Block, Blocks, Kind, Media

CREDIT = (
    r"AFP|AP|APP|AA|EPA|PTI|ANI|INP|PPI|DPA|IRNA|Reuters|Xinhua|Getty(?: Images)?|Anadolu(?: Agency)?|Bakhtar|Pajhwok|"
    r"Associated Press|file|file photo|photo|photos|image|supplied|courtesy|handout|screen ?grab|screenshot|social media|"
    r"online|shutterstock|unsplash|twitter|facebook|instagram|x|youtube|radio pakistan|white star|انٹرنیٹ|فائل(?: فوٹو)?|"
    r"عکس|تصویر|فوٹو|انځور|باختر|پژواک"
)
PICTURE_CREDIT = re.compile(
    rf"[(\[]\s*(?:[^()\[\]]{{0,60}}[\s/|@:])?(?:{CREDIT})(?:[\s/|@:][^()\[\]]{{0,60}})?\s*[)\]]\.?$|"
    rf"\s[—–-]{{1,2}}\s?(?:[\w .@]{{0,40}}[\s/|@:])?(?:{CREDIT})(?:[/|@:]\s?\w[\w ]{{0,40}})?\.?$",
    re.IGNORECASE,
)
SURE_CREDIT = re.compile(
    r"[/|]\s?(?:file|handout)|(?:file )?photo\b|screen ?grab|via (?:x|facebook|twitter|reuters)\b|عکس|تصویر|فوٹو|انځور",
    re.I,
)
CAPTION_LABEL = re.compile(
    r"(?:(?:file )?photos?|pictures?|images?|caption|photo (?:credit|courtesy|by)|image (?:credit|source)|تصویر|فوٹو|عکس|انځور)"
    r"\s*[:：]\s*\S|(?:(?:in this )?(?:undated |representational |file )+(?:photo|image|picture)\b)",
    re.IGNORECASE,
)
CREDIT_LABEL = re.compile(
    r"(?:photo|picture|image|foto|bild|fotoğraf|illustration|фото|عکس|تصویر|فوٹو|انځور)s?(?: credits?| courtesy| source)?"
    r"\s*[:：/]\s*\S.*|(?:photo|image|picture)s? (?:by|from|courtesy of|provided by) [^a-z].*",
)
MAX_WORDS = 70
MAX_CREDIT_WORDS = 10  # of a line that only credits a picture
SET_OFF = tuple(space + dash for space in " \n\x85" for dash in "—–-")  # all white space that repairs leave


def mark_captions(blocks: Blocks, context: Context) -> Blocks:
    """Mark the captions of pictures, so that they go to `captions` and not into the story.

    Goes to captions: a line with a picture credit at its end (`(AFP/File)`, `— Reuters/File`, `Photo: ...`); with a
    credit that could be the story's own (`(AFP)`) only before the first paragraph. On pages, whose pictures have places
    of their own, only short lines that credit one (`Photo: Getty Images`).
    Stays: the last paragraph with its agency; sentences that mention a photo.

    >>> from cleaners.blocks.row import preview
    >>> preview(mark_captions, "Trucks wait at the crossing on Monday. (AFP/File)\\nThe crossing was shut again, police said.")
    ['= Trucks wait at the crossing on Monday. (AFP/File)', '+ The crossing was shut again, police said.']

    Source: credit forms of the agencies, read on news pages of the region.
    """
    if context.media is not Media.TEXT:
        return set_kind(blocks, [at for at, block in live(blocks) if is_credit_line(block)], Kind.CAPTION)
    found, before_story = [], True
    last_prose = max((at for at, block in live(blocks) if opens_story(block)), default=-1)
    for at, block in live(blocks):
        if is_caption(block.text, before_story and at < last_prose):
            found.append(at)
        elif opens_story(block):
            before_story = False
    return set_kind(blocks, found, Kind.CAPTION)


def is_credit_line(block: Block) -> bool:
    """Whether a paragraph only credits a picture."""
    if block.kind is not Kind.PROSE or count_words(block.text) > MAX_CREDIT_WORDS:
        return False
    return CREDIT_LABEL.fullmatch(block.text[0].lower() + block.text[1:]) is not None


@lru_cache(CACHED_LINES)
def is_caption(text: str, before_story: bool) -> bool:
    """Whether a line is a caption; a bare agency in brackets counts only before the story."""
    if not 3 <= count_words(text) <= MAX_WORDS:
        return False
    if CAPTION_LABEL.match(text):
        return True
    credit = PICTURE_CREDIT.search(text) if may_end_in_credit(text) else None
    if credit is None:
        return False
    return before_story or SURE_CREDIT.search(credit.group()) is not None


def may_end_in_credit(text: str) -> bool:
    """Whether a line ends in a bracket or has a dash with white space before it, as every credit of a picture needs."""
    return text.rstrip(". \n").endswith((")", "]")) or any(map(text.__contains__, SET_OFF))
