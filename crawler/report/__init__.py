"""What a run did: counted as frozen values that add up, shown in the terminal, as JSON and as a page."""

from crawler.report.changes import Changes, render_changes
from crawler.report.days import SourceDays
from crawler.report.line import render_line
from crawler.report.summary import RunSummary, SourceSummary, count_outcomes
from crawler.report.terminal import render_table
from crawler.report.write import decode_summary, read_summary, write_report

__all__ = [
    "Changes",
    "RunSummary",
    "SourceDays",
    "SourceSummary",
    "count_outcomes",
    "decode_summary",
    "read_summary",
    "render_changes",
    "render_line",
    "render_table",
    "write_report",
]
