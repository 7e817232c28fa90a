"""Legal text: disclaimers and copyright lines."""

from __future__ import annotations

import re
from functools import lru_cache

from cleaners.blocks.row import Context, live, remove
from cleaners.blocks.shape import CACHED_LINES, count_words
from cleaners.model import Blocks

HEADING = re.compile(
    r"(?:legal )?(?:disclaimer|notice|terms(?: of use| and conditions)?|copyright notice)\s*[:.]?",
    re.IGNORECASE,
)
COPYRIGHT = ("copyright", "©", "(c)", "rights reserved", "حقوق")
COPYRIGHT_LINE = re.compile(
    r"\W*(?:(?:copyright|©|\(c\))[\W_].*\b(?:19|20)\d\d\b|(?:19|20)\d\d\s*(?:©|copyright)|all rights reserved\W*(?:$|by\b|[|·])|"
    r"(?:(?:copyright|©|\(c\))\W)?.{0,60}\ball rights reserved\W*$|"
    r"(?:.{0,120}\s)?جملہ حقوق.{0,20}محفوظ\s?(?:ہیں)?\W*$|"
    r"(?:همه|تمام|کلیه)[\u0654ءٔی]? ?ی? ?حقوق.{0,60}محفوظ|(?:د دې .{0,30})?ټول حقوق.{0,40}(?:خوندي|محفوظ))",
    re.IGNORECASE,
)
# Turns of phrase of which a disclaimer has several and a news sentence hardly one, each behind parts of words of which
# it holds one: looking for these first is twenty times faster.
PHRASES = tuple(
    (parts, re.compile(phrase, re.IGNORECASE))
    for parts, phrase in (
        (("as is", "as-is"), r"“?[\"']?as[ -]is[\"']?”?"),
        (("warrant",), r"without warrant(?:y|ies)|no warrant(?:y|ies)|warranty of any kind"),
        (
            ("liab", "responsib"),
            r"(?:not|nor|any|no) (?:accept |assume |be |held |liable |any )*(?:responsib|liab)",
        ),
        (
            ("liab", "responsib"),
            r"responsibility or liability|liable for|responsible for (?:the|any) (?:accuracy|content)",
        ),
        (("accuracy", "completeness", "reliability"), r"accuracy[, ]|completeness|reliability of"),
        (
            ("contact",),
            r"(?:complaints?|copyright issues?|concerns).{0,60}contact|contact the provider",
        ),
        (
            ("reflect", "represent", "constitute"),
            r"does not (?:necessarily )?(?:reflect|represent|constitute)|do not (?:necessarily )?(?:reflect|represent)",
        ),
        (("expressed",), r"views? (?:and opinions )?expressed|opinions expressed"),
        (("reserved",), r"\brights\b.{0,60}\breserved\b"),
        (
            ("reproduc", "republish", "redistribut", "rewritten", "broadcast"),
            r"(?:reproduc|republish|redistribut|rewritten|broadcast)\w*.{0,60}(?:permission|consent|prohibited|not allowed)",
        ),
        (("information",), r"information (?:contained|provided) (?:in|on) this"),
        (("advice", "information"), r"investment advice|financial advice|informational purposes"),
    )
)
PARTS = tuple({part for parts, _ in PHRASES for part in parts})
# One of these is enough: nobody else writes it.
SURE = re.compile(
    r"\brights\b.{0,60}\breserved by\b|"
    r"(?:views?|opinions?)(?: and opinions)? (?:expressed|in this|of the (?:author|writer)).{0,120}(?:not (?:necessarily )?"
    r"(?:reflect|represent|those of)|(?:are|is) (?:solely )?(?:the author|the writer|his|her|their)[’'s]* own)|"
    r"\bthis (?:article|post|page|story) (?:may )?(?:contains?|includes?|uses?) affiliate links|"
    r"\b(?:we|i) (?:may |might |can )?(?:earn|receive|get) an? (?:\w+ ){0,2}commission\b.{0,60}(?:link|purchase|buy|cost)|"
    r"(?:links?|buy|purchases?)\b.{0,80}\b(?:we|i|us|me) (?:may |might |can )?(?:earn|receive|get)? ?"
    r"an? (?:\w+ ){0,2}commission\b|"
    r"\bas an? \w+ (?:associate|affiliate),? (?:we|i) (?:may )?earn|"
    r"(?:مضمون نگار|کالم نگار|لکھاری|مصنف|ادار[ےہ]).{0,80}متفق ہونا ضروری نہیں|"
    r"(?:بیانگر|بازتاب|نمایانگر).{0,80}(?:نیست|نمی.?باشد|نمی.?باشند|نیستند)|"
    r"(?:د لیکوال|لیکنې مسوولیت|لیکنه کې).{0,80}(?:نظر|استازیتوب|مسوولیت|غاړه)",
    re.IGNORECASE,
)
SURE_WORDS = ("rights", "view", "opinion", "affiliate", "commission", "earn", "متفق", "نیست", "نمی", "لیک")
"""Parts of words, one of which every such phrase holds."""

