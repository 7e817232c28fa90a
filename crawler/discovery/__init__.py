"""Feeds, sitemaps and section pages to candidates: addresses of articles with what was said of them.

Bytes in, values out; nothing here fetches. What cannot be read is an error in the result, never an empty
list, and one bad address never loses the others.
"""

from crawler.discovery.candidate import Candidate, Found
from crawler.discovery.feed import read_feed
from crawler.discovery.listing import read_listing
from crawler.discovery.sitemap import read_sitemap

__all__ = ["Candidate", "Found", "read_feed", "read_listing", "read_sitemap"]
