"""Who wrote a story, by the evidence of its page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from cleaners.extract import meta as names
from cleaners.extract.jsonld import Node, list_types
from cleaners.extract.meta import Meta, list_contents
from cleaners.extract.values import drop_repeats, list_values
from cleaners.fields import (
    Byline,
    find_byline,
    find_date_line,
    find_signature,
    looks_like_name,
    split_authors,
)

MAX_AUTHORS = 12
MAX_BYLINES = 6  # texts marked as bylines that are tried

_CARD_LABEL = re.compile(r"(?:written|posted) by|authors?|by", re.I)
_LOGIN = re.compile(r"\badmin$", re.I)
_EDITED = re.compile(r"\W*(?:edit|review|check)ed\b", re.I)
_ORGANIZATIONS = frozenset({"Organization", "NewsMediaOrganization", "Corporation"})
_OUTLET = re.compile(r"\b(?:news|press|times|post|tv|radio|media|agency|network|tribune|herald)\b", re.I)
_NEWS = re.compile(r"\b(?:اخبار|خبرها|خبریں|نیوز|خبرونه)\b")
_QUOTES = "\"'“”‘’ "


def find_people(
    article: Node,
    meta: Meta,
    bylines: Sequence[str],
    lines: Sequence[str],
    closing: Sequence[str],
    agencies: Iterable[str],
    site_names: Sequence[str],
) -> Byline:
    """Persons and agency by the first evidence that names persons; the agency may come from any.

    `bylines` are texts that the page marks as naming authors, parted by bars, `lines` and `closing` short texts around
    the headline and below the story, of which only bylines count. Who is printed by the headline counts before
    somebody who is only declared. The site itself is neither person nor agency, nor is a login name.

    >>> find_people({"author": {"name": "Sara Gul"}}, {"author": ["Hill Times"]}, [], [], [], [], ["Hill Times"])
    Byline(authors=('Sara Gul',), agency=None)
    >>> find_people({"author": "Hill Press"}, {}, [], [], [], [], ["The Hill Press News Agency"]).authors
    ()
    """
    known = tuple(agencies)
    declared = article.get("author") or article.get("creator")
    named = [*list_contents(meta, names.AUTHOR), *_list_card_authors(meta)]
    candidates = [
        _join(
            [_read_declared(item, known) for item in (declared if isinstance(declared, list) else [declared])]
        ),
        _join([split_authors(name.strip(_QUOTES), known) for name in named]),
        *(_read_mark(text, known) for text in bylines[:MAX_BYLINES]),
        _join([byline for line in (*lines, *closing) if (byline := _read_line(line, known))]),
    ]
    site = {name.casefold() for name in site_names}
    cleaned = [_without(byline, site) for byline in candidates]
    authors = next((byline.authors for byline in cleaned if byline.authors), ())
    printed = _without(_join(list(filter(None, (_read_line(line, known) for line in lines)))), site).authors
    if authors and printed and not _is_confirmed(authors, (*bylines, *lines)):
        authors = printed  # declared is whoever entered the story, printed whoever wrote it
    return Byline(authors, next((byline.agency for byline in cleaned if byline.agency), None))


def _read_declared(item: object, known: tuple[str, ...]) -> Byline:
    """A person or agency of JSON-LD; what it calls an organization is no person, whatever its name looks like."""
    names = list_values(item)
    types = set(list_types(item)) if isinstance(item, dict) else set()
    if names and types and types <= _ORGANIZATIONS:
        return Byline((), names[0])
    return _join([split_authors(name.strip(_QUOTES), known) for name in names])


def _is_confirmed(authors: Sequence[str], printed: Iterable[str]) -> bool:
    text = " ".join(printed).casefold()
    return any(author.casefold() in text for author in authors)


def _list_card_authors(meta: Meta) -> list[str]:
    """Names in the pairs of label and value that pages declare for link previews."""
    return [
        content
        for number in ("1", "2")
        for label in meta.get(f"twitter:label{number}", ())[:1]
        if _CARD_LABEL.fullmatch(label)
        for content in meta.get(f"twitter:data{number}", ())
        if not any(map(str.isdigit, content))
    ]


def _read_mark(text: str, known: tuple[str, ...]) -> Byline:
    """The first piece of a marked text that names persons in full, else the first that may name one."""
    pieces = text.split(" | ")
    # Beside other pieces, two letters are a button or the initials of a face without a picture.
    read = [split_authors(piece, known) for piece in pieces if len(piece) > 2 or len(pieces) == 1]
    agency = next((byline.agency for byline in read if byline.agency), None)
    for byline in read:
        if full := tuple(filter(looks_like_name, byline.authors)):
            return Byline(full[:MAX_AUTHORS], agency)
    short = [byline.authors for byline in read if byline.authors]
    return Byline(short[0] if len(short) == 1 and not agency else (), agency)


def _read_line(line: str, known: tuple[str, ...]) -> Byline | None:
    if _EDITED.match(line):
        return None
    dated = find_date_line(line, bare=True)
    return find_byline(line, known) or (dated.byline if dated else None) or find_signature(line, known)


def _join(bylines: Sequence[Byline]) -> Byline:
    authors = drop_repeats(author for byline in bylines for author in byline.authors)
    return Byline(authors[:MAX_AUTHORS], next((byline.agency for byline in bylines if byline.agency), None))


def _without(byline: Byline, site: set[str]) -> Byline:
    """Without the site itself and login names: one word in small letters, or one that ends with `Admin`."""
    authors = tuple(
        author
        for author in byline.authors
        if not (author.islower() and " " not in author) and not _is_site(author.casefold(), site)
    )
    agency = None if byline.agency and byline.agency.casefold() in site else byline.agency
    return Byline(tuple(author for author in authors if not _LOGIN.search(author)), agency)


def _is_site(author: str, site: set[str]) -> bool:
    """Whether a name is one of the site, a short form of it, or that of one of its sections."""
    if author in site or _NEWS.search(author):
        return True
    words = set(author.split())
    return _OUTLET.search(author) is not None and any(words < set(name.split()) for name in site)
