"""Lines that repeat what stands elsewhere in the story: repeated titles, pull quotes."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from itertools import pairwise

from cleaners.blocks.row import Context, live, remove
from cleaners.blocks.shape import CACHED_LINES, LIST_MARK, count_words, is_prose, key_of, opens_story
from cleaners.model import STORY, Block, Blocks, Kind

PULL_LABEL = re.compile(
    r"(?:high ?lights?|key (?:quote|point)s?|pull quote|quote|in quotes|اقتباس)\s*:?", re.IGNORECASE
)
MIN_TITLE_WORDS = 3
MIN_REPEAT_WORDS = 10  # without a label: refrains are shorter
MIN_QUOTE_WORDS = 6
MAX_QUOTE_WORDS = 80


def remove_repeated_titles(blocks: Blocks, context: Context) -> Blocks:
    """Take out every further copy of an article's title that stands before or inside its story.

    Goes: a line with the same words as the title (known from the page, or the first line that is no prose).
    Stays: the first copy in a text; a heading between two paragraphs, which opens a section; the same words before a
    colon, where the story leads on with them; a sentence that contains the title's words among others.

    >>> from cleaners.blocks.row import preview
    >>> preview(remove_repeated_titles, "Talks enter third day\\nFollow\\nTalks enter third day\\nThe talks went on in Doha.")
    ['+ Talks enter third day', '+ Follow', '- Talks enter third day', '+ The talks went on in Doha.']

    Source: pages print the title in a slider or a link above the story as well.
    """
    found: list[int] = []
    title = key_of(context.known.title) if context.known.title else None
    sections = list_sections(blocks)
    for at, block in live(blocks):
        if block.kind in (Kind.SUMMARY, Kind.CAPTION) or (title is None and LIST_MARK.match(block.text)):
            continue
        key = key_of(block.text)
        if title is None:
            if opens_story(block):
                break  # the text has no title
            title = key if count_words(block.text) >= MIN_TITLE_WORDS else None
        elif key == title and is_copy(block) and at not in sections:
            found.append(at)
    return remove(blocks, found, "remove_repeated_titles", "the title again")


def is_copy(block: Block) -> bool:
    """Whether a line with the title's words only repeats it: no colon leads on from it."""
    return block.kind is not Kind.TITLE and not block.text.endswith((":", "："))


def list_sections(blocks: Blocks) -> frozenset[int]:
    """Positions of the headings that stand between two paragraphs, right above the second."""
    story = [(at, block) for at, block in live(blocks) if block.kind in STORY]
    below_paragraph = False
    found = set()
    for (at, block), (_, below) in pairwise(story):
        if block.kind is Kind.HEADING and below_paragraph and opens_story(below):
            found.add(at)
        below_paragraph = below_paragraph or opens_story(block)
    return frozenset(found)


def remove_pull_quotes(blocks: Blocks, context: Context) -> Blocks:
    """Take out pull quotes: sentences of the story that are printed a second time to catch the eye.

    Goes: a block of 6 to 80 words that another block has word for word, or contains: of two equal ones the
    one under a label such as `HIGHLIGHT`, else the one that opens the text, else the second; and that label.
    Stays: without a label, what is shorter than ten words or comes three times (refrains, chants, responses); a
    label whose block repeats nothing.

    >>> from cleaners.blocks.row import preview
    >>> preview(remove_pull_quotes, "HIGHLIGHT\\nThe bridge is closed until spring.\\n"
    ...     "He said: “The bridge is closed until spring.”")
    ['- HIGHLIGHT', '- The bridge is closed until spring.', '+ He said: “The bridge is closed until spring.”']

    Source: read on news pages of the region.
    """
    story = [(at, block) for at, block in live(blocks) if block.kind in STORY]
    lengths = Counter(count_words(block.text) for _, block in story)
    counts = Counter(key_of(block.text) for _, block in story if lengths[count_words(block.text)] > 1)
    first: dict[str, int] = {}
    found: set[int] = set()
    for place, (at, block) in enumerate(story):
        words = count_words(block.text)
        if not MIN_QUOTE_WORDS <= words <= MAX_QUOTE_WORDS:
            continue
        labelled = place > 0 and is_pull_label(story[place - 1][1].text)
        if not labelled and lengths[words] == 1:
            continue  # no other block can have the same words
        key = key_of(block.text)
        if labelled and repeats(key, at, story):
            found |= {at, story[place - 1][0]}
        elif is_prose(block.text) and block.kind is not Kind.LIST_ITEM:
            opens = first.get(key) == story[0][0]
            if key in first and counts[key] == 2 and (opens or words >= MIN_REPEAT_WORDS):
                # An opening sentence that comes again is the standfirst: the story has the second copy.
                found.add(first[key] if opens else at)
            first.setdefault(key, at)
    return remove(blocks, found, "remove_pull_quotes", "pull quote: the story has this sentence elsewhere")


@lru_cache(CACHED_LINES)
def is_pull_label(text: str) -> bool:
    """Whether a line announces a pull quote."""
    return PULL_LABEL.fullmatch(text) is not None


def repeats(key: str, at: int, story: list[tuple[int, Block]]) -> bool:
    """Whether another block than the one at `at` holds these words."""
    return any(other != at and f" {key} " in f" {key_of(block.text)} " for other, block in story)
