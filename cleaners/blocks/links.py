"""Links that stand alone and link labels: cut-off addresses, `Read more`, related stories."""

from __future__ import annotations

import re
from functools import lru_cache

from cleaners.blocks.labels import READ_ALSO
from cleaners.blocks.row import Context, live, remove
from cleaners.blocks.shape import CACHED_LINES
from cleaners.model import Blocks

ADDRESS = r"(?:https?://|www\.)[^\s<>\"“”]*"
BARE_LINKS = re.compile(
    rf"[\W_]*(?:(?:link|source|url|read more|more)\W*)?{ADDRESS}(?:[\s|,;]+{ADDRESS})*[\W_]*", re.I
)
RELATED = re.compile(
    r"(?:also|further|must|related|recommended|more) ?(?:read(?:ing|s)?|stor(?:y|ies)|articles?|news|posts?|coverage)\b|"
    r"read (?:more|also|next|the full (?:story|article)|full (?:story|article))\b|see also\b|"
    r"read this (?:story|article|report) in \w+|"
    r"(?:more (?:on|from) this (?:story|topic|author|section))|you (?:may|might) (?:also )?(?:like|be interested)|"
    r"don['’]t miss\b|watch (?:more|also|the video)\b|"
    rf"{READ_ALSO}|"
    r"مزید پڑھیں|یہ بھی پڑھیں|مزید خبریں|بیشتر بخوانید|مطالب مرتبط|خبرهای مرتبط|همچنین بخوانید|نور ولولئ|دا هم ولولئ",
    re.IGNORECASE,
)
LABEL_MARK = re.compile(r"\s*(?:[:：|»>–—-]|$|\.\.\.|…)")
MAX_LABEL = 220  # characters of a label together with the headline that it announces


def remove_bare_links(blocks: Blocks, context: Context) -> Blocks:
    """Take out lines that hold nothing but web addresses, whole or cut off.

    Goes: `https://example.org/node/`, also several of them or with a word such as `Link:` before.
    Stays: an address inside a sentence.

    >>> from cleaners.blocks.row import preview
    >>> preview(remove_bare_links, "https://example.org/node/\\nThe list is at https://example.org/list for all to read.")
    ['- https://example.org/node/', '+ The list is at https://example.org/list for all to read.']

    Source: seen where a scraper kept the address of the page.
    """
    found = [at for at, block in live(blocks) if is_bare_link(block.text)]
    return remove(blocks, found, "remove_bare_links", "link that stands alone")


@lru_cache(CACHED_LINES)
def is_bare_link(text: str) -> bool:
    """Whether a line holds web addresses and nothing else."""
    return "." in text and BARE_LINKS.fullmatch(text) is not None


def remove_related_links(blocks: Blocks, context: Context) -> Blocks:
    """Take out labels that lead to other stories.

    Goes: `Also read: <headline>`, `READ MORE`, `Related stories`, and their Urdu, Dari and Pashto forms: the
    label at the start of a line, followed by a mark or the line's end.
    Stays: a sentence that begins with such words (`Read more than one book a week`).

    >>> from cleaners.blocks.row import preview
    >>> preview(remove_related_links, "Also read: Talks to resume in Doha\\nRead more books, the minister told pupils.")
    ['- Also read: Talks to resume in Doha', '+ Read more books, the minister told pupils.']

    Source: read on news pages of the region.
    """
    found = [at for at, block in live(blocks) if is_related_link(block.text)]
    return remove(blocks, found, "remove_related_links", "link to another story")


@lru_cache(CACHED_LINES)
def is_related_link(text: str) -> bool:
    """Whether a line is a label that leads elsewhere."""
    if len(text) > MAX_LABEL:
        return False
    match = RELATED.match(text.lstrip("([>»→-–• "))
    return match is not None and LABEL_MARK.match(match.string, match.end()) is not None
