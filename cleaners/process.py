"""Every stage in order: bytes of one page to its articles.

`decode` → `extract` (HTML) or `repair` and `segment` (text) → `split_articles` → cleaners until nothing changes →
`judge` → `Article` or `Rejected`. `trace_page` is the same with every stage kept, for `khyber explain`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, groupby
from operator import attrgetter

from cleaners.article.build import build_articles
from cleaners.blocks import CLEANERS, Context, segment
from cleaners.blocks.recurring import hash_lines
from cleaners.blocks.split import split_articles
from cleaners.decoding import decode
from cleaners.model import (
    Article,
    Block,
    Blocks,
    Cleaned,
    Decoded,
    Extracted,
    Fields,
    Media,
    Outcome,
    Page,
    Provenance,
    Reason,
    Rejected,
    Repair,
    Rules,
    Stage,
)
from cleaners.repair import find_needing, repair_text

# Repairs that look across lines, of which a block of a page has one; and those of letters' shapes, which plain texts
# owe to PDF files and old programs: a page's words arrive as the page had them.
TEXT_REPAIRS = frozenset(
    "normalize_newlines join_broken_lines normalize_presentation_forms remove_tatweel remove_direction_marks".split()
)
PAGE_GAP = "\n\n"  # between two blocks of a page; what a cleaner cuts has less
MAX_ROUNDS = 40  # rounds of all cleaners; each only removes or marks, and two or three settle nearly any text


Watch = Callable[[str, Blocks], None]
"""Called with the name of what changed a row, and the whole row after it."""


@dataclass(frozen=True, slots=True)
class Trace:
    """Every stage of one page. `steps` holds the row after each cleaner that changed it, in order, if they were kept."""

    decoded: Decoded | None
    extracted: Extracted | None
    repaired: str | None
    cleaned: Cleaned | None
    steps: tuple[tuple[str, Blocks], ...]
    outcomes: tuple[Outcome, ...]


def clean_page(
    page: Page,
    rules: Rules,
    provenance: Provenance = Provenance(),  # noqa: B008
    recurring: frozenset[int] = frozenset(),
) -> tuple[Outcome, ...]:
    """Turn one page or text into its articles, or one `Rejected` with the reason.

    `recurring` are lines that recur in the texts around this one (`remove_recurring_lines`), besides those that the
    source's own file names. Never raises for what a page holds; a pure function of its arguments.
    """
    return trace_page(page, rules, provenance, recurring, keep_steps=False).outcomes


def trace_page(
    page: Page,
    rules: Rules,
    provenance: Provenance = Provenance(),  # noqa: B008
    recurring: frozenset[int] = frozenset(),
    keep_steps: bool = True,
) -> Trace:
    """Like `clean_page`, with the value of every stage; the row after each cleaner only with `keep_steps`."""
    decoded = decode(page, rules)
    if isinstance(decoded, Rejected):
        return Trace(None, None, None, None, (), (complete(decoded, page, provenance),))
    extracted: Extracted | None = None
    repaired: str | None = None
    if page.media is Media.HTML:
        from cleaners.extract import extract  # trafilatura takes a second to load; plain texts do not need it

        found = extract(decoded.text, page, rules)
        if isinstance(found, Rejected):
            return Trace(decoded, None, None, None, (), (complete(found, page, provenance),))
        extracted = found
        blocks, repairs = repair_blocks(found.blocks, rules)
        tail, known = "", repair_fields(found.fields, rules)
    else:
        repaired, repairs = repair_text(decoded.text, rules.repairs)
        blocks, tail = segment(repaired)
        known = Fields()
    source = rules.source(page.source)
    if source is not None and source.recurring_lines:
        recurring |= hash_lines(source.recurring_lines)
    context = Context(page.media, known, source, recurring)
    steps = [("segment", blocks)] if keep_steps else []
    watch: Watch | None = (lambda name, row: steps.append((name, row))) if keep_steps else None
    cleaned = Cleaned(clean_row(blocks, context, rules.cleaners, watch), tail, repairs, known)
    if cleaned.blocks:
        outcomes = build_articles(cleaned, page, decoded, rules, provenance)
    else:
        outcomes = (Rejected(Stage.CLEAN, Reason.EMPTY, detail="the input holds no text"),)
    done = tuple(
        complete(o, page, provenance) if isinstance(o, Rejected) else credit(o, extracted) for o in outcomes
    )
    return Trace(decoded, extracted, repaired, cleaned, tuple(steps), done)


def clean_row(blocks: Blocks, context: Context, names: tuple[str, ...], watch: Watch | None = None) -> Blocks:
    """Split a row and clean each article by itself, until nothing changes; `watch` sees the row after each change."""
    for round_ in range(MAX_ROUNDS):
        before, blocks = blocks, split_articles(blocks)
        if blocks != before:
            if watch:
                watch("split_articles", blocks)
        elif round_ > 0:
            break  # each part was cleaned until nothing changed, and the parts are the same
        blocks = clean_parts(blocks, context, names, watch)
    return blocks


def clean_parts(blocks: Blocks, context: Context, names: tuple[str, ...], watch: Watch | None) -> Blocks:
    """Clean each article of a row by itself; the whole row is made anew only where somebody watches."""
    parts = [tuple(part) for _, part in groupby(blocks, key=attrgetter("part"))]
    for at, part in enumerate(parts):
        core = tuple(block for block in part if not is_left_out(block)) or part
        changed = core
        for name, changed in clean_part(core, context, names):
            if watch:
                parts[at] = weave(part, core, changed)
                watch(name, tuple(chain.from_iterable(parts)))
        parts[at] = weave(part, core, changed)
    return tuple(chain.from_iterable(parts))


def is_left_out(block: Block) -> bool:
    """Whether the extractor left a block out of the story: no cleaner need look at it."""
    return block.removal is not None and block.removal.cleaner == "extract"


def weave(part: Blocks, core: Blocks, changed: Blocks) -> Blocks:
    """A part with the blocks of its core replaced by what became of them; some may have been cut in two."""
    if len(part) == len(core):
        return changed
    if changed is core:
        return part
    groups: list[list[Block]] = []
    for block in changed:
        if block.gap == PAGE_GAP or not groups:
            groups.append([block])
        else:
            groups[-1].append(block)
    following = iter(groups)
    return tuple(one for block in part for one in ((block,) if is_left_out(block) else next(following)))


def clean_part(blocks: Blocks, context: Context, names: tuple[str, ...]) -> Iterator[tuple[str, Blocks]]:
    """Run the named cleaners in order, round after round, until none changes the row; yields it after each change."""
    unchanged = 0  # cleaners in a row that this very row went through
    for _ in range(MAX_ROUNDS):
        for name in names:
            if unchanged == len(names):
                return
            after = CLEANERS[name](blocks, context)
            unchanged += 1
            if after != blocks:
                yield name, after
                blocks, unchanged = after, 0


def page_repairs(rules: Rules) -> tuple[str, ...]:
    """Names of the repairs that run on each block of a page, in order."""
    return tuple(name for name in rules.repairs if name not in TEXT_REPAIRS)


def repair_blocks(blocks: Blocks, rules: Rules) -> tuple[Blocks, tuple[Repair, ...]]:
    """Repair the text of each block of a page by itself; a block whose text was nothing visible is dropped.

    What the extractor left out stays as the page has it.
    """
    names = page_repairs(rules)
    story = [number for number, block in enumerate(blocks) if not is_left_out(block)]
    found = find_needing([blocks[number].text for number in story], names)
    needing = {story[place] for place in found}
    if not needing:
        return blocks, ()
    row = []
    repairs: list[Repair] = []
    offset = 0  # of the block in the joined row, so that a repair is counted for its article
    for number, block in enumerate(blocks):
        offset += len(block.gap)
        if number in needing:
            text, made = repair_text(block.text, names)
            repairs += (
                replace(one, edits=tuple(replace(edit, start=edit.start + offset) for edit in one.edits))
                for one in made
            )
            if not text.strip():
                continue
            block = replace(block, text=text.strip()) if text != block.text else block
        row.append(block)
        offset += len(block.text)
    return tuple(row), tuple(repairs)


def repair_fields(fields: Fields, rules: Rules) -> Fields:
    """Repair what a page declares of itself in words: its title, names and labels."""
    names = page_repairs(rules)

    def repair(text: str | None) -> str | None:
        return repair_text(text, names)[0].strip() or None if text else None

    return replace(
        fields,
        title=repair(fields.title),
        authors=tuple(filter(None, map(repair, fields.authors))),
        agency=repair(fields.agency),
        section=repair(fields.section),
        tags=tuple(filter(None, map(repair, fields.tags))),
    )


def credit(article: Article, extracted: Extracted | None) -> Article:
    """Note who chose the blocks of a page's article, for the counts of a run; a text's nobody chose."""
    if extracted is None:
        return article
    return replace(article, unfit=extracted.unfit, read_by=extracted.by)


def complete(rejected: Rejected, page: Page, provenance: Provenance) -> Rejected:
    """Fill in the page and the run of a rejection, where the stage did not."""
    return replace(
        rejected,
        url=rejected.url or page.final_url or page.url,
        input=rejected.input or page.input,
        source=rejected.source or page.source,
        run=rejected.run or provenance.run,
    )
