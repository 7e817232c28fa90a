"""Turns bytes of news pages and texts into clean articles; the stages in order are in `process`."""
