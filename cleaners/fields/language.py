"""Which language a text is in: by its letters and little words, and only then by what the page claims."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from cleaners.fields import language_tables as tables

SAMPLE = 3000  # characters that are looked at
ENOUGH_TO_ASK = 1200  # characters that the model is asked about: it takes ten times as long as all else
FEWEST_LETTERS = 12  # that a text must have to be detected without a claim
FEWEST_FOR_MODEL = 60  # letters below which the model only guesses
ENOUGH_FOR_MODEL = (
    200  # letters from which the model is more often right than the page, which may claim English
)
# Measured on news pages: of all letters 9 to 14 % are Urdu's own in Urdu, at most 0.1 % in Persian; of all
# words 13 to 28 % are in the table in English (5 % in lists), at most 1 % in German, Turkish, Polish, French, Albanian.
OWN_SHARE = 0.02
OTHER_SHARE = 0.02
ENGLISH_SHARE = 0.05
_ASCII = bytes(range(0x80))
_LATIN = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Language:
    """ISO 639-1 code and, for Persian, the country (ISO 3166-1) whose Persian it is; None where unknown."""

    code: str | None = None
    region: str | None = None


def detect_language(text: str, claim: str | None = None, region: str | None = None) -> Language:
    """Detect the language of a text: English, Urdu, Pashto, Persian and Arabic fast, others by py3langid.

    `claim` is what the page or its source claims (`fa-AF`, `prs`, `English`); it decides only where the text is
    too short or undecided, and not against the script. `region` is the source's: Persian gets it, else `AF`
    if that is claimed or the words of Afghanistan outweigh those of Iran. Never raises.

    >>> detect_language("The minister said on Monday that the border would open for trade.")
    Language(code='en', region=None)
    >>> detect_language("وزیر خارجہ نے کہا ہے کہ سرحد کھول دی جائے گی"), detect_language("وزير وويل چې پوله به پرانیستل شي")
    (Language(code='ur', region=None), Language(code='ps', region=None))
    >>> detect_language("والی ولایت کابل گفت که پولیس این مکتب را باز کرد")
    Language(code='fa', region='AF')
    >>> detect_language("کابل", claim="fa"), detect_language("2026")
    (Language(code='fa', region=None), Language(code=None, region=None))
    """
    sample = text[:SAMPLE]
    claimed, claimed_region = read_claim(claim)
    code = _detect_code(sample, claimed)
    if code != "fa":
        return Language(code)
    return Language(code, region or claimed_region or _find_region(sample))


def read_claim(claim: str | None) -> tuple[str | None, str | None]:
    """Code and region (`AF` or None) of a language tag or name; None for what is no known form of one.

    >>> read_claim("prs"), read_claim("en_US"), read_claim("fa-AF"), read_claim("x-default")
    (('fa', 'AF'), ('en', None), ('fa', 'AF'), (None, None))
    """
    first, *rest = re.split(r"[-_]", (claim or "").strip().lower())
    code = tables.CLAIMS.get(
        first, first if len(first) == 2 and first.isascii() and first.isalpha() else None
    )
    return code, "AF" if code and (first in ("prs", "dari") or "af" in rest) else None


def _detect_code(sample: str, claimed: str | None) -> str | None:
    raw = sample.encode("utf-8", "surrogatepass")
    counts = Counter(raw.translate(None, _ASCII).decode("utf-8", "surrogatepass"))  # of what is not ASCII
    arabic = sum(n for letter, n in counts.items() if "\u0620" <= letter <= "\u06d3")
    latin = len(raw) - len(raw.translate(None, _LATIN))
    letters = latin + sum(n for letter, n in counts.items() if letter.isalpha())
    in_arabic = arabic > latin
    if claimed and (claimed in tables.ARABIC_SCRIPT_CODES) is not in_arabic:
        claimed = None
    if letters < FEWEST_LETTERS:
        return claimed if letters else None
    if arabic * 2 > letters and _count(counts, tables.OTHER_LETTERS) <= arabic * OTHER_SHARE:
        code = _detect_in_arabic_script(sample, counts, arabic)
    else:
        code = _detect_english(sample) if latin * 2 > letters else None
    if code or letters < FEWEST_FOR_MODEL or (claimed and letters < ENOUGH_FOR_MODEL):
        return code or claimed
    return _ask_model(sample) or claimed


def _detect_in_arabic_script(sample: str, counts: Counter[str], letters: int) -> str | None:
    """Pashto, Urdu, Persian or Arabic; None if the evidence is thin."""
    pashto, urdu = _count(counts, tables.PASHTO_LETTERS), _count(counts, tables.URDU_LETTERS)
    if max(pashto, urdu) > letters * OWN_SHARE:
        return "ps" if pashto > urdu else "ur"
    words = _WORD.findall(sample)
    evidence = {
        "fa": _count_words(words, tables.PERSIAN_WORDS) + _count(counts, tables.PERSIAN_LETTERS),
        "ar": _count_words(words, tables.ARABIC_WORDS) + _count(counts, tables.ARABIC_LETTERS),
        "ur": _count_words(words, tables.URDU_WORDS),
        "ps": _count_words(words, tables.PASHTO_WORDS),
    }
    (best, most), (_, second), *_ = sorted(evidence.items(), key=lambda item: -item[1])
    return best if most >= 2 * second and most >= 2 else None


def _detect_english(sample: str) -> str | None:
    """English by the share of its little words; None if it has too few of them."""
    words = sample.lower().split()
    hits = _count_words(words, tables.ENGLISH_WORDS)
    return "en" if hits and hits >= len(words) * ENGLISH_SHARE else None


def _find_region(sample: str) -> str | None:
    words = _WORD.findall(sample.replace("ي", "ی").replace("ك", "ک"))
    afghan, iranian = _count_words(words, tables.AFGHAN_WORDS), _count_words(words, tables.IRANIAN_WORDS)
    return "AF" if afghan >= 2 and afghan > iranian else None


def _ask_model(sample: str) -> str | None:
    import py3langid  # loads numpy and a model: a third of a second, so only where nothing else decides

    code: str = py3langid.classify(sample[:ENOUGH_TO_ASK])[0]
    return tables.CLAIMS.get(code, code if len(code) == 2 else None)


def _count(counts: Counter[str], letters: Iterable[str]) -> int:
    return sum(map(counts.__getitem__, letters))


def _count_words(words: Iterable[str], table: frozenset[str]) -> int:
    return sum(map(table.__contains__, words))
