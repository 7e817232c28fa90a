"""What a line looks like: its words and marks, whether it is prose or a paragraph.

All cleaners and the line model ask here, so that they agree. A pattern here that the line model uses (its module
`measures`) is part of what the model was trained on: run `make model` after a change.
"""

from __future__ import annotations

import re
from functools import lru_cache

from cleaners.model import STORY, Block

WORD = re.compile(r"[^\W_]+(?:[’'\u200c-][^\W_]+)*")
# The same for western letters, at half the price: all but letters, digits and joiners become spaces, byte by byte.
WESTERN = "cp1252"
JOINERS = "'’-"
TWO_JOINERS = tuple(first + second for first in JOINERS for second in JOINERS)
NO_MARKS = bytes(
    code if (char := bytes([code]).decode(WESTERN, "replace")) in JOINERS or WORD.match(char) else ord(" ")
    for code in range(256)
)
BULLET = re.compile(r"[-–—•*·▪●○►»◦‣]\s+(?=\S)")
LIST_MARK = re.compile(rf"(?:{BULLET.pattern}|\d{{1,2}}[.)]\s+(?=\S))")
# A closing mark, and behind it perhaps the credit of an agency: `denied it./ REL`, `denied it. (AFP)`.
CREDIT = (
    r"(?:\s*(?:/\s*[A-Z][A-Za-z]{1,12}/?|[(\[][^()\[\]]{2,22}[)\]]|[—–-]{1,2}\s*(?:[A-Z]{2,6}|Reuters)))?"
)
# Joiners and direction marks of a page stay where they were, also behind a full stop.
SENTENCE_END = re.compile(rf"""[.!?…۔؟।。！？][\"'”’»)\]」』）\u200c-\u200f]*{CREDIT}$""")
CLOSED_IN_QUOTE = re.compile(r"""[,.!?]["”’»]$""")
INNER_END = re.compile(
    r"""[.!?۔؟](?<=[^\W\dA-Z_]{3}.)[\"'”’»)]*\s+[^\W\da-z_]|[。！？][」』”’）]*(?=\w)"""
)  # not an initial or a short form; what stands before is looked at last, so that a search goes from mark to mark
CUT_OFF = re.compile(r"(?:\.\.\.|…)[\u200c-\u200f]*$")
CHINESE_JAPANESE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
SOUTHEAST_ASIAN = re.compile("[\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff]")  # Thai, Lao, Burmese, Khmer
CHARACTERS_A_WORD = ((CHINESE_JAPANESE, 2), (SOUTHEAST_ASIAN, 5))
"""Scripts that put no spaces between words, and how many of their characters are worth a word to a reader."""
LINE_END = 120  # characters at a line's end that hold its mark, what closes it, and the credit behind it
MIN_PROSE_WORDS = 5
CACHED_LINES = 16_384  # lines of the longest text that is cleaned: with fewer, each round would ask all again
LONG_PROSE_WORDS = 25
MIN_PARAGRAPH_WORDS = 12


def split_words(text: str) -> list[str]:
    """Words of a text in order: runs of letters and digits; a single hyphen, apostrophe or ZWNJ inside does not part one.

    >>> split_words("The two-day talks' end -- می\\u200cشود") == ["The", "two-day", "talks", "end", "می\\u200cشود"]
    True
    """
    try:
        raw = text.encode(WESTERN)
    except UnicodeEncodeError:
        return WORD.findall(text)
    plain = f" {raw.translate(NO_MARKS).decode(WESTERN)} "
    if any(map(plain.__contains__, TWO_JOINERS)):
        return WORD.findall(text)
    for joiner in JOINERS:
        plain = plain.replace(f" {joiner}", " ").replace(f"{joiner} ", " ")
    return plain.split()


@lru_cache(CACHED_LINES)
def count_words(text: str) -> int:
    """Words of a line; a hyphen, apostrophe or ZWNJ inside does not part one. Without spaces characters are counted.

    >>> count_words("The two-day talks' end, می\\u200cشود"), count_words("首都喀布尔的会谈"), count_words("ประชุมที่คาบูล")
    (5, 4, 3)
    """
    if not text.isascii():
        for script, worth in CHARACTERS_A_WORD:
            if held := len(script.findall(text)):
                return -(-held // worth) + count_words(script.sub(" ", text))
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


def is_paragraph(text: str) -> bool:
    """Whether a line is a paragraph by itself: prose of twelve words or more.

    >>> is_paragraph("The talks ended on Friday in Doha.")
    False
    >>> is_paragraph("The talks ended on Friday in Doha, and go on in Kabul on Monday.")
    True
    """
    return is_prose(text) and count_words(text) >= MIN_PARAGRAPH_WORDS


@lru_cache(CACHED_LINES)
def holds_sentence(text: str) -> bool:
    """Whether a line of twelve words or more is a paragraph, or holds the end of a sentence: a teaser does not.

    Wider than `is_paragraph`, for the question where a story ends: the last line of a paragraph may have lost its mark.

    >>> holds_sentence("Minister says the new law will be in force before the end of this year")
    False
    >>> holds_sentence("The law is passed. It will be in force before the end of this year")
    True
    """
    if count_words(text) < MIN_PARAGRAPH_WORDS or CUT_OFF.search(text):
        return False
    return is_prose(text) or INNER_END.search(text) is not None


def opens_story(block: Block) -> bool:
    """Whether a block is a paragraph of the story, so that what stands above it is the head of its text.

    Captions and summaries above a story may read like prose, too.
    """
    return block.kind in STORY and is_prose(block.text)


@lru_cache(CACHED_LINES)
def key_of(text: str) -> str:
    """What two lines with the same words share: these words in lower case.

    >>> key_of("“Open War,” he said.") == key_of("open war, he said")
    True
    """
    return " ".join(split_words(text.lower()))
