"""Worker processes that clean pages, each page within limits: a pool here (`CleaningPool`), a Dask cluster (`dask`)."""

from typing import TYPE_CHECKING

from crawler import import_when_asked

if TYPE_CHECKING:
    from crawler.cleaning.workers.pool import CleaningPool, clean_stream
    from crawler.cleaning.workers.tasks import CleanSettings, Result

__all__ = ["CleanSettings", "CleaningPool", "Result", "clean_stream"]

__getattr__ = import_when_asked(
    __name__, {"CleanSettings": "tasks", "CleaningPool": "pool", "Result": "tasks", "clean_stream": "pool"}
)
