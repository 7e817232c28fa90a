"""The past: date archives and sitemaps by date, or the WARC files of a news crawl, and what is missing afterwards.

`aim_back` turns a crawl towards the past; `WarcBackfill` fills a session from files instead. `find_gaps` and
`find_faults` say what is missing of the days. `run_backfill` and `run_gaps` are the verb.
"""

from crawler.backfill.aim import aim_back
from crawler.backfill.fill import WarcBackfill
from crawler.backfill.gaps import find_faults, find_gaps
from crawler.backfill.run import BackfillOptions, run_backfill, run_gaps
from crawler.backfill.warcs import WarcFile, list_warcs

__all__ = [
    "BackfillOptions",
    "WarcBackfill",
    "WarcFile",
    "aim_back",
    "find_faults",
    "find_gaps",
    "list_warcs",
    "run_backfill",
    "run_gaps",
]
