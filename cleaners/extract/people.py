"""Who wrote a story, by the evidence of its page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cleaners.extract import meta as names
from cleaners.extract.jsonld import Node
from cleaners.extract.meta import Meta, list_contents
from cleaners.extract.values import drop_repeats, list_values
from cleaners.fields import Byline, find_byline, find_date_line, split_authors

MAX_AUTHORS = 12
MAX_BYLINES = 4  # texts marked as bylines that are tried


def find_people(
    article: Node,
    meta: Meta,
    bylines: Sequence[str],
    lines: Sequence[str],
    agencies: Iterable[str],
    site_names: Sequence[str],
) -> Byline:
    """Persons and agency by the first evidence that names persons; the agency may come from any.

    `bylines` are texts that the page marks as naming authors, `lines` short texts around the headline, of which
    only whole bylines count. The site itself is neither person nor agency.

    >>> find_people({"author": {"name": "Sara Gul"}}, {"author": ["Hill Times"]}, [], [], [], ["Hill Times"])
    Byline(authors=('Sara Gul',), agency=None)
    """
    known = tuple(agencies)
    declared = list_values(article.get("author")) or list_values(article.get("creator"))
    candidates = [
        _join([split_authors(name, known) for name in declared]),
        _join([split_authors(name, known) for name in list_contents(meta, names.AUTHOR)]),
        *(split_authors(text, known) for text in bylines[:MAX_BYLINES]),
        _join([byline for line in lines if (byline := _read_line(line, known))]),
    ]
    site = {name.casefold() for name in site_names}
    cleaned = [_without(byline, site) for byline in candidates]
    authors = next((byline.authors for byline in cleaned if byline.authors), ())
    return Byline(authors, next((byline.agency for byline in cleaned if byline.agency), None))


def _read_line(line: str, known: tuple[str, ...]) -> Byline | None:
    dated = find_date_line(line, bare=True)
    return find_byline(line, known) or (dated.byline if dated else None)


def _join(bylines: Sequence[Byline]) -> Byline:
    authors = drop_repeats(author for byline in bylines for author in byline.authors)
    return Byline(authors[:MAX_AUTHORS], next((byline.agency for byline in bylines if byline.agency), None))


def _without(byline: Byline, site: set[str]) -> Byline:
    authors = tuple(
        author for author in byline.authors if author.casefold() not in site and not author.islower()
    )
    agency = None if byline.agency and byline.agency.casefold() in site else byline.agency
    return Byline(authors, agency)
