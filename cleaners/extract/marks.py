"""Which elements of a page are marked as naming an author or telling a date: by tag, attribute, class or link."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from lxml import etree
from lxml.html import HtmlElement

from cleaners.extract.values import clean_value, drop_repeats

SURE, LINKED, LIKELY = range(3)  # ranks of marks: names an author, links to a person's page, is of an author
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
_SPACE = (" ", "\n", "\t", "\xa0")
_GLUED = frozenset("a abbr b em font i span strong u".split())


def find_marks(elements: Iterable[HtmlElement]) -> tuple[list[tuple[HtmlElement, int]], list[HtmlElement]]:
    """Elements marked as naming authors, with the rank of the mark, and those marked as telling dates."""
    names: list[tuple[HtmlElement, int]] = []
    dates: list[HtmlElement] = []
    for element in elements:
        own, prop = element.get("class"), element.get("itemprop")
        rank = _rank_class(own) if own else None
        if element.tag == "a" and rank != SURE:
            rank = _rank_link(element, rank)
        if prop == "author":
            rank = SURE
        if rank is not None:
            names.append((element, rank))
        if element.tag == "time" or (prop and prop[:4] == "date") or (own and _is_date_class(own)):
            dates.append(element)
    return names, dates


def list_bylines(marks: Iterable[tuple[HtmlElement, int]]) -> tuple[str, ...]:
    """The texts of marked elements, without repeats, parted by bars where their elements part them.

    Names that are marked alike, each by itself, are one text: the authors of one story.
    """
    groups: dict[tuple[object, ...], list[str]] = {}
    for number, (element, rank) in enumerate(marks):
        pieces = _read_pieces(element)
        if pieces:
            alike = (
                (str(element.tag), element.get("class"), rank)
                if len(pieces) == 1 and rank != LIKELY
                else (number,)
            )
            groups.setdefault(alike, []).append(" | ".join(pieces))
    return drop_repeats("; ".join(drop_repeats(texts))[: MAX_MARK * 2] for texts in groups.values())


def _read_pieces(element: HtmlElement) -> tuple[str, ...]:
    """The texts of a marked element; none where it is too long, or says who checked or drew instead of wrote."""
    pieces = [""]
    size = 0
    for event, child in etree.iterwalk(element, events=("start", "end")):
        text = child.text if event == "start" else child.tail if child is not element else None
        if text:
            size += len(text.strip())
            parted = pieces[-1].endswith(_SPACE) or text.startswith(_SPACE)
            if child is element or (child.tag in _GLUED and (child.tag != "span" or parted)):
                pieces[-1] += text
            else:
                pieces.append(text)
        if size > MAX_MARK:
            return ()
    cleaned = tuple(filter(None, map(clean_value, pieces)))
    return () if _NOT_WRITTEN.search(_read_before(element)) else cleaned


def _read_before(element: HtmlElement) -> str:
    before, parent = element.getprevious(), element.getparent()
    if before is not None:
        return f"{''.join(before.itertext())[-40:]} {before.tail or ''}".strip()
    return ((parent.text if parent is not None else "") or "").strip()


@lru_cache(maxsize=8192)
def _rank_class(classes: str) -> int | None:
    """SURE for a class that says `author-name`, LIKELY for `author`, None for one that names no author."""
    own = [token for token in classes.split() if _NAMES.search(token) and not _NO_NAME.search(token)]
    return min((SURE if _IS_NAME.search(token) else LIKELY for token in own), default=None)


def _rank_link(link: HtmlElement, rank: int | None) -> int | None:
    if "author" in (link.get("rel") or "").lower().split():
        return SURE
    if _AUTHOR_PAGE.search(link.get("href") or ""):
        return LINKED
    return rank


@lru_cache(maxsize=8192)
def _is_date_class(classes: str) -> bool:
    return _DATES.search(classes) is not None
