"""Runs the cleaning of many pages in worker processes; `crawler.cleaning.job` is the whole of `khyber clean`."""

from typing import TYPE_CHECKING

from crawler import import_when_asked

if TYPE_CHECKING:
    from crawler.cleaning.workers.pool import CleaningPool
    from crawler.cleaning.workers.stream import clean_stream

__all__ = ["CleaningPool", "clean_stream"]

__getattr__ = import_when_asked(__name__, {"CleaningPool": "pool", "clean_stream": "stream"})
