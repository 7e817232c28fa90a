"""Responses as they were fetched, in WARC 1.1 files: written, spooled, read again, also where they are damaged."""
