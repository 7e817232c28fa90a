"""Configuration: the TOML files of `config/` to frozen values, checked before anything runs.

An unknown key, a wrong type or a broken pattern raises `ConfigError` with one line for people; nothing is
guessed and nothing is passed over.
"""

from crawler.config.crawl import CrawlSettings, load_crawl_settings
from crawler.config.learned import LearnedLine
from crawler.config.locate import find_config_dir
from crawler.config.rules import RecurringOptions, load_rules, recurring_options
from crawler.config.sources import Expect, Source, find_source_file, load_sources
from crawler.config.toml import ConfigError

__all__ = [
    "ConfigError",
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
