"""The peer of `benchmarks.crawl`: a spider that downloads the addresses of a file and keeps nothing.

`python -m benchmarks.bare FILE CONCURRENCY` prints how many answers it had.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response


class BareSpider(Spider):
    """Asks for each address once."""

    name = "bare"

    def __init__(self, path: Path, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.path = path
        self.had = 0

    async def start(self) -> AsyncIterator[Request]:
        """One request a line."""
        for line in self.path.read_text().splitlines():
            yield Request(line)

    def parse(self, response: Response, **_: object) -> None:
        """Count it."""
        self.had += response.status == 200


def main(path: Path, concurrency: int) -> None:
    """Download everything with Scrapy's own settings but for the number of requests under way and the log."""
    process = AsyncCrawlerProcess(
        {
            "CONCURRENT_REQUESTS": concurrency,
            "CONCURRENT_REQUESTS_PER_DOMAIN": concurrency,
            "DOWNLOAD_DELAY": 0,
            "LOG_LEVEL": "WARNING",
            "ROBOTSTXT_OBEY": False,
            "TELNETCONSOLE_ENABLED": False,
        }
    )
    crawler = process.create_crawler(BareSpider)
    process.crawl(crawler, path=path)
    process.start()
    print(crawler.spider.had if isinstance(crawler.spider, BareSpider) else 0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
