"""Runs the cleaning of many pages in worker processes; `crawler.engine.job` is the whole of `khyber clean`."""

from typing import TYPE_CHECKING

from crawler.lazy import import_when_asked

if TYPE_CHECKING:
    from crawler.engine.pool import CleaningPool
    from crawler.engine.stream import clean_stream

__all__ = ["CleaningPool", "clean_stream"]

__getattr__ = import_when_asked(__name__, {"CleaningPool": "pool", "clean_stream": "stream"})
