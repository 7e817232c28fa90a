"""`khyber explain`: every stage of one page or text, and every line with its verdict, score, reason and repairs.

`regions` and `scores` find what belongs to a line, `lines` puts it together, `table` lays the lines out for a terminal,
`beat` shows what a score against the beat is made of, `stages` everything around them.
"""

from crawler.report.explain.lines import ExplainedLine, explain_lines, render_plain
from crawler.report.explain.stages import render_trace

__all__ = ["ExplainedLine", "explain_lines", "render_plain", "render_trace"]
