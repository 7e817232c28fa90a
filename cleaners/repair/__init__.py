"""Repairs of characters, spaces and broken lines, each recorded so that it can be undone."""
