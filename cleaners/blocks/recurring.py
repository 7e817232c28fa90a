"""Lines that stand around the stories of a source again and again: teasers, labels, notes of the publisher."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from enum import IntEnum
from functools import lru_cache

from cleaners.blocks.row import Context, live, remove
from cleaners.blocks.shape import CACHED_LINES, count_words, holds_sentence, is_prose, key_of
from cleaners.fields import find_agency
from cleaners.model import Blocks, Media, Page

ZONE_BITS = 2
MAX_COPIED_SHARE = 0.5  # of the words in paragraphs: a text of which more recurs is a copy
MAX_TEASER_WORDS = 25  # of one that reads like a paragraph


class Zone(IntEnum):
    """Where in a text a line stands: the same line may be boilerplate behind one story and the title of another."""

    HEAD = 0
    STORY = 1
    TAIL = 2
    PAIR = 3  # the last paragraph of a text together with the line below it


@lru_cache(CACHED_LINES)
def hash_words(text: str) -> int:
    """A number of 64 bits (signed) for the words of a line, with room for a zone in its lowest bits."""
    digest = hashlib.blake2b(key_of(text).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True) >> ZONE_BITS << ZONE_BITS


def hash_line(text: str, zone: Zone) -> int:
    """The number of a line that stands in a zone; equal words give equal numbers.

    >>> hash_line("Read: more!", Zone.TAIL) == hash_line("READ MORE", Zone.TAIL) != hash_line("READ MORE", Zone.HEAD)
    True
    """
    return hash_words(text) | zone


@lru_cache(maxsize=256)
def hash_lines(lines: tuple[str, ...]) -> frozenset[int]:
    """Numbers of lines that are boilerplate before and behind any story of their source."""
    return frozenset(hash_line(line, zone) for line in lines for zone in (Zone.HEAD, Zone.TAIL))


def find_zones(lines: Sequence[str]) -> tuple[int, int]:
    """Positions of the first and of the last paragraph among the lines of a text; `(0, len - 1)` without any.

    >>> find_zones(["Opinion", "The talks went on for a third day in Doha, an official said on Monday.", "More"])
    (1, 1)
    """
    last = len(lines) - 1
    first = next((at for at, line in enumerate(lines) if holds_sentence(line)), None)
    if first is None:
        return 0, last
    return first, next(at for at in range(last, first - 1, -1) if holds_sentence(lines[at]))


def group_of(page: Page) -> str:
    """Which texts belong together: those of one source, else those below one folder of the input.

    >>> group_of(Page(b"", Media.TEXT, input="herald/2026/a.txt")), group_of(Page(b"", Media.TEXT, input="a.txt"))
    ('herald', '')
    """
    return page.source or (page.input or "").rpartition("/")[0].partition("/")[0]


def remove_recurring_lines(blocks: Blocks, context: Context) -> Blocks:
    """Take out the lines that recur around the stories of one source.

    Goes: before the first paragraph and behind the last one that does not recur, every line that `context.recurring`
    names for that place (teasers of other stories, section labels, notes on the writer), however it reads.
    Stays: everything between the paragraphs of the story, such as a refrain; a full paragraph that recurs right
    behind the story, which may be the background of a long affair (a short one goes when
    the line below it is the same in other texts: teasers come in rows); credits of agencies; all lines of a text whose
    paragraphs recur for the most part: a copy, or the same file twice. Pages have templates and are left alone.

    >>> from cleaners.blocks.row import preview
    >>> seen = Context(recurring=hash_lines(("Rain will reach the north this week",)))
    >>> preview(remove_recurring_lines, "The talks are over now.\\nRain will reach the north this week", seen)
    ['+ The talks are over now.', '- Rain will reach the north this week']

    Source: counted over all texts of a source, see docs/decisions/0009-recurring-lines.md.
    """
    if not context.recurring or context.media is not Media.TEXT:
        return blocks
    known = context.recurring
    prose = [at for at, block in live(blocks) if is_prose(block.text)]
    copied = {at for at in prose if recurs(blocks[at].text, known)}
    own = [at for at in prose if at not in copied]
    words = count_in(blocks, prose)
    if not own or count_in(blocks, copied) >= MAX_COPIED_SHARE * words:
        return blocks
    found = find_known(blocks, range(own[0]), known, Zone.HEAD)
    behind = find_known(blocks, range(own[-1] + 1, len(blocks)), known, Zone.TAIL)
    start = next((at for at in behind if is_loose(blocks, at, known)), len(blocks))
    found += [at for at in behind if at >= start]
    return remove(
        blocks, found, "remove_recurring_lines", "line that recurs around other stories of its source"
    )


def is_loose(blocks: Blocks, at: int, known: frozenset[int]) -> bool:
    """Whether a recurring line is boilerplate also where it stands right behind the story."""
    text = blocks[at].text
    below = blocks[at + 1].text if at + 1 < len(blocks) else ""
    return not holds_sentence(text) or hash_pair(text, below) in known


def hash_pair(text: str, below: str) -> int | None:
    """Number for a paragraph together with the line below it; None for one that is too long for a teaser."""
    if count_words(text) > MAX_TEASER_WORDS or not below:
        return None
    return hash_line(f"{text} {below}", Zone.PAIR)


def recurs(text: str, known: frozenset[int]) -> bool:
    """Whether a line is known from any place."""
    number = hash_words(text)
    return not known.isdisjoint((number | Zone.HEAD, number | Zone.STORY, number | Zone.TAIL))


def find_known(blocks: Blocks, places: range, known: frozenset[int], zone: Zone) -> list[int]:
    """Positions among `places` of the live lines that are known for a zone and credit nobody."""
    return [
        at
        for at in places
        if blocks[at].removal is None
        and hash_line(blocks[at].text, zone) in known
        and find_agency(blocks[at].text) is None
    ]


def count_in(blocks: Blocks, positions: Iterable[int]) -> int:
    """Words in the blocks at these positions."""
    return sum(count_words(blocks[at].text) for at in positions)
