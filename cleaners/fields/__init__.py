"""What is known of an article besides its story: dates, names, agencies, language."""

from cleaners.fields.dates import parse_date

__all__ = ["parse_date"]
