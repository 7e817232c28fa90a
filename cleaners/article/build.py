"""From a cleaned row of blocks to articles: one for each part, with its fields."""

from __future__ import annotations

from datetime import UTC

from cleaners.addresses import drop_userinfo
from cleaners.article.gather import gather_fields, places_of
from cleaners.article.identity import name_article
from cleaners.article.relevance import explain_relevance, score_relevance
from cleaners.article.repair_counts import count_repairs
from cleaners.article.verdict import judge
from cleaners.model import (
    FIELD_NAMES,
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
    Reason,
    Rejected,
    Relevance,
    Removed,
    RepairCount,
    Rules,
    SourceRules,
    Stage,
)

MOST_NAMED = 5
"""Terms that a rejection names: enough to see what an article is about."""


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
        article = build_article(blocks, known, page, decoded, rules, provenance, part, counts.get(part, ()))
        outcomes.append(refuse_off_beat(article, rules.source(page.source), rules) or article)
    return tuple(outcomes)


def refuse_off_beat(article: Article, source: SourceRules | None, rules: Rules) -> Rejected | None:
    """What becomes of an article that its source is not read for; None for one that is kept."""
    beat = rules.beat_of(source)
    if source is None or source.beat is None or beat is None or rules.keep_off_beat:
        return None
    score = article.relevance.score
    if score >= beat.threshold:
        return None
    terms = explain_relevance(article.title, article.text, beat)[:MOST_NAMED]
    named = ", ".join(f"{term.name} {term.part:.2f}" for term in terms) or "names nothing of it"
    detail = f"scores {score:.2f}, and the beat {beat.id} begins at {beat.threshold:g}: {named}"
    return Rejected(Stage.CLEAN, Reason.OFF_BEAT, detail=detail, title=article.title)


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
    beat = rules.beat_of(source)
    paragraphs = tuple(b.text for b in blocks if b.removal is None and b.kind in STORY)
    text = "\n\n".join(paragraphs)
    fields = gather_fields(
        blocks, paragraphs, known, page.hints if part == 1 else Hints(), source, places_of(beat)
    )
    address = (fields.canonical_url or page.final_url) if part == 1 else None
    article_id, version = name_article(address, fields.title, text)
    url = page.final_url or page.url
    return Article(
        article_id,
        version,
        page.source or "file",
        paragraphs,
        **{name: getattr(fields, name) for name in FIELD_NAMES},
        url=drop_userinfo(url) if url else None,
        input=page.input,
        part=part,
        relevance=score_relevance(fields.title, text, beat) if beat else Relevance(),
        encoding=f"{decoded.encoding} ({decoded.decided_by})",
        fetched_at=page.fetched_at.astimezone(UTC).replace(microsecond=0) if page.fetched_at else None,
        run=provenance.run,
        code=provenance.code,
        rules=provenance.rules or rules.digest or None,
        repairs=repairs,
        removed=tuple(Removed(b.text, b.removal.cleaner, b.removal.reason) for b in blocks if b.removal),
    )
