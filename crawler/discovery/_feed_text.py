"""Text of feeds, whatever their format: titles without markup, persons without desks."""

from __future__ import annotations

from collections.abc import Iterable

from w3lib.html import remove_tags, replace_entities

from cleaners.fields import split_authors
from crawler.config import Source

MAX_TITLE = 500


def strip_markup(markup: object, limit: int | None = MAX_TITLE) -> str | None:
    """Text of a title or summary that may hold tags and entities; None when nothing is left.

    >>> strip_markup("Border &amp; <b>trade</b>\\n"), strip_markup("<br>")
    ('Border & trade', None)
    """
    text = replace_entities(remove_tags(str(markup or "")))
    return " ".join(text.split())[:limit] or None


def find_persons(names: Iterable[str | None], source: Source) -> tuple[str, ...]:
    """Persons only: a desk or wire that signs a feed's entry is recognised on the page."""
    given = filter(None, names)
    persons = (person for name in given for person in split_authors(name, source.rules.agencies).authors)
    return tuple(dict.fromkeys(persons))
