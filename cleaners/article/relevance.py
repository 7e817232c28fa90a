"""How much an article concerns a beat: the terms that it names, in its title and how often in its text."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress

from cleaners.fields.letters import ARABIC_SCRIPT, fold_letters
from cleaners.model import Beat, Relevance

HALF_WORDS = 75
"""Words of text for each mention that it takes to count half of what any number can: the longer the text, the
more often a single mention is in passing. Never fewer than 1 mention or more than `MOST_HALF`."""
MOST_HALF = 4
WEAKER_SIDE = 0.5
"""Share of the weaker side's evidence that naming both sides adds."""
BOTH_SIDES = "both sides"
"""Name under which `explain_relevance` lists it."""

# Marks are kept as words of their own, so that no spelling reaches from one clause into the next.
_WORD = re.compile(r"\w+|[.,;:!?،؛؟۔]")
# Endings that Persian and Pashto write on to a name without a space: plurals, "of the place", oblique.
_ENDINGS = tuple(fold_letters(ending) for ending in ("", "ها", "های", "ی", "یی", "و", "ان", "انو"))

Index = Mapping[str, tuple[tuple[tuple[str, ...], int], ...]]


@dataclass(frozen=True, slots=True)
class TermScore:
    """What one term adds to a score: how often title and text name it, and its part of the score."""

    name: str
    in_title: int
    in_text: int
    part: float


def score_relevance(title: str | None, text: str, beat: Beat) -> Relevance:
    """Score an article against a beat: 0 names none of its terms, 1 is never reached.

    A term adds its weight once if the title names it and, by how often the text does for its length, up to
    once more; naming two sides (`Term.side`) adds half the evidence of the weaker one. A sum s gives 1 - exp(-s).
    Words count whole, whatever their case, vowel signs, joints and Persian or Pashto endings; of spellings
    that overlap the longest counts. A term of weight 0 counts for nothing and hides the shorter ones inside it.

    >>> from cleaners.model import Term
    >>> terms = Term("Hilltown", ("Hilltown", "هل تاون"), 0.5, place=True), Term("dam", ("dam",), 0.3)
    >>> score_relevance("Dam opens", "Hilltown has its dam. Madam X came.", Beat("hills", terms, 0.5))
    Relevance(score=0.5034, places=('Hilltown',), matched=('dam', 'Hilltown'))
    >>> score_relevance(None, "Nothing of note.", Beat("hills", terms, 0.5)).score
    0.0
    """
    scores = explain_relevance(title, text, beat)
    matched = tuple(score.name for score in scores if score.name != BOTH_SIDES)
    places = {term.name for term in beat.terms if term.place}
    total = math.fsum(score.part for score in scores)
    return Relevance(round(total, 4), tuple(name for name in matched if name in places), matched)


def explain_relevance(title: str | None, text: str, beat: Beat) -> tuple[TermScore, ...]:
    """What makes up the score, term by term, the largest part first; the parts add up to it.

    >>> from cleaners.model import Term
    >>> beat = Beat("hills", (Term("dam", ("dam", "dams"), 0.5),), 0.5)
    >>> [score] = explain_relevance("Two dams", "The dam is full.", beat)
    >>> score.name, score.in_title, score.in_text, round(score.part, 4)
    ('dam', 1, 1, 0.5276)
    """
    index = _index_terms(beat)
    in_title, in_text = _count_terms(title or "", index), _count_terms(text, index)
    half = min(MOST_HALF, max(1.0, len(text.split()) / HALF_WORDS))
    evidence = {
        at: beat.terms[at].weight * (bool(in_title[at]) + in_text[at] / (in_text[at] + half))
        for at in sorted(in_title.keys() | in_text.keys())
        if beat.terms[at].weight
    }
    both = _weigh_weaker_side(beat, evidence)
    total = math.fsum(evidence.values()) + both
    share = -math.expm1(-total) / total if total else 0.0
    scores = [
        TermScore(beat.terms[at].name, in_title[at], in_text[at], value * share)
        for at, value in evidence.items()
    ]
    scores += [TermScore(BOTH_SIDES, 0, 0, both * share)] if both else []
    return tuple(sorted(scores, key=lambda score: (-score.part, score.name)))


def _weigh_weaker_side(beat: Beat, evidence: Mapping[int, float]) -> float:
    """What naming two sides adds: nothing when fewer are named."""
    sides: dict[str, float] = {}
    for at, value in evidence.items():
        if side := beat.terms[at].side:
            sides[side] = sides.get(side, 0.0) + value
    weights = sorted(sides.values(), reverse=True)
    return WEAKER_SIDE * weights[1] if len(weights) > 1 else 0.0


@lru_cache(maxsize=8)
def _index_terms(beat: Beat) -> Index:
    """Spellings by their first word, the longest first, each with the place of its term in the beat."""
    spellings = {
        (*words[:-1], words[-1] + ending): at
        for at, term in enumerate(beat.terms)
        for words in map(_split_words, term.spellings)
        if words
        for ending in (_ENDINGS if ARABIC_SCRIPT.match(words[-1]) else ("",))
    }
    index: dict[str, list[tuple[tuple[str, ...], int]]] = {}
    for words, at in sorted(spellings.items(), key=lambda item: -len(item[0])):
        index.setdefault(words[0], []).append((words, at))
    return {first: tuple(entries) for first, entries in index.items()}


def _count_terms(text: str, index: Index) -> Counter[int]:
    """How often each term, by its place in the beat, is named in a text."""
    words = _split_words(text)
    counts: Counter[int] = Counter()
    taken = 0
    for start in compress(range(len(words)), map(index.__contains__, words)):
        if start < taken:
            continue
        for spelling, at in index[words[start]]:
            if words[start : start + len(spelling)] == spelling:
                counts[at] += 1
                taken = start + len(spelling)
                break
    return counts


def _split_words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(fold_letters(text)))
