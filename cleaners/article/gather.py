"""An article's fields, gathered from all evidence: the page, feed and sitemap, the lines of the text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from cleaners.fields import (
    DateLine,
    clean_title,
    detect_language,
    find_agency,
    find_byline,
    find_date_line,
    split_dateline,
)
from cleaners.model import Beat, Block, Blocks, Fields, Hints, Kind, SourceRules


def gather_fields(
    blocks: Blocks,
    paragraphs: tuple[str, ...],
    known: Fields,
    hints: Hints,
    source: SourceRules | None,
    places: tuple[str, ...],
) -> Fields:
    """The fields by the page's own evidence, then feed and sitemap, then the lines of the text."""
    title = first_text(blocks, Kind.TITLE)
    site_names = source.site_names if source else ()
    timezone = source.timezone if source else None
    authors, agency = read_bylines(blocks, source.agencies if source else ())
    dateline = split_dateline(paragraphs[0], places) if paragraphs else None
    dates = read_date_lines(blocks, timezone)
    language = detect_language(
        "\n".join(paragraphs),
        known.language or hints.language or (source.language if source else None),
        source.language_region if source else None,
    )
    fields = replace(
        known,
        title=clean_title(known.title or title or hints.title or "", site_names),
        authors=known.authors or hints.authors or authors,
        agency=known.agency
        or agency
        or read_credit(blocks, source)
        or (dateline.agency if dateline else None),
        dateline=known.dateline or (dateline.place if dateline else None),
        modified=known.modified or hints.modified or dates.get("modified"),
        language=language.code,
        language_region=language.region,
        tags=known.tags or hints.tags,
        summary=known.summary or texts_of(blocks, Kind.SUMMARY),
        captions=unique((*known.captions, *texts_of(blocks, Kind.CAPTION))),
    )
    fields = choose_published(fields, hints, dates.get("published"))
    if fields.published is None and known.modified is not None:
        # Many papers state only when a page was last changed.
        return replace(fields, published=known.modified, published_from="modified")
    return fields


@lru_cache(maxsize=8)
def places_of(beat: Beat | None) -> tuple[str, ...]:
    """Every spelling of the places of a beat: what a dateline in small letters is known by."""
    return tuple(name for term in beat.terms if term.place for name in term.spellings) if beat else ()


def choose_published(fields: Fields, hints: Hints, printed: str | None) -> Fields:
    """Publication date by weight of evidence: JSON-LD, news sitemap, feed, meta and page, then the text.

    >>> choose_published(Fields(), Hints(published="2026-05-02", published_from="feed"), "2026-05-03").published
    '2026-05-02'
    """
    if fields.published and (fields.published_from == "jsonld" or not hints.published):
        return fields
    if hints.published:
        return replace(fields, published=hints.published, published_from=hints.published_from)
    if printed:
        return replace(fields, published=printed, published_from="text")
    return fields


def read_date_lines(blocks: Blocks, timezone: str | None) -> dict[str, str]:
    """Dates by role (`published`, `modified`) from the date lines that were taken out; the first one counts."""
    dates: dict[str, str] = {}
    for line in found_date_lines(blocks, timezone):
        for role, value in (("published", line.published), ("modified", line.modified)):
            if value:
                dates.setdefault(role, value)
    return dates


def found_date_lines(blocks: Blocks, timezone: str | None = None) -> Iterable[DateLine]:
    """The dates in the date lines that were taken out."""
    lines = (
        find_date_line(b.text, timezone=timezone, bare=True) for b in removed_by(blocks, "remove_date_lines")
    )
    return (line for line in lines if line is not None)


def read_bylines(blocks: Blocks, agencies: tuple[str, ...]) -> tuple[tuple[str, ...], str | None]:
    """Authors and agency from the bylines that were taken out."""
    bylines = [find_byline(block.text, agencies) for block in removed_by(blocks, "remove_bylines")]
    bylines += [line.byline for line in found_date_lines(blocks)]
    found = [byline for byline in bylines if byline is not None]
    agency = next((byline.agency for byline in found if byline.agency), None)
    return unique(author for byline in found for author in byline.authors), agency


def read_credit(blocks: Blocks, source: SourceRules | None) -> str | None:
    """The agency from the credit that was cut off the end."""
    for block in removed_by(blocks, "remove_agency_credits"):
        credit = find_agency(f". {block.text}", source.agencies if source else ())
        if credit is not None:
            return str(credit.agency)
    return None


def removed_by(blocks: Blocks, cleaner: str) -> Iterable[Block]:
    """The blocks that one cleaner took out."""
    return (block for block in blocks if block.removal is not None and block.removal.cleaner == cleaner)


def first_text(blocks: Blocks, kind: Kind) -> str | None:
    """Text of the first live block of a kind."""
    return next((b.text for b in blocks if b.removal is None and b.kind is kind), None)


def texts_of(blocks: Blocks, kind: Kind) -> tuple[str, ...]:
    """Texts of all live blocks of a kind."""
    return tuple(b.text for b in blocks if b.removal is None and b.kind is kind)


def unique(values: Iterable[str]) -> tuple[str, ...]:
    """The values once each, in order."""
    return tuple(dict.fromkeys(values))
