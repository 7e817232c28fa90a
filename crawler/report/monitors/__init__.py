"""Monitors: compare what a source brings with what it used to bring, and say which one looks broken and why."""

from crawler.report.monitors.check import check_source
from crawler.report.monitors.health import DAYS, Health
from crawler.report.monitors.tally import Tally, count_articles

__all__ = ["DAYS", "Health", "Tally", "check_source", "count_articles"]
