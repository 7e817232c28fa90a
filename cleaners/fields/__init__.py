"""What is known of an article besides its story: dates, names, agencies, language."""

from cleaners.fields.bylines import Byline, find_byline, find_signature, looks_like_name, split_authors
from cleaners.fields.credits import AgencyCredit, find_agency
from cleaners.fields.datelines import Dateline, split_dateline
from cleaners.fields.dates import parse_date
from cleaners.fields.language import Language, detect_language
from cleaners.fields.published_lines import DateLine, find_date_line
from cleaners.fields.titles import clean_title

__all__ = [
    "AgencyCredit",
    "Byline",
    "DateLine",
    "Dateline",
    "Language",
    "clean_title",
    "detect_language",
    "find_agency",
    "find_byline",
    "find_date_line",
    "find_signature",
    "looks_like_name",
    "parse_date",
    "split_authors",
    "split_dateline",
]
