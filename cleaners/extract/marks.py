"""Which elements of a page are marked as naming an author or giving a date: by tag, attribute, class or link."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

import numpy as np

from cleaners.extract.page import FlatPage
from cleaners.extract.page.flat import resolve
from cleaners.extract.page.tags import TAGS
from cleaners.extract.values import clean_value, drop_repeats

SURE, LINKED, LIKELY = range(3)  # ranks of marks: names an author, links to a person's page, is of an author
MAX_PIECES = 12  # texts of an element that tells of a date
MAX_BEFORE = 400  # bytes
MAX_MARK = 200  # characters of a marked text; a longer one is a biography

_NAMES = re.compile(r"author|byline|writer|reporter|columnist|contributor|journalist|correspondent", re.I)
_NO_NAME = re.compile(
    r"bio|po[si]+tion|titl|role|job|desc|social|avatar|image|img|photo|picture|date|time|follow|twitter|count|"
    r"related|comment|tooltip|about|guideline|icon|share|label|prefix|separator|popular|stories|latest|credit|caption",
    re.I,
)
_IS_NAME = re.compile(r"name|link", re.I)
_DATES = re.compile(r"date(?!base|picker)|publish|posted|time|created|details|meta", re.I)
_AUTHOR_PAGE = re.compile(
    r"/(?:authors?|profiles?|people|staff|contributors?|columnists?|writers?|reporters?|journalists?|correspondents?|"
    r"bylines?|users?|producers|experts?|our-experts)[/-][^/]",
    re.I,
)
_NOT_WRITTEN = re.compile(
    r"(?:review|check|photo\w*|illustrat\w+|approv|translat|edit)(?:ed|s)?\s*(?:by)?\W*$", re.I
)
_CHANGED = re.compile(r"modif|updat|chang", re.I)
_TAG = re.compile(r"<[^>]*>?")
_DATING = tuple(
    b"author byline writer reporter columnist contributor journalist correspondent date publish posted time created "
    b"details meta /profile /people /staff /user /producers /expert /our-experts".split()
)  # what any of the patterns above needs
_SPACE = (" ", "\n", "\t", "\xa0")
_GLUED = frozenset("a abbr b em font i span strong u".split())


class TimeMark(NamedTuple):
    """An element that gives a date: what a machine reads (`datetime` or `content`), its text, whether it is a `time` or an
    `itemprop` and not just named so, and whether it is that of a change."""

    moment: str | None
    text: str
    declared: bool
    changed: bool


def find_marks(page: FlatPage, first: int, end: int) -> tuple[list[tuple[int, int]], list[int]]:
    """Elements from one number to before another that are marked as naming authors, with the rank of the mark, and
    those marked as giving dates."""
    names: list[tuple[int, int]] = []
    dates: list[int] = []
    for element in _list_dating(page, first, end):
        tag = page.tags[element]
        attributes = page.read_attributes(element)
        own, prop = attributes.get("class", ""), attributes.get("itemprop", "")
        rank = _rank_class(own) if own else None
        if tag == "a" and rank != SURE:
            rank = _rank_link(attributes, rank)
        if prop == "author":
            rank = SURE
        if rank is not None:
            names.append((element, rank))
        if tag == "time" or prop[:4] == "date" or (own and _is_date_class(own)):
            dates.append(element)
    return names, dates


def _list_dating(page: FlatPage, first: int, end: int) -> list[int]:
    """Elements in whose tags any of the words stands that the patterns above need: few of hundreds."""
    tokens, opened = page.tokens, page.opened
    if first >= min(end, len(opened)):
        return []
    begin, stop = int(tokens.starts[opened[first]]), int(tokens.stops[opened[min(end, len(opened)) - 1]])
    lowered = tokens.source[begin:stop].lower()
    places: list[int] = []
    for word in _DATING:
        at = lowered.find(word)
        while at >= 0:
            places.append(at + begin)
            at = lowered.find(word, at + 1)
    if not places:
        return []
    found = np.unique(np.searchsorted(tokens.starts, np.array(places), side="right") - 1)
    elements = np.searchsorted(opened, found[tokens.opens[found]])
    listed: list[int] = elements[(elements >= first) & (elements < end)].tolist()
    return listed


def read_time(page: FlatPage, element: int) -> TimeMark:
    """What an element that is marked as giving a date holds."""
    attributes = page.read_attributes(element)
    own = f"{attributes.get('class', '')} {attributes.get('itemprop', '')}"
    changed = _CHANGED.search(f"{own} {_read_before(page, element)[-40:]}") is not None
    declared = page.tags[element] == "time" or bool(attributes.get("itemprop"))
    text = "".join(islice(page.iterate_texts(element), MAX_PIECES))
    return TimeMark(attributes.get("datetime") or attributes.get("content"), text, declared, changed)


def list_bylines(page: FlatPage, marks: Iterable[tuple[int, int]]) -> tuple[str, ...]:
    """The texts of marked elements, without repeats, parted by bars where their elements part them.

    Names that are marked alike, each by itself, are one text: the authors of one story.
    """
    groups: dict[tuple[object, ...], list[str]] = {}
    for number, (element, rank) in enumerate(marks):
        pieces = _read_pieces(page, element)
        if pieces:
            names = page.read_attributes(element).get("class")
            alike = (page.tags[element], names, rank) if len(pieces) == 1 and rank != LIKELY else (number,)
            groups.setdefault(alike, []).append(" | ".join(pieces))
    return drop_repeats("; ".join(drop_repeats(texts))[: MAX_MARK * 2] for texts in groups.values())


def _read_pieces(page: FlatPage, element: int) -> tuple[str, ...]:
    """The texts of a marked element; none where it is too long, or says who checked or drew instead of wrote."""
    tokens = page.tokens
    first, last = int(page.opened[element]), int(page.closed[element])
    pieces = [""]
    size = 0
    for token in range(first, last):
        begin, end = int(tokens.stops[token]) + 1, int(tokens.starts[token + 1])
        if end <= begin:
            continue
        text = resolve(tokens.source[begin:end].decode("utf-8", "replace"))
        size += len(text.strip())
        tag = TAGS[tokens.tag[token]]
        parted = pieces[-1].endswith(_SPACE) or text.startswith(_SPACE)
        if token == first or (tag in _GLUED and (tag != "span" or parted)):
            pieces[-1] += text
        else:
            pieces.append(text)
        if size > MAX_MARK:
            return ()
    cleaned = tuple(filter(None, map(clean_value, pieces)))
    return () if _NOT_WRITTEN.search(_read_before(page, element)) else cleaned


def _read_before(page: FlatPage, element: int) -> str:
    """The last of the text between the beginning of the element around one and itself."""
    tokens = page.tokens
    parent, own = page.opened[page.parents[element]], page.opened[element]
    begin, end = int(tokens.stops[parent]) + 1, int(tokens.starts[own])
    before = tokens.source[max(begin, end - MAX_BEFORE) : end].decode("utf-8", "ignore")
    return resolve(_TAG.sub(" ", before.partition(">")[2] if end - begin > MAX_BEFORE else before)).strip()


@lru_cache(maxsize=8192)
def _rank_class(classes: str) -> int | None:
    """SURE for a class that says `author-name`, LIKELY for `author`, None for one that names no author."""
    own = [token for token in classes.split() if _NAMES.search(token) and not _NO_NAME.search(token)]
    return min((SURE if _IS_NAME.search(token) else LIKELY for token in own), default=None)


def _rank_link(link: Mapping[str, str], rank: int | None) -> int | None:
    if "author" in link.get("rel", "").lower().split():
        return SURE
    if _AUTHOR_PAGE.search(link.get("href", "")):
        return LINKED
    return rank


@lru_cache(maxsize=8192)
def _is_date_class(classes: str) -> bool:
    return _DATES.search(classes) is not None
