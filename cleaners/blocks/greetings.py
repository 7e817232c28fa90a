"""Greetings to the reader before a story."""

from __future__ import annotations

import re
from dataclasses import replace

from cleaners.blocks.row import Context, cut
from cleaners.blocks.shape import count_words, opens_story
from cleaners.model import Block, Blocks, Removal

SALAM = (
    r"as-?sal(?:a|aa)mu?(?: |-)?[‘’']?al(?:a|e)ikum(?: wa ?rahmatullahi?(?: wa ?barakatuhu?)?)?|sal(?:a|aa)m(?: alaikum)?|"
    r"السلام علیکم|السلام عليكم(?: ورحمة الله(?: وبركاته)?)?|سلام علیکم|سلامونه|سلام"
)
HELLO = (
    r"hello|hi|dear|greetings|good (?:morning|afternoon|evening|day)|welcome(?: back)?|"
    r"محترم قارئین|معزز قارئین|خوانندگان (?:گرامی|عزیز)|درنو لوستونکو"
)
TO_WHOM = (
    r"(?:[\s,،&]*\b(?:dear|my|our|respected|to|all|everyone|everybody|friends|folks|readers?|brothers?|sisters?|listeners|"
    r"viewers|subscribers|ladies|gentlemen|and|there|again|of you|"
    r"قارئین|ناظرین|دوستو|دوستان|خوانندگان|عزیز|گرامی|محترم|لوستونکو)\b)*"
)
GREETING_LINE = re.compile(
    rf"(?:{SALAM}|{HELLO})(?:[\s,،]+(?:{HELLO}))?[\s,،]*{TO_WHOM}[\s,]*[.!،,:…]*", re.IGNORECASE
)
GREETING_START = re.compile(
    rf"(?:(?:{SALAM})\s*[-–—:|!]+|(?:hello|greetings|good (?:morning|afternoon|evening|day))\s+[-–—|]+)\s+(?=\w)",
    re.IGNORECASE,
)
MAX_WORDS = 12


def remove_greetings(blocks: Blocks, context: Context) -> Blocks:
    """Take out greetings to the reader at the head of a text.

    Goes: a line that only greets (`Assalamu Alaikum, brothers and sisters.`, `Dear readers,`) before the first
    paragraph; `Assalamu Alaikum - ` before a title, cut off its line.
    Stays: greetings inside a story, in quotation marks, or below its first paragraph.

    >>> from cleaners.blocks.row import preview
    >>> preview(remove_greetings, "Assalamu Alaikum - Talks resume in Doha\\nDear readers,\\n“Salam,” he said.")
    ['- Assalamu Alaikum -', '+ Talks resume in Doha', '- Dear readers,', '+ “Salam,” he said.']

    Source: read in texts that were passed on by e-mail and messenger.
    """
    removal = Removal("remove_greetings", "greeting to the reader")
    row: list[Block] = []
    before_story = True
    for block in blocks:
        start = GREETING_START.match(block.text)
        if block.removal is not None or not before_story:
            row.append(block)
        elif is_greeting(block.text):
            row.append(replace(block, removal=removal))
        elif start is not None:
            greeting, rest = cut(block, start.end())
            row += replace(greeting, removal=removal), rest
        else:
            row.append(block)
            before_story = not opens_story(block)
    return tuple(row)


def is_greeting(text: str) -> bool:
    """Whether a line only greets; a lone `Dear` or `Hi` with a name does not count."""
    return count_words(text) <= MAX_WORDS and GREETING_LINE.fullmatch(text) is not None
