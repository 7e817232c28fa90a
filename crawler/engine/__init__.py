"""Runs the cleaning of many pages in worker processes."""

from crawler.engine.job import CleanJob, clean_inputs
from crawler.engine.pool import CleaningPool
from crawler.engine.stream import clean_stream

__all__ = ["CleanJob", "CleaningPool", "clean_inputs", "clean_stream"]
