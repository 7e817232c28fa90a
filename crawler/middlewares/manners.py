"""What `config/crawl.toml` says, as Scrapy settings."""

from __future__ import annotations

from scrapy.settings import BaseSettings

from crawler.config import CrawlSettings


def apply_manners(settings: BaseSettings, manners: CrawlSettings) -> None:
    """Set delays, limits and the user agent of a crawl; middlewares find the manners themselves as `CRAWL`."""
    settings.setdict(
        {
            "CRAWL": manners,
            "USER_AGENT": manners.user_agent,
            "DOWNLOAD_DELAY": manners.delay_seconds,
            "AUTOTHROTTLE_START_DELAY": manners.delay_seconds,
            "AUTOTHROTTLE_MAX_DELAY": max(60.0, manners.delay_seconds),
            "CONCURRENT_REQUESTS": manners.concurrency,
            "CONCURRENT_REQUESTS_PER_DOMAIN": manners.concurrency_per_host,
            "DOWNLOAD_TIMEOUT": manners.timeout_seconds,
            "DOWNLOAD_MAXSIZE": manners.max_bytes,
            "REDIRECT_MAX_TIMES": manners.redirect_max,
            "RETRY_TIMES": manners.retries,
        },
        priority="spider",
    )
