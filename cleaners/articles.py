"""From a cleaned row of blocks to articles: one for each part, with its fields."""

from __future__ import annotations

from datetime import UTC

from cleaners.counting import count_repairs
from cleaners.gather import gather_fields, places_of
from cleaners.identity import name_article
from cleaners.model import (
    STORY,
    Article,
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
    RepairCount,
    Rules,
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
    rows: dict[int, list[Block]] = {}
    for block in cleaned.blocks:
        rows.setdefault(block.part, []).append(block)
    for part in sorted(rows):
        blocks = tuple(rows[part])
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
        page_kind=known.page_kind,
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
