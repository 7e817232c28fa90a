"""What Scrapy writes to the log: no bodies, no settings, one line a failure."""

from __future__ import annotations

import logging
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult
from twisted.python.failure import Failure

from crawler.middlewares.scrapy_internals import SETTINGS_MESSAGE


class QuietLog(LogFormatter):
    """Scrapy's log lines, without the items: these hold whole pages, and each has its outcome in the report."""

    def crawled(  # type: ignore[override]
        self, request: Request, response: Response, spider: Spider
    ) -> LogFormatterResult | None:
        """Nothing: the ledger counts it."""
        return None

    def scraped(  # type: ignore[override]
        self, item: Any, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult | None:
        """Nothing: the ledger counts it."""
        return None

    def dropped(  # type: ignore[override]
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult | None:
        """Nothing: whoever dropped it gave the reason."""
        return None

    def download_error(
        self, failure: Failure, request: Request, spider: Spider, errmsg: str | None = None
    ) -> LogFormatterResult:
        """One line, no traceback: a site that does not answer is no fault of the program."""
        return {
            "level": logging.INFO,
            "msg": "%(url)s: %(error)s",
            "args": {"url": request.url, "error": errmsg or failure.getErrorMessage()},
        }


def quiet_scrapy() -> None:
    """Keep Scrapy from printing the settings that differ from its own: a secret may be among them; and from making lines
    for each request that nobody reads."""
    logging.getLogger("scrapy.crawler").addFilter(_is_no_setting)
    logging.getLogger("scrapy").setLevel(logging.INFO)


def _is_no_setting(record: logging.LogRecord) -> bool:
    return SETTINGS_MESSAGE not in str(record.msg)
