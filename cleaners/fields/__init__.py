"""What is known of an article besides its story: dates, names, agencies, language."""

from cleaners.fields.bylines import Byline, find_byline, split_authors
from cleaners.fields.datelines import Dateline, split_dateline
from cleaners.fields.dates import parse_date
from cleaners.fields.published_lines import DateLine, find_date_line

__all__ = [
    "Byline",
    "DateLine",
    "Dateline",
    "find_byline",
    "find_date_line",
    "parse_date",
    "split_authors",
    "split_dateline",
]
