"""What an article is compared by: the smallest hashes of its runs of words (bottom-k MinHash), and its numbers.

Equal words always give equal hashes: there is no seed, no chance, and no vocabulary to keep.
"""

from __future__ import annotations

import re
import zlib
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cleaners.fields.letters import fold_letters

Hashes = npt.NDArray[np.uint32]

WORDS_A_RUN = 5
MAX_RUNS, MAX_WORDS, MAX_NUMBERS = 400, 200, 64
"""Hashes kept of an article: one of up to 400 words is compared exactly, a longer one within about 0.03."""

LONG = 5
"""Letters from which a word has more to do with the subject than with the language: short ones are in every text."""

WHOLE = 2**32 - 1

_WORD = re.compile(r"\d[\d.,]*\d|[^\W_]+")
_MARKS = dict.fromkeys(
    map(ord, "'’‘´`ʼ\u200c")
)  # `China´s` is `China's`, and a word with a joiner is one without
_SPREAD = np.uint64(0x9E3779B97F4A7C15)


class Sample(NamedTuple):
    """The smallest hashes of a set, ascending; of those up to `limit` none is missing."""

    values: Hashes
    limit: int = WHOLE


class Sketch(NamedTuple):
    """Samples of an article: its runs of five words, its long words, its numbers."""

    runs: Sample
    words: Sample
    numbers: Sample


def sketch_text(text: str, language: str | None) -> Sketch:
    """Sketch a story. Texts of different languages share nothing; case, vowel signs and keyboards make no difference.

    >>> one, two = (sketch_text(text, "en").runs.values for text in ("The road's closed", "the road’s CLOSED"))
    >>> bool((one == two).all()), len(sketch_text("Six words make two runs here", "en").runs.values)
    (True, 2)

    Source: Broder, "On the resemblance and containment of documents", 1997.
    """
    words = _WORD.findall(fold_letters(text.translate(_MARKS)))
    seed = zlib.crc32((language or "").encode())
    hashes = np.array([zlib.crc32(word.encode("utf-8", "surrogatepass"), seed) for word in words], np.uint32)
    number = np.array([word[0].isdigit() for word in words], bool)
    long = np.array([len(word) >= LONG for word in words], bool)
    return Sketch(
        _sample(_hash_runs(hashes.astype(np.uint64)), MAX_RUNS),
        _sample(hashes[long & ~number], MAX_WORDS),
        _sample(hashes[number], MAX_NUMBERS),
    )


def _hash_runs(words: npt.NDArray[np.uint64]) -> Hashes:
    """Hash every run of five words; the whole, where there are fewer."""
    length = min(WORDS_A_RUN, len(words))
    if not length:
        return np.empty(0, np.uint32)
    runs = np.zeros(len(words) - length + 1, np.uint64)
    for place in range(length):
        runs = _mix(runs ^ words[place : place + len(runs)])
    return (runs >> np.uint64(32)).astype(np.uint32)


def _mix(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Spread every bit over all others (the finalizer of SplitMix64, Steele et al., 2014)."""
    values = values + _SPREAD
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _sample(hashes: Hashes, most: int) -> Sample:
    values = np.unique(hashes)
    return Sample(values) if len(values) <= most else Sample(values[:most], int(values[most - 1]))
