"""Feeds and sitemaps to candidates."""
