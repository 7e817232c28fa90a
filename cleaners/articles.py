"""From a cleaned row of blocks to articles: one for each part, with its fields."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC
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
from cleaners.identity import name_article
from cleaners.model import (
    STORY,
    Article,
    Beat,
    Block,
    Blocks,
    Cleaned,
    Decoded,
    Fields,
    Hints,
    Kind,
    Outcome,
    Page,
    Provenance,
    Rejected,
    Relevance,
    Removed,
    Repair,
    RepairCount,
    Rules,
    SourceRules,
    Stage,
)
from cleaners.relevance import score_relevance
from cleaners.verdict import judge


def build_articles(
    cleaned: Cleaned, page: Page, decoded: Decoded, rules: Rules, provenance: Provenance
) -> tuple[Outcome, ...]:
    """One article for each part of the row; a part that is none becomes a `Rejected`.

    Parts are numbered by their place among the articles of the input.
    """
    outcomes: list[Outcome] = []
    counts = count_repairs(cleaned)
    for part in sorted({block.part for block in cleaned.blocks}):
        blocks = tuple(block for block in cleaned.blocks if block.part == part)
        why = judge(blocks)
        if why is not None:
            title = next((b.text for b in blocks if b.kind is Kind.TITLE), cleaned.fields.title)
            outcomes.append(Rejected(Stage.CLEAN, why[0], detail=why[1], title=title))
            continue
        known = cleaned.fields if part == 1 else Fields(language=cleaned.fields.language)
        outcomes.append(
            build_article(blocks, known, page, decoded, rules, provenance, part, counts.get(part, ()))
        )
    return tuple(outcomes)


def build_article(
    blocks: Blocks,
    known: Fields,
    page: Page,
    decoded: Decoded,
    rules: Rules,
    provenance: Provenance,
    part: int,
    repairs: tuple[RepairCount, ...],
) -> Article:
    """One article from the blocks of its part and what is known besides."""
    source = rules.source(page.source)
    paragraphs = tuple(b.text for b in blocks if b.removal is None and b.kind in STORY)
    text = "\n\n".join(paragraphs)
    fields = gather_fields(
        blocks, paragraphs, known, page.hints if part == 1 else Hints(), source, places_of(rules.beat)
    )
    canonical = fields.canonical_url if part == 1 else None
    article_id, version = name_article(
        canonical or (page.final_url if part == 1 else None), fields.title, text
    )
    return Article(
        id=article_id,
        version=version,
        source=page.source or "file",
        paragraphs=paragraphs,
        url=page.final_url or page.url,
        canonical_url=canonical,
        input=page.input,
        part=part,
        title=fields.title,
        authors=fields.authors,
        agency=fields.agency,
        dateline=fields.dateline,
        published=fields.published,
        modified=fields.modified,
        published_from=fields.published_from,
        language=fields.language,
        language_region=fields.language_region,
        section=fields.section,
        tags=fields.tags,
        summary=fields.summary,
        captions=fields.captions,
        images=fields.images,
        relevance=score_relevance(fields.title, text, rules.beat) if rules.beat else Relevance(),
        encoding=f"{decoded.encoding} ({decoded.decided_by})",
        fetched_at=page.fetched_at.astimezone(UTC).isoformat(timespec="seconds") if page.fetched_at else None,
        run=provenance.run,
        code=provenance.code,
        rules=provenance.rules or rules.digest or None,
        repairs=repairs,
        removed=tuple(Removed(b.text, b.removal.cleaner, b.removal.reason) for b in blocks if b.removal),
    )


def gather_fields(
    blocks: Blocks,
    paragraphs: tuple[str, ...],
    known: Fields,
    hints: Hints,
    source: SourceRules | None,
    places: tuple[str, ...],
) -> Fields:
    """What the page's own evidence says, then feed and sitemap, then the lines of the text."""
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
    return choose_published(fields, hints, dates.get("published"))


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
    """What the date lines that were taken out say."""
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


def count_repairs(cleaned: Cleaned) -> dict[int, tuple[RepairCount, ...]]:
    """Places repaired, by part and repair; an edit belongs to the part in whose text it ended up."""
    starts = part_starts(cleaned.blocks)
    counts: dict[int, Counter[str]] = {}
    for at, repair in enumerate(cleaned.repairs):
        for edit in repair.edits:
            place = edit.start if len(starts) == 1 else move_through(edit.start, cleaned.repairs[at + 1 :])
            part = next((p for p, start in reversed(starts) if place >= start), starts[0][0])
            counts.setdefault(part, Counter())[repair.cleaner] += 1
    return {p: tuple(RepairCount(name, n) for name, n in c.items()) for p, c in counts.items()}


def part_starts(blocks: Blocks) -> list[tuple[int, int]]:
    """Parts of a row with the offset at which each begins."""
    starts: list[tuple[int, int]] = []
    offset = 0
    for block in blocks:
        if not starts or block.part != starts[-1][0]:
            starts.append((block.part, offset))
        offset += len(block.gap) + len(block.text)
    return starts


def move_through(place: int, repairs: tuple[Repair, ...]) -> int:
    """Where an offset lies after further repairs."""
    for repair in repairs:
        shift = 0
        for edit in repair.edits:
            if edit.start - shift > place:
                break
            shift += len(edit.after) - len(edit.before)
        place += shift
    return place
