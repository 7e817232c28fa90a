"""What a line looks like: prose, label, headline. Shared by all cleaners, so that they agree."""

from __future__ import annotations

import re
from functools import lru_cache

from cleaners.model import STORY, Block
from cleaners.words import split_words

# A closing mark, and behind it perhaps the credit of an agency: `denied it./ REL`, `denied it. (AFP)`.
CREDIT = (
    r"(?:\s*(?:/\s*[A-Z][A-Za-z]{1,12}/?|[(\[][^()\[\]]{2,22}[)\]]|[—–-]{1,2}\s*(?:[A-Z]{2,6}|Reuters)))?"
)
# Joiners and direction marks of a page stay where they were, also behind a full stop.
SENTENCE_END = re.compile(rf"""[.!?…۔؟।][\"'”’»)\]\u200c-\u200f]*{CREDIT}$""")
CLOSED_IN_QUOTE = re.compile(r"""[,.!?]["”’»]$""")
CUT_OFF = re.compile(r"(?:\.\.\.|…)[\u200c-\u200f]*$")
LINE_END = 120  # characters at a line's end that hold its mark, what closes it, and the credit behind it
MIN_PROSE_WORDS = 5
CACHED_LINES = 16_384  # lines of the longest text that is cleaned: with fewer, each round would ask all again
LONG_PROSE_WORDS = 25


@lru_cache(CACHED_LINES)
def count_words(text: str) -> int:
    """Words of a line; a hyphen, apostrophe or ZWNJ inside does not part one.

    >>> count_words("The two-day talks' end, می\\u200cشود")
    5
    """
    if "İ" in text:  # the only letter whose small form would part a word
        return len(split_words(text))
    key = key_of(text)
    return key.count(" ") + 1 if key else 0


def ends_sentence(text: str) -> bool:
    """Whether a line ends as a sentence does: `.!?…` or their Urdu forms, also inside closing marks.

    >>> ends_sentence("“We will talk.”"), ends_sentence("Trending now"), ends_sentence("Read the story...")
    (True, False, False)
    >>> ends_sentence("می\\u200cشود.\\u200c")
    True
    """
    end = text[-LINE_END:]
    return SENTENCE_END.search(end) is not None and CUT_OFF.search(end) is None


@lru_cache(CACHED_LINES)
def is_prose(text: str) -> bool:
    """Whether a line reads like a paragraph: at least five words and a sentence's end, or 25 words.

    >>> is_prose("The talks ended without a result."), is_prose("Talks end without result")
    (True, False)
    """
    words = count_words(text)
    return (words >= MIN_PROSE_WORDS and ends_sentence(text)) or (
        words >= LONG_PROSE_WORDS and CUT_OFF.search(text) is None
    )


def opens_story(block: Block) -> bool:
    """Whether a block is a paragraph of the story, so that what stands above it is the head of its text.

    Captions and summaries above a story may read like prose, too.
    """
    return block.kind in STORY and is_prose(block.text)


@lru_cache(CACHED_LINES)
def key_of(text: str) -> str:
    """What two lines share when they say the same: their words in lower case.

    >>> key_of("“Open War,” he said.") == key_of("open war, he said")
    True
    """
    return " ".join(split_words(text.lower()))
