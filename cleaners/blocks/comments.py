"""Comment boxes under a story."""

from __future__ import annotations

import re

from cleaners.blocks.row import Context, live, remove
from cleaners.blocks.shape import is_prose
from cleaners.model import Blocks

LABEL = re.compile(
    r"(?:\d+ )?(?:user |reader |your |post a |leave a |add a |write a |view |show |facebook |latest |all )*"
    r"(?:comments?|repl(?:y|ies)|responses?)(?: section| closed| \(\d+\)|\s*[(\[]?\d+[)\]]?| policy| here| below| on this)*"
    r"\s*[:.]?|"
    r"no (?:new )?comments?(?: yet| found)?\.?|be the first to (?:comment|reply).{0,40}|comments? (?:are|is) (?:closed|"
    r"moderated|off).{0,60}|join the (?:conversation|discussion)\.?|leave a (?:comment|reply)|cancel reply|"
    r"what do you think\??|have your say|"
    r"تبصر[ےہ](?: کریں)?|کوئی تبصرہ نہیں|تبصرہ لکھیں|نظر(?:ات|ات شما|ها)?|دیدگاه(?:‌ها|ها)?|هیچ نظری .{0,20}|تبصرې?|نظرونه",
    re.IGNORECASE,
)
MAX_AFTER = 4  # prose blocks after the label above which it is no end of the story


def remove_comment_boxes(blocks: Blocks, context: Context) -> Blocks:
    """Take out the comment box that follows a story.

    Goes: lines such as `COMMENTS (2)`, `No comment`, `Leave a Reply`, when little prose follows them.
    Stays: the comments of readers themselves when they read like prose (they may be quoted in the story);
    `Comment:` followed by a sentence.

    >>> from cleaners.blocks.row import preview
    >>> preview(remove_comment_boxes, "The talks ended on Friday without a result.\\nCOMMENTS (2)\\nNo comment")
    ['+ The talks ended on Friday without a result.', '- COMMENTS (2)', '- No comment']

    Source: read on news pages of the region.
    """
    found: list[int] = []
    prose_after = 0
    for at, block in reversed(list(live(blocks))):
        if len(block.text) < 90 and LABEL.fullmatch(block.text):
            if prose_after <= MAX_AFTER:
                found.append(at)
        elif is_prose(block.text):
            prose_after += 1
    return remove(blocks, found, "remove_comment_boxes", "comment box")
