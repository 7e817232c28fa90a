"""A run in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.config.toml import one_line
from crawler.report.summary import Counts, RunSummary, SourceSummary

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table


def render_table(summary: RunSummary) -> RenderableType:
    """Lay out a run for the terminal: a row a source, what was removed by which cleaner, what changed
    or went wrong.

    Text that came from outside is shown as it is, without markup and control characters.
    """
    # Loading rich takes a while, and a run whose output is piped shows no table.
    from rich.console import Group
    from rich.text import Text

    failures = [f"{row.source}: {why}" for row in summary.sources for why in row.failed]
    parts: list[RenderableType] = [_render_sources(summary)]
    if off_beat := summary.total.off_beat:
        parts.append(Text.assemble(("Not asked for, off the beat: ", "bold"), f"{off_beat:,}"))
    if removed := _join_counts(summary.total.removed):
        parts.append(Text.assemble(("Removed pieces: ", "bold"), removed))
    if repairs := _join_counts(summary.total.repairs):
        parts.append(Text.assemble(("Repaired places: ", "bold"), repairs))
    if read_by := _join_counts(summary.total.read_by):
        parts.append(Text.assemble(("Stories of pages read by: ", "bold"), read_by))
    parts.extend(Text(one_line(line), style="yellow") for line in summary.warnings)
    parts.extend(Text(one_line(line), style="red") for line in (*failures, *summary.problems))
    return Group(*parts)


def _render_sources(summary: RunSummary) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(f"Run {one_line(summary.run)}"), title_justify="left", show_footer=True)
    total = summary.total
    table.add_column("source", footer="all", overflow="fold")
    for name in ("found", "fetched", "unchanged", "articles"):
        table.add_column(name, justify="right", footer=f"{getattr(total, name):,}")
    table.add_column("rejected", footer=_join_counts(total.rejected) or "0")
    for row in summary.sources:
        table.add_row(*map(Text, _cells(row)), style="red" if row.failed else None)
    return table


def _cells(row: SourceSummary) -> tuple[str, ...]:
    numbers = (row.found, row.fetched, row.unchanged, row.articles)
    return (one_line(row.source), *(f"{number:,}" for number in numbers), _join_counts(row.rejected) or "0")


def _join_counts(counts: Counts) -> str:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{one_line(name)} {count:,}" for name, count in ordered)
