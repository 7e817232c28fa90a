"""Menus: rows of short link labels above a story or behind it."""

from __future__ import annotations

import re
from functools import lru_cache

from cleaners.blocks.row import Context, live, remove
from cleaners.blocks.shape import CACHED_LINES, count_words, opens_story
from cleaners.model import Block, Blocks, Kind

MAX_LABEL_WORDS = 3
MIN_RUN = 4
BREADCRUMB = re.compile(r"[^\n>›»/]{1,40}(?:\s[>›»/]\s[^\n>›»/]{1,60})+")
SEPARATORS = "-–|•·»"
SEPARATED = re.compile(rf"\s[{SEPARATORS}]\s|\s?\|\s?")
MIN_ITEMS, MAX_ITEM_WORDS = 5, 4
CLOSED = re.compile(r"[.!?،,;:؛۔؟…]$")


def remove_menus(blocks: Blocks, context: Context) -> Blocks:
    """Take out the menus that were scraped above a story.

    Goes, before the first paragraph: four or more lines in a row of at most three words each and without a
    closing mark; a trail such as `Home > Pakistan > Peshawar`. Anywhere: a line of five or more short labels with
    marks between them.
    Stays: the last line before the first paragraph, which may be the title; the same lines inside or behind a
    story (names, results, verse); the rows of a page's table.

    >>> from cleaners.blocks.row import preview
    >>> preview(remove_menus, "Home\\nPakistan\\nSport\\nOpinion\\nRain hits Swat again\\nRain fell for three days, police said.")
    ['- Home', '- Pakistan', '- Sport', '- Opinion', '+ Rain hits Swat again', '+ Rain fell for three days, police said.']

    Source: read in texts scraped without regard to menus.
    """
    rows = list(live(blocks))
    first = next((n for n, (_, block) in enumerate(rows) if opens_story(block)), None)
    if first is None:
        return blocks
    found: list[int] = []
    run: list[int] = []
    for at, block in rows[: max(first - 1, 0)]:
        if is_label(block):
            run.append(at)
            continue
        found += run if len(run) >= MIN_RUN else []
        run = []
        if BREADCRUMB.fullmatch(block.text):
            found.append(at)
    found += run if len(run) >= MIN_RUN else []
    found += [at for at, block in rows if block.kind is not Kind.TABLE and is_row_of_labels(block.text)]
    return remove(blocks, found, "remove_menus", "menu")


@lru_cache(CACHED_LINES)
def is_row_of_labels(text: str) -> bool:
    """Whether one line is a menu: five or more short labels with marks between them.

    >>> is_row_of_labels("Home - Urdu News - Car Prices - Live TV - Horoscope"), is_row_of_labels("Win - win - win")
    (True, False)
    """
    if sum(map(text.count, SEPARATORS)) < MIN_ITEMS - 1:
        return False
    items = SEPARATED.split(text)
    return (
        len(items) >= MIN_ITEMS
        and len(set(items)) == len(items)
        and all(0 < count_words(item) <= MAX_ITEM_WORDS and not CLOSED.search(item) for item in items)
    )


def is_label(block: Block) -> bool:
    """Whether a line is short enough for a link of a menu, and no sentence."""
    text = block.text.lstrip("-–—•*·▪●○►»◦‣ ")
    short = block.kind is not Kind.TABLE and 0 < count_words(text) <= MAX_LABEL_WORDS
    return short and CLOSED.search(text) is None
