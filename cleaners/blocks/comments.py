"""Comment boxes under a story."""

from __future__ import annotations

import re
from functools import lru_cache

from cleaners.blocks.row import Context, live, remove
from cleaners.blocks.shape import CACHED_LINES, count_words, opens_story
from cleaners.model import Block, Blocks

LABEL = re.compile(
    r"(?!response\s*[:.]?$)(?:\d+ )?(?:user |reader |your |post a |leave a |add a |write a |view |show |facebook |latest |all )*"
    r"(?:comments?|repl(?:y|ies)|responses?)(?: section| closed| \(\d+\)|\s*[(\[]?\d+[)\]]?| policy| here| below| on this)*"
    r"\s*[:.]?|"
    r"no (?:new )?comments?(?: yet| found)?\.?|be the first to (?:comment|reply).{0,40}|comments? (?:are|is) (?:closed|"
    r"moderated|off).{0,60}|join the (?:conversation|discussion)\.?|leave a (?:comment|reply)|cancel reply|"
    r"what do you think\??|have your say|"
    r"(?:تبصر[ےہې]|نظرونه|نظرات|دیدگاه(?:‌?ها)?)\s*[(\[]?\d+[)\]]?|"
    r"تبصر[ےہ](?: کریں)?|کوئی تبصرہ نہیں|تبصرہ لکھیں|نظر(?:ات|ات شما|ها)?|دیدگاه(?:‌ها|ها)?|هیچ نظری .{0,20}|"
    r"(?:هنوز|تا ?کنون) (?:دیدگاه|نظر|تبصره)ی? .{0,30}|(?:تر اوسه|لا تر اوسه) (?:تبصره|نظر) .{0,20}|"
    r"ابھی تک کوئی (?:تبصرہ|رائے) .{0,30}|قارئین کی رائے|آپ کی رائے|تبصرې?|نظرونه|ځواب(?: ورکړئ)?|پاسخ|جواب دیں",
    re.IGNORECASE,
)
MIN_STORY = 2  # paragraphs before the box
COUNT = re.compile(r"\d")
MIN_REPLIES = 2  # labels such as `Reply` behind the first one
MAX_SHARE_IN_BOX = 1.5  # of the words before the box, where a count or replies show that comments follow
MAX_SHARE_AFTER = 0.5  # of the words before the box: what follows a box at the head of a page is the story


def remove_comment_boxes(blocks: Blocks, context: Context) -> Blocks:
    """Take out the comment box that follows a story, with the comments in it and what stands behind it.

    Goes: lines such as `COMMENTS (2)`, `No comment`, `Leave a Reply`; and everything behind the first of them,
    if two paragraphs stand before it and at most half as many words behind it as before.
    Stays: a sentence with such words; the story below a box at its head; `Response:`, which announces an answer.

    >>> from cleaners.blocks.row import preview
    >>> text = "The talks ended on Friday without a result.\\nThey go on in May, he said.\\nCOMMENTS (1)\\nWell said, sir!"
    >>> preview(remove_comment_boxes, text)[2:]
    ['- COMMENTS (1)', '- Well said, sir!']

    Source: read on news pages of the region.
    """
    rows = list(live(blocks))
    labels = [n for n, (_, block) in enumerate(rows) if is_comment_label(block.text)]
    found = {rows[n][0] for n in labels}
    box = next((n for n in labels if closes_story([block for _, block in rows], n)), None)
    if box is not None:
        found |= {at for at, _ in rows[box:]}
    return remove(blocks, found, "remove_comment_boxes", "comment box")


@lru_cache(CACHED_LINES)
def is_comment_label(text: str) -> bool:
    """Whether a line is the label of a comment box."""
    return len(text) < 90 and LABEL.fullmatch(text) is not None


def closes_story(blocks: list[Block], at: int) -> bool:
    """Whether a box at this place stands behind the story: paragraphs before it, little behind."""
    before = [block for block in blocks[:at] if opens_story(block)]
    words_before = sum(count_words(block.text) for block in before)
    words_after = sum(count_words(block.text) for block in blocks[at:])
    replies = sum(is_comment_label(block.text) for block in blocks[at + 1 :])
    most = MAX_SHARE_IN_BOX if COUNT.search(blocks[at].text) or replies >= MIN_REPLIES else MAX_SHARE_AFTER
    return len(before) >= MIN_STORY and words_after <= most * words_before