MIN_PHRASES = 3
MAX_COPYRIGHT_WORDS = 40
MAX_SURE = 400  # characters of a note with a sure phrase


def remove_legal_text(blocks: Blocks, context: Context) -> Blocks:
    """Take out disclaimers and copyright lines.

    Goes: a short line that claims copyright with a year or reserves all rights; a paragraph with at least three
    turns of phrase of a disclaimer (two under a `Disclaimer` heading), and that heading.
    Stays: stories about warranties, rights and disclaimers, which have one such phrase a sentence.

    >>> from cleaners.blocks.row import preview
    >>> [line[:21] for line in preview(remove_legal_text, "Legal Disclaimer:\\nThe site gives news “as is” without "
    ...     "warranty and is not liable for its accuracy.\\nThe court ruled that the bank is liable.")]
    ['- Legal Disclaimer:', '- The site gives news', '+ The court ruled tha']

    Source: phrases counted in disclaimers of news aggregators.
    """
    found: list[int] = []
    heading: int | None = None
    for at, block in live(blocks):
        text = block.text
        if is_heading(text):
            heading = at
            continue
        phrases = count_phrases(text)
        if (
            is_copyright_line(text)
            or phrases >= MIN_PHRASES
            or (heading is not None and phrases >= MIN_PHRASES - 1)
        ):
            found.append(at)
        else:
            heading = None
            continue
        if heading is not None:
            found.append(heading)
            heading = None
    return remove(blocks, found, "remove_legal_text", "legal text")


@lru_cache(CACHED_LINES)
def is_heading(text: str) -> bool:
    """Whether a line is the heading of legal text."""
    return HEADING.fullmatch(text) is not None


@lru_cache(CACHED_LINES)
def count_phrases(text: str) -> int:
    """How many different turns of phrase of a disclaimer stand in a text; 0 where it is surely too few to count."""
    lower = text.lower()
    if len(text) < MAX_SURE and any(map(lower.__contains__, SURE_WORDS)) and SURE.search(text):
        return MIN_PHRASES
    found = set(filter(lower.__contains__, PARTS))
    if len(found) < MIN_PHRASES - 1:
        return 0
    return sum(not found.isdisjoint(parts) and phrase.search(text) is not None for parts, phrase in PHRASES)


@lru_cache(CACHED_LINES)
def is_copyright_line(text: str) -> bool:
    """Whether a line claims copyright and nothing else.

    >>> is_copyright_line("Copyright © 2026. The Herald, All Rights Reserved | Contact Us")
    True
    """
    if len(text) > 400:
        return False
    lower = text.lower()
    if not any(map(lower.__contains__, COPYRIGHT)):
        return False
    return count_words(text) <= MAX_COPYRIGHT_WORDS and COPYRIGHT_LINE.match(text) is not None
