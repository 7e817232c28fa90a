"""What a run did: counted as frozen values that add up, shown in the terminal, as JSON and as a page."""

from crawler.report.days import SourceDays
from crawler.report.line import render_line
from crawler.report.summary import RunSummary, SourceSummary, count_outcomes
from crawler.report.terminal import render_table
from crawler.report.write import read_summary, write_report

__all__ = [
    "RunSummary",
    "SourceDays",
    "SourceSummary",
    "count_outcomes",
    "read_summary",
    "render_line",
    "render_table",
    "write_report",
]
