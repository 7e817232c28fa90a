"""Greetings to the reader before a story."""

from __future__ import annotations

import re
from dataclasses import replace

from cleaners.blocks.row import Context, cut, live
from cleaners.blocks.shape import count_words
from cleaners.model import Blocks, Removal

SALAM = (
    r"as-?sal(?:a|aa)mu?(?: |-)?[‘’']?al(?:a|e)ikum(?: wa ?rahmatullahi?(?: wa ?barakatuhu?)?)?|sal(?:a|aa)m(?: alaikum)?|"
    r"السلام علیکم|السلام عليكم(?: ورحمة الله(?: وبركاته)?)?|سلام علیکم|سلامونه|سلام"
)
HELLO = (
    r"hello|hi|dear|greetings|good (?:morning|afternoon|evening|day)|welcome(?: back)?|"
    r"محترم قارئین|معزز قارئین|خوانندگان (?:گرامی|عزیز)|درنو لوستونکو"
)
TO_WHOM = (
    r"(?:[\s,&]*\b(?:dear|my|our|respected|to|all|everyone|everybody|friends|folks|readers?|brothers?|sisters?|listeners|"
    r"viewers|subscribers|ladies|gentlemen|and|there|again|of you|"
    r"قارئین|ناظرین|دوستو|دوستان|خوانندگان|عزیز|گرامی|محترم|لوستونکو)\b)*"
)
GREETING_LINE = re.compile(rf"(?:{SALAM}|{HELLO})[\s,]*{TO_WHOM}[\s,]*[.!،,:…]*", re.IGNORECASE)
GREETING_START = re.compile(rf"(?:{SALAM})\s*(?:[-–—:|،,!]+\s+)(?=\w)", re.IGNORECASE)
MAX_LINES = 8  # live lines from the start among which a greeting may stand
MAX_WORDS = 12


def remove_greetings(blocks: Blocks, context: Context) -> Blocks:
    """Take out greetings to the reader at the head of a text.

    Goes: a line that only greets (`Assalamu Alaikum, brothers and sisters.`, `Dear readers,`) among the first
    eight lines; `Assalamu Alaikum - ` before a title, cut off its line.
    Stays: greetings inside a story, in quotation marks, or below its first lines.

    >>> from cleaners.blocks.row import preview
    >>> preview(remove_greetings, "Assalamu Alaikum - Talks resume in Doha\\nDear readers,\\n“Salam,” he said.")
    ['- Assalamu Alaikum -', '+ Talks resume in Doha', '- Dear readers,', '+ “Salam,” he said.']

    Source: read in texts that were passed on by e-mail and messenger.
    """
    removal = Removal("remove_greetings", "greeting to the reader")
    head = dict(list(live(blocks))[:MAX_LINES])
    row = []
    for at, block in enumerate(blocks):
        if at not in head:
            row.append(block)
        elif is_greeting(block.text):
            row.append(replace(block, removal=removal))
        elif start := GREETING_START.match(block.text):
            greeting, rest = cut(block, start.end())
            row += replace(greeting, removal=removal), rest
        else:
            row.append(block)
    return tuple(row)


def is_greeting(text: str) -> bool:
    """Whether a line only greets; a lone `Dear` or `Hi` with a name does not count."""
    return count_words(text) <= MAX_WORDS and GREETING_LINE.fullmatch(text) is not None
