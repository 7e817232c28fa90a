"""What `config/crawl.toml` says, as Scrapy settings."""

from __future__ import annotations

from scrapy.settings import BaseSettings

from crawler.config import CrawlSettings


def apply_crawl_settings(settings: BaseSettings, crawl: CrawlSettings) -> None:
    """Set delays, limits and the user agent of a crawl; middlewares find them all as `CRAWL`."""
    settings.setdict(
        {
            "CRAWL": crawl,
            "USER_AGENT": crawl.user_agent,
            "DOWNLOAD_DELAY": crawl.delay_seconds,
            "AUTOTHROTTLE_START_DELAY": crawl.delay_seconds,
            "AUTOTHROTTLE_MAX_DELAY": max(60.0, crawl.delay_seconds),
            "CONCURRENT_REQUESTS": crawl.concurrency,
            "CONCURRENT_REQUESTS_PER_DOMAIN": crawl.concurrency_per_host,
            "DOWNLOAD_TIMEOUT": crawl.timeout_seconds,
            "DOWNLOAD_MAXSIZE": crawl.max_bytes,
            "REDIRECT_MAX_TIMES": crawl.redirect_max,
            "RETRY_TIMES": crawl.retries,
        },
        priority="spider",
    )
