"""All stages of one page or text for a terminal: what each of them made of it, and the outcomes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from cleaners.model import FIELD_NAMES, Article, Beat, Block, Blocks, Page, Repair, Rules
from cleaners.process import Trace
from crawler.config.toml import one_line
from crawler.report.explain.beat import list_terms
from crawler.report.explain.lines import explain_lines
from crawler.report.explain.table import LineTable

MAX_EDITS = 12  # places of one repair that are shown


def render_trace(page: Page, trace: Trace, rules: Rules) -> RenderableType:
    """Lay out all stages of a page for the terminal, top to bottom in the order in which they ran."""
    parts: list[RenderableType] = []
    if trace.decoded:
        decoded = trace.decoded
        lost = f", {decoded.replaced} sequences unreadable" if decoded.replaced else ""
        parts += heading(
            "decode", f"{len(page.body):,} bytes as {decoded.encoding}, decided by {decoded.decided_by}{lost}"
        )
    if trace.extracted:
        kept = sum(1 for block in trace.extracted.blocks if block.removal is None)
        total = len(trace.extracted.blocks)
        unfit = f"; no template fits: {trace.extracted.unfit}" if trace.extracted.unfit else ""
        parts += heading("extract", f"{kept} of {total} visible blocks kept, by {trace.extracted.by}{unfit}")
    if trace.cleaned:
        parts += heading("repair", f"{sum(len(r.edits) for r in trace.cleaned.repairs)} places")
        for name in dict.fromkeys(repair.cleaner for repair in trace.cleaned.repairs):
            made = [repair for repair in trace.cleaned.repairs if repair.cleaner == name]
            parts += render_repairs(name, made)
    if trace.steps:
        parts += heading("clean", "what each cleaner changed")
        parts += render_steps(trace.steps)
        parts += heading("lines", "each with its verdict, in the order of the input")
        parts.append(LineTable(explain_lines(trace, rules)))
    parts += heading("result", f"{len(trace.outcomes)} outcome(s)")
    beat = rules.beat_of(rules.source(page.source))
    parts += [render_outcome(outcome, beat) for outcome in trace.outcomes]
    return Group(*parts)


def heading(stage: str, note: str) -> list[RenderableType]:
    """A ruled line with the name of a stage and a note."""
    return [Rule(Text.assemble((stage, "bold"), "  ", one_line(note)), align="left")]


def render_repairs(name: str, repairs: list[Repair]) -> Iterator[RenderableType]:
    """The places that one repair changed: before and after, the first dozen in full."""
    edits = [edit for repair in repairs for edit in repair.edits]
    note = next((repair.note for repair in repairs if repair.note), None)
    yield Text.assemble((f"  {name}", "cyan"), f"  {len(edits)}×", f"  ({one_line(note)})" if note else "")
    for edit in edits[:MAX_EDITS]:
        yield Text.assemble("    ", (repr(edit.before)[:80], "red"), " → ", (repr(edit.after)[:80], "green"))
    if len(edits) > MAX_EDITS:
        yield Text(f"    and {len(edits) - MAX_EDITS} more", style="dim")


def render_steps(steps: tuple[tuple[str, Blocks], ...]) -> Iterator[RenderableType]:
    """What each cleaner changed in the row, by comparing it with the row before."""
    for (_, before), (name, after) in pairwise(steps):
        changed = [block for block in after if block not in set(before)]
        if changed:
            yield Text.assemble((f"  {name}", "cyan"), f"  {len(changed)} block(s)")
            for block in changed[:MAX_EDITS]:
                yield Text.assemble("    ", (verdict(block), "dim"), " ", shorten(block.text))


def verdict(block: Block) -> str:
    """One phrase for what became of a block."""
    if block.removal:
        return f"removed: {block.removal.reason}"
    return f"kept as {block.kind}"


def shorten(text: str, limit: int = 100) -> str:
    """One line of at most `limit` characters, safe to print."""
    line = one_line(text)
    return line if len(line) <= limit else line[:limit] + "…"


def render_outcome(outcome: object, beat: Beat | None) -> RenderableType:
    """An article's fields and what it has to do with the beat, or why there is none."""
    if not isinstance(outcome, Article):
        return Text(
            f"rejected: {getattr(outcome, 'reason', '?')}: {getattr(outcome, 'detail', '')}", style="bold red"
        )
    table = Table.grid(padding=(0, 1))
    table.add_column(style="cyan")
    table.add_column(overflow="fold")
    plain = outcome.to_dict()
    for name in FIELD_NAMES:
        if plain[name] not in (None, []):
            table.add_row(name, Text(one_line(str(plain[name]))))
    for name, value in list_terms(outcome, beat) if beat else ():
        table.add_row(Text(name), Text(value))
    words = sum(len(p.split()) for p in outcome.paragraphs)
    table.add_row("story", f"{len(outcome.paragraphs)} paragraphs, {words} words")
    return table
