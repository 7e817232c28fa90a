"""Configuration: the TOML files of `config/` to frozen values, checked before anything runs.

An unknown key, a wrong type or a broken pattern raises `crawler.errors.ConfigError` with one line for people; nothing is
guessed and nothing is passed over.
"""

from typing import TYPE_CHECKING

from crawler import import_when_asked

if TYPE_CHECKING:
    from crawler.config.cache import load_rules
    from crawler.config.crawl import CrawlSettings, load_crawl_settings
    from crawler.config.learned import LearnedLine
    from crawler.config.locate import find_config_dir
    from crawler.config.options import RecurringOptions, recurring_options
    from crawler.config.sources import Expect, Source, find_source_file, load_sources

__all__ = [
    "CrawlSettings",
    "Expect",
    "LearnedLine",
    "RecurringOptions",
    "Source",
    "find_config_dir",
    "find_source_file",
    "load_crawl_settings",
    "load_rules",
    "load_sources",
    "recurring_options",
]

__getattr__ = import_when_asked(
    __name__,
    {
        "CrawlSettings": "crawl",
        "Expect": "sources",
        "LearnedLine": "learned",
        "RecurringOptions": "options",
        "Source": "sources",
        "find_config_dir": "locate",
        "find_source_file": "sources",
        "load_crawl_settings": "crawl",
        "load_rules": "cache",
        "load_sources": "sources",
        "recurring_options": "options",
    },
)
