"""Runs the cleaning of many pages in worker processes."""
