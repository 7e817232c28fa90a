"""Boilerplate cleaners: one module a kind, each from a row of blocks to a row of blocks."""
