"""What a source did not ask for, since it is off its beat, is counted wherever a run is shown."""

from __future__ import annotations

import io
from datetime import UTC, datetime

from rich.console import Console

from crawler.report import RunSummary, SourceSummary, render_table
from crawler.report.page import render_page
from crawler.run.ledger import UrlLedger

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def account() -> RunSummary:
    kept = UrlLedger(["world", "regional"])
    kept.skip("world", unchanged=4, off_beat=1200)
    kept.skip("world", unchanged=0, off_beat=34)
    kept.skip("regional", unchanged=2)
    return kept.summarize("crawl-1", NOW, NOW)


def show(summary: RunSummary) -> str:
    out = io.StringIO()
    Console(file=out, width=100).print(render_table(summary))
    return out.getvalue()


def test_the_account_adds_up() -> None:
    rows = {row.source: (row.found, row.unchanged, row.off_beat) for row in account().sources}
    assert rows == {"world": (1238, 4, 1234), "regional": (2, 2, 0)}
    assert account().total.off_beat == 1234
    assert account().to_dict()["total"]["off_beat"] == 1234  # type: ignore[index]
    assert account().failed_sources == ()


def test_the_terminal_and_the_page_show_it() -> None:
    assert "Not asked for, off the beat: 1,234" in show(account())
    assert "<b>1,234</b>off the beat" in render_page(account())
    assert "off the beat" not in show(RunSummary("crawl-1", NOW, NOW, (SourceSummary("a", found=1),)))
