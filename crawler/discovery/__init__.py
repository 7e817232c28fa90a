"""Feeds, sitemaps, section pages and date archives to candidates: addresses of articles, and what is announced of them.

Bytes in, values out; nothing here fetches. What cannot be read is an error in the result, never an empty
list, and one bad address never loses the others.
"""

from crawler.discovery.announced import Announced, find_announced
from crawler.discovery.archives import aim_at_archives, fill_sitemaps, name_today
from crawler.discovery.candidate import Candidate, Found
from crawler.discovery.feed import read_feed
from crawler.discovery.guess import guess_patterns
from crawler.discovery.listing import read_listing
from crawler.discovery.sitemap import read_sitemap

__all__ = [
    "Announced",
    "Candidate",
    "Found",
    "aim_at_archives",
    "fill_sitemaps",
    "find_announced",
    "guess_patterns",
    "name_today",
    "read_feed",
    "read_listing",
    "read_sitemap",
]
