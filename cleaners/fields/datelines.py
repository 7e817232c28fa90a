"""The place that stands before the first sentence of a story: `ISLAMABAD:`, `KABUL (Reuters) -`, `کابل:`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from cleaners.fields.agencies import is_acronym, is_agency
from cleaners.fields.letters import ARABIC_SCRIPT, fold_letters, fold_name, fold_names

LONGEST = 90  # characters from the start within which a dateline ends
SHORTEST_STORY = 30  # characters that must follow it
LONG_STORY = 150  # characters from which it need not end like a sentence
MOST_WORDS = 4  # of one place name

_HEAD = re.compile(
    r"\s*(?P<head>[^:—–|\n()“\"]{2,60}?)\s*"
    r"(?:\((?P<bracket>[^()\n]{2,50})\)\s*(?P<after>:|[—–]|--?(?=\s))?|(?P<closer>:|[—–]|(?<=\s)--?(?=\s)))\s*"
)
_PLACE = re.compile(r"[^\W\d_](?:[^\W\d_]|[ .'’/-])*")
_PART = re.compile(r",\s+|،\s*")
_SENTENCE_END = ".!?۔؟…”\"’')"
_SPEECH = re.compile(r"(?:I|I['’]m|Yes|No|Well|Thank|Thanks)\b")

# Words in capitals before a colon that head a text and name no place.
_LABELS = frozenset(
    "a an note watch live update updated updates editorial opinion analysis explainer explained breaking exclusive "
    "video videos photo photos pictures read also more correction clarification timeline factbox question answer "
    "summary highlights warning disclaimer important faq listen topics tags source sources news post times tv "
    "radio press journal tribune herald daily star agency report reports review interview profile comment column "
    "letter letters advertisement sponsored download follow share subscribe special feature background context "
    "key points verdict pros cons fact facts check claim conclusion introduction caption image credit file "
    "headline headlines alert urgent newsletter podcast quiz poll weather sport sports business nato opec unicef "
    "unesco asean saarc unama unhcr isis daesh ispr covid commentary obituary essay blog story part "
    "chapter day week year what why how who when where but and or the".split()
) - {"the"}  # The Hague


# The same in Arabic script: labels, questions and answers, what somebody stated.
_ARABIC_LABELS = frozenset(
    fold_letters(
        "نوٹ نوټ یادداشت یادونه سوال پرسش پوښتنه جواب پاسخ ځواب تصحیح وضاحت توضیح اصلاح خبر رپورٹ گزارش راپور تجزیہ "
        "تحلیل تبصرہ اداریہ کالم ویڈیو ویدیو تصویر تصاویر عکس انځور فوٹو لائیو زندہ ژوندۍ فوری تازہ بریکنگ اپڈیٹ "
        "انٹرویو مصاحبه مرکه خلاصہ خلاصه لنډیز ماخذ منبع سرچینه ذرائع تحریر نویسنده لیکوال مترجم ترجمہ نتیجہ نتیجه "
        "کہا گفت گفتند نوشت نوشتند لکھا وویل ویلي ولیکل یعنی مثلا لیکن اما خو روزنامه روزنامہ ورځپاڼه"
    ).split()
)
LONGEST_ARABIC = 24  # characters


@dataclass(frozen=True, slots=True)
class Dateline:
    """Where a story was written, as printed, and the agency credited beside the place, or None."""

    place: str
    agency: str | None = None


def split_dateline(paragraph: str, places: Iterable[str] = ()) -> Dateline | None:
    """Read the dateline at the start of a story's first paragraph; None without one.

    A place in capitals is known by its shape, and so is one of up to three words in Arabic script before a
    colon; one in other letters must be one of `places` (in any spelling that `fold_letters` makes equal) or
    stand before an agency in brackets. Left
    alone: labels such as `NOTE:` and `WATCH:`, acronyms of up to three letters, speakers of an interview.
    The paragraph stays as its author wrote it.

    >>> split_dateline("ISLAMABAD/KABUL: The border was opened on Monday, officials said.")
    Dateline(place='ISLAMABAD/KABUL', agency=None)
    >>> split_dateline("LAHORE, Nov 3 (APP): The board has met and set the price of wheat.")
    Dateline(place='LAHORE', agency='APP')
    >>> split_dateline("کابل: وزارت صحت از آغاز یک برنامه خبر داد.", places=["کابل"])
    Dateline(place='کابل', agency=None)
    >>> split_dateline("روزنامه دره نوشت: وزارت صحت از آغاز یک برنامه خبر داد.") is None
    True
    >>> split_dateline("WATCH: The moment when the border was opened again") is None
    True
    """
    match = _HEAD.match(paragraph[:LONGEST])
    if match is None or not _is_story(paragraph[match.end() :].rstrip()):
        return None
    place, *others = _PART.split(match["head"])
    is_known = fold_names(tuple(places)).issuperset(map(fold_name, place.split("/")))
    in_capitals = place.isupper()
    agency = _find_credit(match["bracket"] or "", by_shape=in_capitals or is_known)
    closed = bool(match["closer"] or match["after"])
    if match["bracket"] and agency is None and not (is_known and closed):
        return None
    if ARABIC_SCRIPT.search(place):
        few = len(place.split()) < MOST_WORDS
        sure = is_known or (few and (agency is not None or _is_arabic_place(place, match["closer"])))
    elif is_known:
        sure = closed
    elif in_capitals:
        sure = _is_place_shaped(place) and not _SPEECH.match(paragraph, match.end())
    else:
        capitalised = all(word[0].isupper() for word in place.split())
        sure = closed and agency is not None and capitalised and _is_place_shaped(place)
    return _add_parts(place, others, agency) if sure else None


def _is_story(text: str) -> bool:
    """Whether a text is a paragraph rather than a headline with a label: `STRESS: How to rest well`."""
    return len(text) >= LONG_STORY or (len(text) >= SHORTEST_STORY and text[-1] in _SENTENCE_END)


def _find_credit(bracket: str, *, by_shape: bool) -> str | None:
    """Agency or desk in the brackets of a dateline, where a date may stand beside it."""
    pieces = [piece.strip() for piece in re.split(r"[,،;]", bracket)]
    return next((piece for piece in pieces if is_agency(piece) or (by_shape and is_acronym(piece))), None)


def _is_place_shaped(place: str) -> bool:
    """Whether words can be places: no label, no acronym, no numbers, not too many."""
    if not _PLACE.fullmatch(place) or sum(map(str.isalpha, place)) < 4:
        return False
    names = [re.findall(r"[^\W_]+", name.lower()) for name in place.split("/")]
    return all(0 < len(words) <= MOST_WORDS and _LABELS.isdisjoint(words) for words in names)


def _is_arabic_place(place: str, closer: str | None) -> bool:
    """Whether words in Arabic script before a colon can be a place: short, and no label of the press."""
    words = [fold_letters(word) for word in place.split()]
    return closer == ":" and 3 <= len(place) <= LONGEST_ARABIC and _ARABIC_LABELS.isdisjoint(words)


def _add_parts(place: str, others: list[str], agency: str | None) -> Dateline | None:
    """Add what stands behind commas: a country, a date, an agency; None if it is anything else."""
    for part in others:
        if any(letter.isdigit() for letter in part):
            continue
        if is_agency(part) or is_acronym(part):
            agency = agency or part
        elif (part[:1].isupper() or ARABIC_SCRIPT.match(part)) and len(part.split()) <= MOST_WORDS:
            place = f"{place}, {part}"
        else:
            return None
    return Dateline(place.strip(), agency)
