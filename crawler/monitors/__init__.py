"""Monitors: compare what a source brings with what it used to bring, and say which one looks broken and why."""

from crawler.monitors.check import check_source
from crawler.monitors.health import DAYS, Health
from crawler.monitors.tally import Tally, count_articles

__all__ = ["DAYS", "Health", "Tally", "check_source", "count_articles"]
