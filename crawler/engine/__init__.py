"""Runs the cleaning of many pages in worker processes; `crawler.engine.job` is the whole of `khyber clean`."""

from crawler.engine.pool import CleaningPool
from crawler.engine.stream import clean_stream

__all__ = ["CleaningPool", "clean_stream"]
